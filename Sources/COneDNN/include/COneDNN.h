// A façade over oneDNN 2.x and 3.x: the primitives Assay uses, made once and run many times. It
// checks nothing; every function returns oneDNN's status, 0 for success.
#ifndef ASSAY_CONEDNN_H
#define ASSAY_CONEDNN_H

#include <stdint.h>

#include "call.h"

/// Loads the library, once. Returns 0, or -1 where it is not there.
int32_t assay_onednn_load(void);

/// Why it could not be loaded, in the words of the system.
const char *assay_onednn_load_error(void);

/// A primitive with its buffers bound.
typedef struct assay_primitive assay_primitive;

/// c = a b + bias. a is [m, k] and b [k, n], row-major, or stored transposed.
typedef struct {
  int64_t m, n, k;
  int32_t transpose_a, transpose_b;
  void *a, *b, *bias, *c;
} assay_matmul;

int32_t assay_matmul_create(const assay_matmul *matmul, assay_primitive **primitive);

/// Runs the primitive in p[0] on at most `threads` threads.
int32_t assay_primitive_run(const assay_call *call);

/// The name of the kernel that oneDNN chose, such as `brgemm:avx512_core`.
const char *assay_primitive_implementation(const assay_primitive *primitive);

void assay_primitive_destroy(assay_primitive *primitive);

/// The version of the library that is loaded, such as 2.6.3. Returns 0, or -1 where there is none.
int32_t assay_onednn_version(int32_t *major, int32_t *minor, int32_t *patch);

#endif
