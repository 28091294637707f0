/// The columns that a terminal gives to `text`: two for most East Asian letters and emoji, none for
/// marks that join the letter before.
///
/// - Source: the classes W and F of Unicode Standard Annex 11, by blocks.
package func terminalColumns(of text: String) -> Int {
  var columns = 0
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x20..<0x300: columns += 1
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
      0x20000...0x3FFFD:
      columns += 2
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: break
      default: columns += 1
      }
    }
  }
  return columns
}
