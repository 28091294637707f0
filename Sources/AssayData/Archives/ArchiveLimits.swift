/// How much a member of an archive may unpack to, before anything is unpacked.
public struct ArchiveLimits: Sendable, Equatable {
  /// The most bytes of any member.
  public var memberBytes: Int
  /// The most bytes for each byte stored, once a member is larger than `freeBytes`.
  public var ratio: Int
  /// The size up to which any ratio is fine: an array of zeros packs to a thousandth.
  public var freeBytes: Int

  public init(memberBytes: Int, ratio: Int, freeBytes: Int) {
    self.memberBytes = memberBytes
    self.ratio = ratio
    self.freeBytes = freeBytes
  }

  /// 64 GiB a member; beyond 256 MiB at most a hundred bytes for each one stored.
  public static let standard = ArchiveLimits(
    memberBytes: 1 << 36, ratio: 100, freeBytes: 1 << 28)

  /// Whether a member of these sizes is within the limits.
  func allow(size: UInt64, stored: UInt64) -> Bool {
    guard size <= UInt64(max(memberBytes, 0)) else { return false }
    return size <= UInt64(max(freeBytes, 0)) || size / UInt64(max(ratio, 1)) <= stored
  }
}
