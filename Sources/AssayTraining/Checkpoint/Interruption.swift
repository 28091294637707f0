import CKernels

/// A wish to stop a run, made from anywhere: a signal, another thread.
///
///     let interruption = Interruption()
///     try model.fit(train, checkpoint: Checkpointing("run"), interruption: interruption)
///     interruption.request()   // from elsewhere
///
/// The run ends its step, saves itself where a checkpoint was asked for, and throws
/// ``TrainingError/interrupted(epoch:step:checkpoint:)``.
public final class Interruption: @unchecked Sendable {
  // Read and written by atomic operations alone.
  private let flag: UnsafeMutablePointer<Int32>

  public init() {
    flag = .allocate(capacity: 1)
    flag.initialize(to: 0)
  }

  deinit { flag.deallocate() }

  public func request() { assay_flag_raise(flag) }
  public var isRequested: Bool { assay_flag_is_raised(flag) != 0 }
}
