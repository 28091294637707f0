// Counting and summing for metrics: hits of class predictions, and exact sums.
#ifndef ASSAY_METRICS_H
#define ASSAY_METRICS_H

#include <stdint.h>

// Exact sums.
//
// A sum is an array of `ASSAY_SUM_WORDS` integers. Word `i` of the first `ASSAY_SUM_BINS` counts
// units of 2^(32 i - 1074); then come the number of additions since the last carry, and flags for
// what no bin can hold. All zero is the sum of nothing.

enum {
  ASSAY_SUM_BINS = 68,
  ASSAY_SUM_PENDING = 68,
  ASSAY_SUM_FLAGS = 69,
  ASSAY_SUM_WORDS = 70,
};

/// Flags of a sum: it has been given a NaN, +infinity, -infinity.
enum { ASSAY_SUM_NAN = 1, ASSAY_SUM_POSITIVE = 2, ASSAY_SUM_NEGATIVE = 4 };

/// Adds `count` numbers.
void assay_sum_add(int64_t *sum, const double *x, int64_t count);
/// Adds `w * x`, exactly as long as it is a multiple of 2^-1074.
void assay_sum_add_product(int64_t *sum, double w, double x);
/// Adds what `other` holds.
void assay_sum_merge(int64_t *sum, const int64_t *other);
/// Carries, so that every bin but the last is in `0..<2^32`; equal sums then have equal bins.
void assay_sum_carry(int64_t *sum);
/// The sum and an integer, rounded once to the nearest double, ties to even.
double assay_sum_value(const int64_t *sum, int64_t integer);

// Counting batches.

/// Element types, in this order.
enum {
  ASSAY_BOOL, ASSAY_UINT8, ASSAY_INT8, ASSAY_INT16, ASSAY_INT32, ASSAY_INT64, ASSAY_FLOAT32,
  ASSAY_FLOAT64,
};

/// What a row's label must be among its scores to count as a hit.
enum {
  /// The first of the greatest; labels are class indices.
  ASSAY_HIT_CLASS,
  /// The same; labels are rows of scores, their class the first of the greatest.
  ASSAY_HIT_ROW,
  /// Fewer than `k` scores are greater; labels are class indices.
  ASSAY_HIT_CLASS_TOP,
  /// The same; labels are rows of scores.
  ASSAY_HIT_ROW_TOP,
  /// 1 where the prediction is greater than `threshold`, else 0.
  ASSAY_HIT_BINARY,
  /// The prediction itself.
  ASSAY_HIT_EQUAL,
};

/// The value of a pair.
enum { ASSAY_VALUE_SQUARED_ERROR, ASSAY_VALUE_ABSOLUTE_ERROR, ASSAY_VALUE_PREDICTION };

/// What is wrong with an element.
enum {
  ASSAY_FAULT_NONE,
  ASSAY_FAULT_LABEL_NAN,
  ASSAY_FAULT_LABEL_RANGE,
  ASSAY_FAULT_LABEL_FRACTION,
  ASSAY_FAULT_LABEL_BINARY,
  ASSAY_FAULT_PREDICTION_NAN,
  ASSAY_FAULT_VALUE,
  ASSAY_FAULT_WEIGHT,
};

/// The first wrong element, by its place in the labels, predictions or weights.
typedef struct {
  int64_t kind;
  int64_t index;
} assay_fault;

/// Labels against predictions.
typedef struct {
  const void *labels;
  const void *predictions;
  /// One for each `block` rows; null is 1 each. Rows of weight 0 are not looked at.
  const void *weights;
  int32_t label_type, prediction_type, weight_type;
  /// Where labels are class indices, or rows of scores: how many scores a row has; else 1.
  int32_t classes;
  int64_t rows;
  int64_t block;
  int64_t k;
  double threshold;
} assay_batch;

/// Hits and rows. Weights other than 0 and 1 go to the two sums.
typedef struct {
  int64_t correct, total;
  int64_t *weighted_correct, *weighted_total;
} assay_tally;

/// The sum of weight times value, the number of rows of weight 1, the sum of the other weights.
///
/// With `squares`, also what the spread over samples is read from. A sample is `width` rows; with a
/// its weighted sum and b its weight, the sums are of a², a(b - 1) and b(b - 1), and `samples`
/// counts those of weight above 0.
typedef struct {
  int64_t *sum;
  int64_t count;
  int64_t *weights;
  int64_t *squares, *products, *weight_squares;
  int64_t samples, width;
} assay_mean;

/// Counts a batch; where something is wrong, says so and counts nothing.
/// The sums may be null where `weights` is.
assay_fault assay_count_hits(const assay_batch *batch, int32_t rule, assay_tally *tally);
assay_fault assay_add_values(const assay_batch *batch, int32_t rule, assay_mean *mean);

/// Adds the squares of the weights, other than 1, of the rows of a batch whose weights are fit.
void assay_add_weight_squares(const assay_batch *batch, int64_t *sum);

/// `count` elements from the one at `start`, as doubles.
void assay_read_doubles(double *out, const void *from, int32_t type, int64_t start, int count);

#endif
