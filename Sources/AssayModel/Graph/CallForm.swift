import AssayCore

/// How a layer is called, besides on what.
package struct CallForm {
  /// Whether the call behaves as in training or as in inference; by default as the program that runs it.
  package var training: Bool?
  /// The masks that the layer computes with, one for each input, in place of those that the inputs have. What
  /// the layer passes on is made of the inputs' own, as in Keras.
  package var masks: [Symbol?]?
  /// What a file says of the call that means nothing here, to be written again.
  package var kept: [JSON.Member] = []

  package init(training: Bool? = nil) { self.training = training }

  /// The inputs with the masks.
  ///
  /// - Returns: a failure in place of an input whose mask is not as it begins.
  func masked(_ inputs: [Symbol]) -> [Symbol] {
    guard let masks else { return inputs }
    return inputs.enumerated().map { index, input in
      let mask = index < masks.count ? masks[index] : nil
      if let mask, mask.error == nil, !mask.fits(input.shape) {
        return Symbol(
          failure: .shape(
            where: "", got: "a mask \(mask.shape)",
            wanted: "the batch and the steps of \(input.shape)"))
      }
      return input.masked(by: mask)
    }
  }
}

extension Symbol {
  /// Whether this masks vectors of a value: steps of each sample, perhaps steps within them.
  fileprivate func fits(_ whole: Shape) -> Bool {
    shape.count >= 2 && shape.count < whole.count && whole.starts(with: shape)
  }

  /// The same value with another mask, or with none.
  package func masked(by mask: Symbol?) -> Symbol {
    if let error = mask?.error { return Symbol(failure: error) }
    guard error == nil, self.mask?.node !== mask?.node else { return self }
    let other = Symbol.apply(ReshapeOp(target: shape), self)
    other.node.mask = mask?.node
    return other
  }

  /// The same result of the same call, whose mask nobody sees any more.
  package var withoutMask: Symbol {
    guard mask != nil else { return self }
    let other = masked(by: nil)
    other.node.origin = node.origin
    other.node.originIndex = node.originIndex
    other.node.hidesMask = true
    return other
  }
}
