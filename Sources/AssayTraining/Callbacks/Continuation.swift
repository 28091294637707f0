/// What a callback answers to a moment at which training can stop.
public enum Continuation: Equatable, Sendable {
  /// Goes on, unless another callback says otherwise.
  case `continue`
  /// Ends the run after this moment; the reason is kept in ``History/stopReason``.
  case stop(reason: String)
}
