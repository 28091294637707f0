#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The calls to the operating system that Assay makes, each with its status looked at.
enum System {
  /// Opens a file.
  static func open(
    _ path: String, _ flags: Int32, mode: mode_t = 0o666, to purpose: String
  ) throws -> Int32 {
    try FileName.check(path, for: purpose)
    while true {
      #if canImport(Darwin)
        let descriptor = Darwin.open(path, flags | O_CLOEXEC, mode)
      #else
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      #endif
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw failure(path, purpose, isPath: true) }
    }
  }

  /// Reads up to `target.count` bytes; 0 at the end.
  static func read(_ descriptor: Int32, into target: UnsafeMutableRawBufferPointer, of path: String)
    throws -> Int
  {
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, target.baseAddress, min(target.count, 1 << 30))
      #else
        let count = Glibc.read(descriptor, target.baseAddress, min(target.count, 1 << 30))
      #endif
      if count >= 0 { return count }
      if errno != EINTR { throw failure(path, "reading") }
    }
  }

  /// Reads up to `target.count` bytes from `offset` on; 0 at the end.
  static func read(
    _ descriptor: Int32, into target: UnsafeMutableRawBufferPointer, at offset: Int, of path: String
  ) throws -> Int {
    while true {
      let count = pread(
        descriptor, target.baseAddress, min(target.count, 1 << 30), off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw failure(path, "reading") }
    }
  }

  /// The bytes of memory that the machine has, or the container that the process is in.
  static let memory: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    let machine = overflow || bytes <= 0 ? 1 << 32 : bytes
    let limit = try? String(decoding: FileBytes.read("/sys/fs/cgroup/memory.max"), as: UTF8.self)
    let container = limit?.split(separator: "\n").first.flatMap { Int($0) } ?? machine
    return container > 0 ? min(machine, container) : machine
  }()

  /// Writes all of `bytes`.
  static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, to path: String) throws {
    var rest = bytes
    while !rest.isEmpty {
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      #else
        let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      #endif
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw failure(path, "writing")
      }
    }
  }

  /// Writes all of `bytes` over what stands at the start of a file.
  static func overwrite(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, of path: String
  ) throws {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(done))
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw failure(path, "writing")
      }
    }
  }

  /// Returns when what was written will outlast a power cut.
  static func synchronize(_ descriptor: Int32, of path: String) throws {
    #if canImport(Darwin)
      let status = fcntl(descriptor, F_FULLFSYNC) == -1 ? fsync(descriptor) : 0
    #else
      let status = fsync(descriptor)
    #endif
    // Pipes, devices and the folders of some file systems have nothing to synchronise.
    if status != 0, errno != EINVAL, errno != ENOTSUP { throw failure(path, "writing") }
  }

  /// Closes a file that was written; a delayed write may fail only here.
  static func close(_ descriptor: Int32, of path: String) throws {
    guard closeQuietly(descriptor) == 0 || errno == EINTR else { throw failure(path, "writing") }
  }

  /// Closes a file of which nothing more is wanted.
  @discardableResult
  static func closeQuietly(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      Darwin.close(descriptor)
    #else
      Glibc.close(descriptor)
    #endif
  }

  /// What is known of an open file.
  static func status(_ descriptor: Int32, of path: String) throws -> FileStatus {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw failure(path, "reading") }
    return FileStatus(info)
  }

  /// What is known of a file by its path, following links; `nil` where there is none.
  static func status(_ path: String) -> FileStatus? {
    var info = stat()
    return stat(path, &info) == 0 ? FileStatus(info) : nil
  }

  /// The names of what is in a folder; those that begin with a dot only where they are asked for.
  static func names(in folder: String, hidden: Bool = false) throws -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder, "reading", isPath: true) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let place = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = (UnsafeRawPointer(entry) + place).assumingMemoryBound(to: CChar.self)
      guard let name = String(validatingCString: start), hidden || !name.hasPrefix(".") else {
        continue
      }
      names.append(name)
    }
    return names
  }

  /// The path with every link followed; the path itself where there is no such file.
  static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func rename(_ old: String, to new: String) throws {
    #if canImport(Darwin)
      let status = Darwin.rename(old, new)
    #else
      let status = Glibc.rename(old, new)
    #endif
    guard status == 0 else { throw failure(new, "writing") }
  }

  /// The error that the last call left in `errno`; where a path was looked up, a missing file is one.
  private static func failure(_ path: String, _ doing: String, isPath: Bool = false) -> DataError {
    let code = errno
    if isPath, doing == "reading", code == ENOENT || code == ENOTDIR { return .missingFile(path) }
    return .inputOutput(file: path, doing: doing, reason: String(cString: strerror(code)))
  }
}

/// The size, kind and permissions of a file.
struct FileStatus {
  let size: Int
  let isRegular: Bool
  let isFolder: Bool
  let permissions: mode_t

  init(_ info: stat) {
    size = Int(info.st_size)
    isRegular = info.st_mode & S_IFMT == S_IFREG
    isFolder = info.st_mode & S_IFMT == S_IFDIR
    permissions = info.st_mode & 0o777
  }
}
