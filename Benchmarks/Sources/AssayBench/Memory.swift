import Foundation

/// What the process held once the data was made, and the most it held from then on, in megabytes; as
/// `Memory` in `peers/workloads.py`.
struct Memory {
  let before: Double

  init() {
    guard let pages = Self.residentPages else {
      before = Self.peak
      return
    }
    before = Double(pages * sysconf(Int32(_SC_PAGESIZE))) / 1e6
    // Sets the mark back, so that making the data does not count.
    if let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") {
      try? file.write(contentsOf: Data("5".utf8))
      try? file.close()
    }
  }

  /// The most that the process has held.
  static var peak: Double {
    var usage = rusage()
    #if canImport(Darwin)
      let (who, unit) = (RUSAGE_SELF, 1)
    #else
      let (who, unit) = (__rusage_who_t(RUSAGE_SELF.rawValue), 1024)
    #endif
    return getrusage(who, &usage) == 0 ? Double(usage.ru_maxrss * unit) / 1e6 : .nan
  }

  /// The pages in memory now, where the system tells.
  private static var residentPages: Int? {
    guard let file = FileHandle(forReadingAtPath: "/proc/self/statm"),
      let text = try? file.readToEnd().map({ String(decoding: $0, as: UTF8.self) })
    else { return nil }
    return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }
}
