extension ImageFolder {
  /// The class folders in a folder.
  ///
  /// - Throws: ``ImageError`` where there are none, or not those that were chosen.
  static func classes(
    in folder: String, labels: ImageLabels, chosen: [String]?
  ) throws -> [String] {
    if labels == .none {
      guard chosen == nil else {
        throw ImageError.argument(
          "classNames", found: "names", wanted: "none where there are no labels")
      }
      return []
    }
    let listing = try FolderListing(folder)
    let found = (listing.folders + listing.linkedFolders).filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard !found.isEmpty else {
      throw ImageError.noClasses(folder: folder, images: listing.images.count)
    }
    if let chosen {
      let missing = chosen.filter { !found.contains($0) }
      guard missing.isEmpty else {
        throw ImageError.classesMissing(folder: folder, wanted: missing, found: found)
      }
      var seen: Set<String> = []
      for name in chosen where !seen.insert(name).inserted {
        throw ImageError.classRepeated(name)
      }
    }
    let classes = chosen ?? found
    guard labels != .binary || classes.count == 2 else {
      throw ImageError.notTwoClasses(folder: folder, found: classes)
    }
    return classes
  }
}
