import AssayCore
import AssayData

/// A `.keras` file: a zip archive of three members, read by their exact names in memory, and never
/// extracted.
struct KerasArchive {
  static let metadata = "metadata.json"
  static let config = "config.json"
  static let weights = "model.weights.h5"

  /// What the members may unpack to. Keras stores them as they are, so that a member which is much smaller
  /// packed was packed by somebody else.
  private static let limits = ArchiveLimits(memberBytes: 1 << 36, ratio: 100, freeBytes: 1 << 26)
  /// The most bytes of a configuration.
  private static let configLimits = ArchiveLimits(
    memberBytes: 1 << 28, ratio: 100, freeBytes: 1 << 24)

  private let path: String
  private let reader: ArchiveReader

  /// - Throws: ``DataError`` for what is no zip archive; ``KerasFileError`` for members that a file of
  ///   Keras's does not have.
  init(_ path: String) throws {
    self.path = path
    reader = try ArchiveReader(path, limits: KerasArchive.limits)
    for member in reader.members {
      let parts = member.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(".."), !member.hasPrefix("/"), !member.contains("\\"),
        !member.contains(":"), !member.contains("\0")
      else {
        throw KerasFileError(
          file: path, found: "a member that leaves its folder, '\(member)'",
          wanted: "members of Keras's names")
      }
      switch member {
      case KerasArchive.metadata, KerasArchive.config, KerasArchive.weights, "assets/": continue
      case "model.weights.npz":
        throw KerasFileError(
          file: path, found: "the weights in '\(member)', which are pickled objects",
          wanted: "'\(KerasArchive.weights)': save the model with h5py installed")
      case "model.weights.json":
        throw KerasFileError(
          file: path, found: "weights in several files, '\(member)'",
          wanted: "one '\(KerasArchive.weights)': save without max_shard_size")
      case _ where parts[0] == "assets":
        throw KerasFileError(
          file: path, found: "an asset of a layer's, '\(member)'",
          wanted: "layers whose configuration is all there is to them")
      default:
        throw KerasFileError(
          file: path, found: "a member '\(member)'",
          wanted: "\(KerasArchive.metadata), \(KerasArchive.config) and \(KerasArchive.weights)")
      }
    }
  }

  /// A member that is JSON.
  func json(_ member: String) throws -> JSON {
    let reader = try ArchiveReader(path, limits: KerasArchive.configLimits)
    let bytes = try reader.bytes(of: member)
    do { return try JSON(reading: bytes) } catch {
      throw KerasFileError(
        file: "\(path):\(member)", place: "byte \(error.byte)", found: error.found,
        wanted: error.wanted)
    }
  }

  func bytes(_ member: String) throws -> [UInt8] { try reader.bytes(of: member) }

  var hasWeights: Bool { reader.members.contains(KerasArchive.weights) }

  /// Writes a file, whole or not at all; the same members give the same bytes.
  static func write(
    metadata: JSON, config: JSON, weights: [UInt8], to path: String
  ) throws {
    try ArchiveWriter.write(to: path) { archive in
      for (name, bytes) in [
        (KerasArchive.metadata, Array(metadata.line(.words).utf8)),
        (KerasArchive.config, Array(config.line(.words).utf8)), (KerasArchive.weights, weights),
      ] {
        try archive.add(name, size: bytes.count) { $0.copyBytes(from: bytes) }
      }
    }
  }
}
