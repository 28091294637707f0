import AssayTraining
import Testing
