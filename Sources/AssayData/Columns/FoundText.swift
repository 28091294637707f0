/// Bytes of a file as text: for use, or shortened for an error, without what upsets a terminal.
enum FoundText {
  /// The text of bytes that are UTF-8.
  static func valid(_ bytes: some Collection<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    // What is not UTF-8 has become a replacement mark, which is written in other bytes.
    return text.utf8.elementsEqual(bytes) ? text : nil
  }

  /// What an error says was found.
  static func shown(_ bytes: UnsafeBufferPointer<UInt8>, nothing: String) -> String {
    guard !bytes.isEmpty else { return nothing }
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    let plain = String.UnicodeScalarView(
      text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "\u{fffd}" : $0 })
    return "'\(String(plain))\(bytes.count > 40 ? "…" : "")'"
  }
}
