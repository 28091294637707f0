#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The memory of this machine, which what a file asks for is compared with before it is allocated.
package enum PhysicalMemory {
  /// The bytes; 4 GiB where the system does not say.
  package static let byteCount: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow || bytes <= 0 ? 1 << 32 : bytes
  }()
}
