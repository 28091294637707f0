import AssayCore

/// An array of an HDF5 file.
///
///     HDF5Dataset(Tensor([1, 2] as [Float])).typeName   // "float32"
package struct HDF5Dataset: Sendable {
  package let shape: Shape
  /// The attributes in the order set, or that of the file.
  package var attributes: [(name: String, value: HDF5Attribute)] = []

  let element: ElementType
  let storage: Storage

  enum Storage: Sendable {
    case tensor(Tensor)
    case words([UInt32])
    case stored(StoredArray)
  }

  /// A dataset of a tensor's numbers, in its type.
  package init(_ tensor: Tensor) {
    shape = tensor.shape
    element = ElementType(tensor.dtype)
    storage = .tensor(tensor)
  }

  /// A dataset of `uint32`, as Keras keeps the states of its seed generators.
  package init(uint32 values: [UInt32], shape: Shape) {
    precondition(
      values.count == shape.elements,
      "HDF5Dataset: \(values.count) values for a shape \(shape)")
    self.shape = shape
    element = .integer(size: 4, signed: false, bigEndian: false)
    storage = .words(values)
  }

  init(_ array: StoredArray, attributes: [(name: String, value: HDF5Attribute)]) {
    shape = array.shape
    element = array.element
    storage = .stored(array)
    self.attributes = attributes
  }

  /// The type of the elements as NumPy names it: `float32`, `uint32`, `bool`, `string`.
  package var typeName: String { element.name }

  /// The attribute of this dataset by name.
  package func attribute(_ name: String) -> HDF5Attribute? {
    attributes.first { $0.name == name }?.value
  }

  /// The numbers; `float16` as `float32`, and `uint16`, `uint32` and `uint64` as `int64`.
  ///
  /// - Throws: ``HDF5Error`` for texts, for types that no tensor has, and for damaged data.
  package func tensor() throws(HDF5Error) -> Tensor {
    switch storage {
    case .tensor(let tensor): return tensor
    case .words(let words):
      var tensor = Tensor(zeros: shape, dtype: .int64)
      tensor.withUnsafeMutableBytes { target in
        let numbers = target.bindMemory(to: Int64.self)
        for (index, word) in words.enumerated() { numbers[index] = Int64(word) }
      }
      return tensor
    case .stored(let array): return try array.tensor()
    }
  }

  /// The texts, row by row.
  ///
  /// - Throws: ``HDF5Error`` for numbers, and for damaged data.
  package func texts() throws(HDF5Error) -> [String] {
    switch storage {
    case .tensor, .words:
      throw HDF5Error(
        file: TreeWriter.fileName, object: "", found: "a dataset of \(typeName)", wanted: "texts")
    case .stored(let array): return try array.texts()
    }
  }
}
