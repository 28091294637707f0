import CKernels

/// The threads that programs may use.
package enum Threads {
  /// What the OpenMP runtime offers: the cores, or `OMP_NUM_THREADS`.
  ///
  /// Read once, before any program lowers the number for itself.
  package static let available: Int = {
    assay_yield_cores()
    return Int(assay_thread_count())
  }()
}
