import CKernels
import COneDNN

/// The threads that programs may use.
package enum Threads {
  /// What the OpenMP runtime offers: the cores, or `OMP_NUM_THREADS`.
  package static let available: Int = {
    // A library that is missing is an error when the first program is made.
    _ = assay_onednn_load()
    return Int(assay_offered_threads())
  }()
}
