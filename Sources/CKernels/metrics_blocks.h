// Batches read a block of rows at a time; shared by the kernels of metrics.
#ifndef ASSAY_METRICS_BLOCKS_H
#define ASSAY_METRICS_BLOCKS_H

#include <math.h>

#include "metrics.h"

/// Rows in a block: few enough for the stack, many enough that a call to a kernel costs nothing.
enum { BLOCK = 256 };

/// As wide as a double, so that clang keeps checks of doubles in vector registers.
static const int64_t WRONG = 1;

#define EACH_TYPE(type, DO)               \
  switch (type) {                         \
    case ASSAY_BOOL:                      \
    case ASSAY_UINT8: DO(uint8_t) break;  \
    case ASSAY_INT8: DO(int8_t) break;    \
    case ASSAY_INT16: DO(int16_t) break;  \
    case ASSAY_INT32: DO(int32_t) break;  \
    case ASSAY_INT64: DO(int64_t) break;  \
    case ASSAY_FLOAT32: DO(float) break;  \
    case ASSAY_FLOAT64: DO(double) break; \
  }

static inline int is_floating(int32_t type) { return type >= ASSAY_FLOAT32; }

static inline int weight_is_wrong(double w) { return !(w >= 0 && w < INFINITY); }

static inline assay_fault fault(int64_t kind, int64_t index) {
  return (assay_fault){.kind = kind, .index = index};
}

/// One element as a double.
double assay_read_double(const void *from, int32_t type, int64_t index);
/// The weight of each row of a block. Says whether all of them can be one.
int assay_read_weights(double *out, const assay_batch *b, int64_t start, int count);
/// Class indices, those that are none as 0. Says whether all of them are one.
int assay_read_classes(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                       int32_t classes);
/// The class of each row of scores: the first of the greatest. Says whether no score is a NaN.
int assay_read_greatest(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                        int32_t classes);
/// Which rows of a block are hits. Says whether labels and predictions are what the rule allows.
int assay_find_hits(uint8_t *hits, const assay_batch *b, int32_t rule, int64_t start, int count);

#endif
