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

enum { ASSAY_MOST_BATCH_AXES = 4 };

/// c = a b for every index of the batch axes. Each operand has its own strides, counted in elements:
/// those of the batch axes, then of its rows and of its columns.
typedef struct {
  int64_t m, n, k;
  int32_t batch_rank;
  int64_t batch[ASSAY_MOST_BATCH_AXES];
  int64_t a_strides[ASSAY_MOST_BATCH_AXES + 2];
  int64_t b_strides[ASSAY_MOST_BATCH_AXES + 2];
  int64_t c_strides[ASSAY_MOST_BATCH_AXES + 2];
  void *a, *b, *c;
} assay_batched_matmul;

int32_t assay_batched_matmul_create(const assay_batched_matmul *matmul, assay_primitive **primitive);

enum {
  ASSAY_CONVOLUTION_FORWARD,
  /// From the gradient of the result to that of the image.
  ASSAY_CONVOLUTION_TO_INPUT,
  /// From the image and the gradient of the result to that of the kernel.
  ASSAY_CONVOLUTION_TO_KERNEL
};

/// result = image * kernel + bias, cut to minimum...maximum where it clips. Images are [batch, height,
/// width, channels], the kernel [height, width, in_channels / groups, out_channels]; what each direction
/// computes is among the same three.
typedef struct {
  int32_t direction, clips;
  int64_t batch, in_height, in_width, in_channels, out_height, out_width, out_channels, groups;
  int64_t kernel_height, kernel_width, stride_height, stride_width;
  int64_t dilation_height, dilation_width, pad_top, pad_left, pad_bottom, pad_right;
  float minimum, maximum;
  void *image, *kernel, *bias, *result;
} assay_convolution;

/// Makes the primitive, which has memory of its own for the kernel where it wants another layout. Then
/// `reorder` copies between that and the kernel: before the primitive where it reads the kernel, after
/// it where it writes it; else it is null.
int32_t assay_convolution_create(const assay_convolution *convolution, assay_primitive **primitive,
                                 assay_primitive **reorder);

/// The scratch memory that a run needs; whatever runs after it may have the same.
int64_t assay_primitive_scratch_bytes(const assay_primitive *primitive);

/// Gives a primitive its scratch memory, at a multiple of 64 bytes, before its first run.
int32_t assay_primitive_set_scratch(assay_primitive *primitive, void *scratch);

/// Runs the primitive in p[0] on at most `threads` threads.
int32_t assay_primitive_run(const assay_call *call);

/// The name of the kernel that oneDNN chose, such as `brgemm:avx512_core`.
const char *assay_primitive_implementation(const assay_primitive *primitive);

void assay_primitive_destroy(assay_primitive *primitive);

/// The version of the library that is loaded, such as 2.6.3. Returns 0, or -1 where there is none.
int32_t assay_onednn_version(int32_t *major, int32_t *minor, int32_t *patch);

#endif
