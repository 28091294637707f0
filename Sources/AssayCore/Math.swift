#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The functions of the C library that Assay needs, by the same names on Linux and macOS.
extension Double {
  package static func log(_ x: Double) -> Double {
    #if canImport(Darwin)
      Darwin.log(x)
    #else
      Glibc.log(x)
    #endif
  }

  package static func exp(_ x: Double) -> Double {
    #if canImport(Darwin)
      Darwin.exp(x)
    #else
      Glibc.exp(x)
    #endif
  }

  package static func cos(_ x: Double) -> Double {
    #if canImport(Darwin)
      Darwin.cos(x)
    #else
      Glibc.cos(x)
    #endif
  }

  package static func pow(_ x: Double, _ y: Double) -> Double {
    #if canImport(Darwin)
      Darwin.pow(x, y)
    #else
      Glibc.pow(x, y)
    #endif
  }
}
