import AssayCore
import AssayData
import AssayHDF5
import AssayTraining
import Foundation
import Testing

/// Weights that do not fit, and files of HDF5 that lead elsewhere.
@Suite("Weights that are attacks")
struct HostileWeightsTests {
  struct Attack: CustomStringConvertible, Sendable {
    let description: String
    let mistake: String
    let change: @Sendable (inout HDF5Group) -> Void

    init(
      _ description: String, _ mistake: String,
      _ change: @escaping @Sendable (inout HDF5Group) -> Void
    ) {
      self.description = description
      self.mistake = mistake
      self.change = change
    }

    /// An object changed or taken away.
    static func object(
      _ description: String, _ path: String, _ object: HDF5Object?, _ mistake: String
    ) -> Attack {
      Attack(description, mistake) { $0 = $0.changing(path, to: object) }
    }
  }

  static let kernel = "layers/dense/vars/0"

  @Test("are refused by name", arguments: attacks + optimizer)
  func refused(attack: Attack) throws {
    var file = try HostileFile()
    attack.change(&file.weights)
    let mistake = try mistake(file)
    #expect(mistake == attack.mistake, "\(attack)")
  }

  /// That of loading, or of what first needs the optimizer's state.
  private func mistake(_ file: HostileFile) throws -> String {
    try HostileFile.atPath(RawArchive.bytes(file.members()), ".keras") { path in
      HostileFile.mistake(in: path) {
        let model = try Model.load(path)
        try model.fit(
          SavedGolden("sequential_dense").data(for: model), epochs: 1, progress: .silent)
      }
    }
  }

