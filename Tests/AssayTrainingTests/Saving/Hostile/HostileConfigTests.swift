import AssayCore
import AssayData
import AssayHDF5
import AssayTraining
import Foundation
import Testing

/// Configurations that once ran code, read files or filled the memory in Keras or elsewhere, and what is
/// said of them here.
@Suite("Configurations that are attacks")
struct HostileConfigTests {
  struct Attack: CustomStringConvertible, Sendable {
    let description: String
    let file: @Sendable () throws -> HostileFile
    let mistake: String

    init(
      _ description: String, _ mistake: String, _ file: @escaping @Sendable () throws -> HostileFile
    ) {
      self.description = description
      self.file = file
      self.mistake = mistake
    }
  }

  @Test("are refused by name", arguments: code + paths + graphs + values)
  func refused(attack: Attack) throws {
    let mistake = try attack.file().mistake()
    #expect(mistake.isSame(as: attack.mistake), "\(attack): \(mistake)")
  }

  @Test("are refused in Keras's older files too, CVE-2025-9905", arguments: code + paths)
  func refusedLegacy(attack: Attack) throws {
    let config = try attack.file().config
    let place = attack.mistake.hasPrefix("FILE:config.json, compile_config")
    guard let compiled = config["compile_config"], let optimizer = compiled["optimizer"] else {
      return
    }
    var root = try HDF5.read(
      FileBytes.read(SavedGolden("sequential_dense").path(".h5")), named: "golden")
    root.setAttribute("model_config", .text(config.changing("compile_config", to: nil).line()))
    root.setAttribute(
      "training_config",
      .text(
        compiled.changing("optimizer", to: nil).changing("optimizer_config", to: optimizer).line())
    )
    let mistake = try HostileFile.mistake(bytes: HDF5.write(root), ending: ".h5")
    let wanted = attack.mistake.replacingOccurrences(
      of: place ? "FILE:config.json, compile_config" : "FILE:config.json",
      with: place ? "FILE:training_config, training_config" : "FILE:model_config"
    )
    .replacingOccurrences(of: "compile_config", with: "training_config")
    #expect(mistake.isSame(as: wanted), "\(attack): \(mistake)")
  }
}

extension String {
  /// Whether a message is the one wanted; `…` at its end stands for a list that grows.
  fileprivate func isSame(as wanted: String) -> Bool {
    wanted.hasSuffix("…") ? hasPrefix(wanted.dropLast()) : self == wanted
  }
}
