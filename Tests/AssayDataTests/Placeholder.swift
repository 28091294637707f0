import AssayData
import Testing
