/// The graph as a program of `mode` runs it.
///
/// - Parameters:
///   - fusing: whether the passes that join ops run; the results are the same but for rounding.
///   - isFixed: whether a parameter stays as it is.
package func passes(
  _ roots: [Node], mode: Mode, fusing: Bool, isFixed: (Parameter) -> Bool = { _ in true }
) -> [Node] {
  var roots = dropIdentities(specialise(roots, for: mode))
  guard fusing else { return roots }
  roots = fuseRelu(roots)
  roots = fuseConvolutions(roots, isFixed: isFixed)
  return fuseNormalisedConvolutions(fuseNormalisations(roots))
}
