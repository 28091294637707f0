// One step of a planned program: a kernel and what it works on. A program is a flat list of these.
#ifndef ASSAY_CALL_H
#define ASSAY_CALL_H

#include <stdint.h>

typedef struct assay_call assay_call;

/// Returns 0, or the status of the library that failed.
typedef int32_t (*assay_kernel)(const assay_call *call);

struct assay_call {
  assay_kernel kernel;
  /// Buffers, in the order the kernel names.
  void *p[6];
  /// Sizes, in the order the kernel names.
  int64_t n[5];
  /// Settings, in the order the kernel names.
  float s[4];
  /// The most threads it may use.
  int32_t threads;
};

/// Runs the calls in order until one fails. Returns its status, and its index in `failed`; 0 when
/// all ran.
int32_t assay_run(const assay_call *calls, int64_t count, int64_t *failed);

#endif
