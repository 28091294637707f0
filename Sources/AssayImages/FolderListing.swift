#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What lies in a folder, in the order of the names' code points.
struct FolderListing {
  private(set) var folders: [String] = []
  /// Links to folders; they are folders where classes are looked for and nowhere else.
  private(set) var linkedFolders: [String] = []
  /// Everything else whose name ends as that of an image.
  private(set) var images: [String] = []

  /// - Throws: ``ImageError/folder(_:reason:)``, or ``ImageError/fileName(shown:folder:)``.
  init(_ folder: String) throws {
    guard !folder.utf8.contains(0) else {
      throw ImageError.folder(
        folder.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\0"),
        reason: "no folder's name can have a NUL in it, here written \\0")
    }
    guard let stream = opendir(folder) else {
      throw ImageError.folder(folder, reason: FolderListing.reason())
    }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      try add(entry, of: folder)
    }
    guard errno == 0 else { throw ImageError.folder(folder, reason: FolderListing.reason()) }
    folders.sort(by: FolderListing.precedes)
    linkedFolders.sort(by: FolderListing.precedes)
    images.sort(by: FolderListing.precedes)
  }

  private mutating func add(_ entry: UnsafeMutablePointer<dirent>, of folder: String) throws {
    let place = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let start = (UnsafeRawPointer(entry) + place).assumingMemoryBound(to: CChar.self)
    guard let name = String(validatingCString: start) else {
      throw ImageError.fileName(shown: String(cString: start), folder: folder)
    }
    guard name != ".", name != ".." else { return }
    let path = folder + "/" + name
    var info = stat()
    guard lstat(path, &info) == 0 else {
      if errno == ENOENT { return }  // gone since it was listed
      throw ImageError.folder(path, reason: FolderListing.reason())
    }
    let kind = info.st_mode & S_IFMT
    if kind == S_IFDIR {
      folders.append(name)
    } else if kind == S_IFLNK, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      linkedFolders.append(name)
    } else if FolderListing.endings.contains(where: name.lowercased().hasSuffix) {
      images.append(name)
    }
  }

  /// The images in a folder and in those below it, as paths that begin with the folder's.
  ///
  /// Folder by folder, in the order of their paths; links to folders are not followed.
  static func allImages(below folder: String) throws -> [String] {
    var found: [(folder: String, images: [String])] = []
    var waiting = [folder]
    while let next = waiting.popLast() {
      let listing = try FolderListing(next)
      found.append((next, listing.images))
      waiting += listing.folders.map { next + "/" + $0 }
    }
    found.sort { precedes($0.folder, $1.folder) }
    return found.flatMap { part in part.images.map { part.folder + "/" + $0 } }
  }

  private static let endings = [".bmp", ".gif", ".jpeg", ".jpg", ".png"]

  /// The order of code points, which is that of UTF-8.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private static func reason() -> String {
    switch errno {
    case ENOENT: "there is no such folder"
    case ENOTDIR: "it is a file; wanted a folder"
    case let code: "it cannot be read: \(String(cString: strerror(code)))"
    }
  }
}
