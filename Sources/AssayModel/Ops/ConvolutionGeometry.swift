import AssayCore

/// How a window passes over one axis.
package struct Window: Equatable, Sendable {
  package let size: Int
  package var stride = 1
  package var dilation = 1
  package var before = 0
  package var after = 0

  package init(size: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0) {
    self.size = size
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
  }

  /// From the first to the last element that it covers.
  var span: Int { (size - 1) * dilation + 1 }

  /// How many places it takes on `count` elements.
  package func places(on count: Int) -> Int {
    let room = count + before + after - span
    return room < 0 ? 0 : room / stride + 1
  }

  /// The window with Keras's padding for an axis of `count` elements.
  func padded(_ padding: Padding, for count: Int) -> Window {
    var window = self
    switch padding {
    case .valid: break
    case .causal: window.before = span - 1
    case .same:
      let total = max(((count + stride - 1) / stride - 1) * stride + span - count, 0)
      window.before = total / 2
      window.after = total - total / 2
    }
    return window
  }
}

/// How the images `[batch, height, width, channels]` on both sides of a convolution belong together.
package struct ConvolutionGeometry: Equatable, Sendable {
  /// The sizes of the image, and of what the windows make of it.
  let image: (height: Int, width: Int, channels: Int)
  let result: (height: Int, width: Int, channels: Int)
  let rows: Window
  let columns: Window
  let groups: Int
  /// The shape of the parameter, which has as many elements as
  /// `[rows.size, columns.size, image.channels / groups, result.channels]`.
  package let kernel: Shape

  package init(
    image: (height: Int, width: Int, channels: Int),
    result: (height: Int, width: Int, channels: Int), rows: Window, columns: Window, groups: Int,
    kernel: Shape
  ) {
    self.image = image
    self.result = result
    self.rows = rows
    self.columns = columns
    self.groups = groups
    self.kernel = kernel
  }

  package var imageShape: Shape { [Shape.free, image.height, image.width, image.channels] }
  package var resultShape: Shape { [Shape.free, result.height, result.width, result.channels] }

  /// The operations of one image.
  var operations: Int {
    AssayModel.operations(
      2, result.height, result.width, result.channels, rows.size, columns.size,
      image.channels / groups)
  }

  package static func == (a: ConvolutionGeometry, b: ConvolutionGeometry) -> Bool {
    a.image == b.image && a.result == b.result && a.rows == b.rows && a.columns == b.columns
      && a.groups == b.groups && a.kernel == b.kernel
  }
}
