import AssayModel

extension Model {
  /// Lets the next batch start with states of 0, in the recurrent layers that keep them between batches.
  ///
  /// - Throws: ``ModelError`` where the graph has a mistake.
  public func resetStates() throws(ModelError) { try network().resetStates() }
}
