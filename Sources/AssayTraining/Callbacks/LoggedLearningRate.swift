/// The key under which callbacks log the learning rate.
package let learningRateKey = "learning_rate"

extension TrainingContext {
  /// The learning rate with the digits that Keras logs: it keeps the rate as float32.
  package var loggedLearningRate: Double { Double(Float(learningRate)) }
}