  @Test("are refused in a file of weights alone", arguments: attacks)
  func weightsAlone(attack: Attack) throws {
    let golden = try SavedGolden("sequential_dense")
    let model = try Model.load(golden.path(".keras"), compile: false)
    let before = model.weights
    var root = try HDF5.read(
      Array(Data(contentsOf: URL(fileURLWithPath: golden.path(".weights.h5")))), named: "x")
    attack.change(&root)
    let mistake = try HostileFile.atPath(HDF5.write(root), ".weights.h5") { path in
      HostileFile.mistake(in: path) { try model.loadWeights(from: path) }
    }
    #expect(
      mistake.replacingOccurrences(of: "FILE", with: "FILE:model.weights.h5") == attack.mistake)
    #expect(model.weights == before, "weights changed by a file that was refused")
  }

  @Test("that lie elsewhere, or are no numbers, are refused", arguments: elsewhere)
  func refused(elsewhere: Elsewhere) throws {
    let golden = try SavedGolden("sequential_dense")
    let model = try Model.load(golden.path(".keras"), compile: false)
    let before = model.weights
    let bytes = try FileBytes.read("\(Self.folder)/\(elsewhere.name).weights.h5")
    let alone = try HostileFile.atPath(bytes, ".weights.h5") { path in
      HostileFile.mistake(in: path) { try model.loadWeights(from: path) }
    }
    #expect(alone == elsewhere.mistake)
    #expect(model.weights == before)
    var members = try HostileFile().members()
    members[2] = RawMember("model.weights.h5", bytes)
    let whole = try HostileFile.mistake(bytes: RawArchive.bytes(members))
    #expect(whole.replacingOccurrences(of: "FILE:model.weights.h5", with: "FILE") == alone)
  }

  struct Elsewhere: CustomStringConvertible, Sendable {
    let name: String
    let mistake: String
    var description: String { name }

    init(_ name: String, _ mistake: String) {
      self.name = name
      self.mistake = mistake
    }
  }

  static let folder = SavedGolden.folder + "/../hostile"

  /// Files that libhdf5 wrote; see make_hostile.py.
  static let elsewhere = [
    Elsewhere(
      "external",
      "FILE, 'layers/dense/vars/0': found an external link, to another file; wanted an "
        + "object of this file; Keras writes no such links"),
    Elsewhere(
      "soft",
      "FILE, 'layers/dense/vars/0': found a soft link; wanted an object of this file; "
        + "Keras writes no such links"),
    Elsewhere(
      "dangling",
      "FILE, 'layers/dense/vars/0': found a soft link; wanted an object of this file; "
        + "Keras writes no such links"),
    Elsewhere(
      "circle",
      "FILE, 'layers/dense/vars/0': found a second name for one object; wanted one name "
        + "for each; Keras writes no hard links"),
    Elsewhere(
      "virtual",
      "FILE, 'layers/dense/vars/0': found a virtual dataset, made of other files; wanted "
        + "numbers in this file"),
    Elsewhere(
      "outside",
      "FILE, 'layers/dense/vars/0': found numbers in other files; wanted numbers in this file"),
    Elsewhere(
      "enormous",
      "FILE, 'layers/dense/vars/0': found shape [1099511627776, 1048576] has more elements "
        + "than memory can address; wanted an array that memory can hold"),
    Elsewhere(
      "many_axes",
      "FILE, 'layers/dense/vars/0': found shape [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
        + "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] has 30 axes; at most 8 are "
        + "supported; wanted an array that memory can hold"),
    Elsewhere(
      "compound",
      "FILE, 'layers/dense/vars/0': found elements of the type compound; wanted numbers; "
        + "floats of 16 to 64 bits, integers, or bool"),
    Elsewhere(
      "opaque",
      "FILE, 'layers/dense/vars/0': found elements of the type opaque; wanted numbers; "
        + "floats of 16 to 64 bits, integers, or bool"),
    Elsewhere(
      "reference",
      "FILE, layers/dense/vars: found 3 arrays; wanted for 'dense' kernel [4, 5], bias [5]"),
    Elsewhere(
      "texts",
      "FILE, 'layers/dense/vars/0': found texts; wanted numbers; floats of 16 to 64 bits, "
        + "integers, or bool"),
  ]

  @Test("that were never written are what the file says they are then")
  func unwritten() throws {
    let model = try Model.load(SavedGolden("sequential_dense").path(".keras"), compile: false)
    try model.loadWeights(from: "\(Self.folder)/unwritten.weights.h5")
    #expect(model.weights[0].doubles == Array(repeating: 3, count: 20))
  }

  @Test("that are not finite are loaded")
  func notFinite() throws {
    var file = try HostileFile()
    let wanted = try Tensor(Array(repeating: Float.nan, count: 20), shape: [4, 5])
    file.weights = file.weights.changing(Self.kernel, to: .dataset(HDF5Dataset(wanted)))
    #expect(try file.load().weights[0].doubles.allSatisfy(\.isNaN))
  }

  static func array(_ shape: Shape, _ dtype: DType = .float32) -> HDF5Object {
    .dataset(HDF5Dataset(Tensor(zeros: shape, dtype: dtype)))
  }

  static func number(_ value: some Scalar) -> HDF5Object {
    .dataset(HDF5Dataset((try? Tensor([value], shape: [])) ?? Tensor(zeros: [])))
  }

  static let attacks: [Attack] = [
    .object(
      "another shape", kernel, array([5, 4]),
      "FILE:model.weights.h5, layers/dense/vars/0: found [5, 4]; wanted [4, 5] for "
        + "'dense', kernel"),
    .object(
      "another rank", kernel, array([20]),
      "FILE:model.weights.h5, layers/dense/vars/0: found [20]; wanted [4, 5] for 'dense', "
        + "kernel"),
    .object(
      "more axes", kernel, array([4, 5, 1]),
      "FILE:model.weights.h5, layers/dense/vars/0: found [4, 5, 1]; wanted [4, 5] for "
        + "'dense', kernel"),
    .object(
      "one number", kernel, array([]),
      "FILE:model.weights.h5, layers/dense/vars/0: found []; wanted [4, 5] for 'dense', "
        + "kernel"),
    .object(
      "no elements", kernel, array([0, 5]),
      "FILE:model.weights.h5, layers/dense/vars/0: found [0, 5]; wanted [4, 5] for "
        + "'dense', kernel"),
    .object(
      "truth values", kernel, array([4, 5], .bool),
      "FILE:model.weights.h5, layers/dense/vars/0: found an array of bool; wanted float32"),
    .object(
      "bytes", kernel, array([4, 5], .uint8),
      "FILE:model.weights.h5, layers/dense/vars/0: found an array of uint8; wanted float32"),
    .object(
      "a group where an array is", kernel, .group(HDF5Group()),
      "FILE:model.weights.h5, layers/dense/vars/0: found no such array; wanted for 'dense' "
        + "kernel [4, 5], bias [5]"),
    .object(
      "an array where a group is", "layers/dense", array([1]),
      "FILE:model.weights.h5, layers/dense/vars: found no such group; 'layers' holds "
        + "dense, dense_1; wanted for 'dense' kernel [4, 5], bias [5]"),
    .object(
      "no kernel", kernel, nil,
      "FILE:model.weights.h5, layers/dense/vars: found 1 arrays; wanted for 'dense' kernel "
        + "[4, 5], bias [5]"),
    .object(
      "one array more", "layers/dense/vars/2", array([1]),
      "FILE:model.weights.h5, layers/dense/vars: found 3 arrays; wanted for 'dense' kernel "
        + "[4, 5], bias [5]"),
    .object(
      "an array by a name", "layers/dense/vars/x", array([1]),
      "FILE:model.weights.h5, layers/dense/vars: found 3 arrays; wanted for 'dense' kernel "
        + "[4, 5], bias [5]"),
    .object(
      "no layer", "layers/dense", nil,
      "FILE:model.weights.h5, layers/dense/vars: found no such group; 'layers' holds "
        + "dense_1; wanted for 'dense' kernel [4, 5], bias [5]"),
    .object(
      "no layers", "layers", nil,
      "FILE:model.weights.h5, layers/dense/vars: found no such group; '' holds optimizer, "
        + "vars; wanted for 'dense' kernel [4, 5], bias [5]"),
    .object(
      "a layer more", "layers/dense_2", .group(surplus),
      "FILE:model.weights.h5, layers/dense_2/vars/0: found weights that the model has not; "
        + "wanted the model's alone"),
  ]

  static var surplus: HDF5Group {
    var group = HDF5Group()
    group.add(array([1]), at: "vars/0")
    return group
  }

  static let optimizer: [Attack] = [
    .object(
      "a count of steps that is a list", "optimizer/vars/0", array([3], .int32),
      "FILE, optimizer/vars/0, iteration: found the shape [3]; wanted []"),
    .object(
      "a count of steps below zero", "optimizer/vars/0",
      number(Int32(-5)), "FILE, optimizer/vars/0, iteration: found -5.0; wanted a number of steps"),
    .object(
      "a rate that is not finite", "optimizer/vars/1", number(Float.nan),
      "FILE, optimizer/vars/1, learning_rate: found nan; wanted a finite number of 0 or more"),
    .object(
      "a moment of another shape", "optimizer/vars/2", array([5, 4]),
      "FILE, optimizer/vars/2, dense_kernel_momentum: found the shape [5, 4]; wanted [4, 5]"),
    .object(
      "a variable too few", "optimizer/vars/9", nil,
      "FILE, optimizer/vars: found 9 variables; wanted 10, those of Adam for this model"),
    .object(
      "a variable too many", "optimizer/vars/10", array([5]),
      "FILE, optimizer/vars: found more than 10 variables; wanted the 10 of Adam for this "
        + "model"),
    .object(
      "a hole", "optimizer/vars/4", nil,
      "FILE, optimizer/vars: found 4 variables; wanted 10, those of Adam for this model"),
  ]
}
