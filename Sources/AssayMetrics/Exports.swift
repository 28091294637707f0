// Tensors and shapes are what metrics take, so that a package needs this one import.
@_exported import AssayCore
