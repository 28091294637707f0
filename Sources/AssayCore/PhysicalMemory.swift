#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The memory of this machine, which what a file asks for is compared with before it is allocated.
package enum PhysicalMemory {
  /// The bytes that this process may take: of the machine, of its control group, or of what
  /// `ulimit -v` leaves it; 4 GiB where the system says nothing.
  package static let byteCount = min(machine, group ?? .max, addresses ?? .max)

  private static var machine: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow || bytes <= 0 ? 1 << 32 : bytes
  }

  /// Three quarters of the limit of addresses: libraries and the stacks of threads take the rest.
  private static var addresses: Int? {
    var limit = rlimit()
    #if canImport(Darwin)
      let status = getrlimit(RLIMIT_AS, &limit)
    #else
      let status = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #endif
    guard status == 0, let bytes = Int(exactly: limit.rlim_cur), bytes < .max else { return nil }
    return bytes / 4 * 3
  }

  /// The limit of a container's control group, which only Linux has, by the names of both its versions.
  private static var group: Int? {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    return files.compactMap(number).filter { $0 > 0 }.min()
  }

  /// The number that is all of a file; `nil` for any other text.
  private static func number(in path: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let digits = line.prefix { 48...57 ~= $0 }
    return Int(String(decoding: digits.map { UInt8($0) }, as: UTF8.self))
  }
}
