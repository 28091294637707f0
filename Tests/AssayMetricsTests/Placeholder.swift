import AssayMetrics
import Testing
