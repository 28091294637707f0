@_exported import AssayCore
@_exported import AssayData
@_exported import AssayMetrics
@_exported import AssayModel
@_exported import AssayTraining
