import AssayModel
import Testing
