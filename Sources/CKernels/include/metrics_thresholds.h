// Counting labels of two classes by where their predictions lie among thresholds.
#ifndef ASSAY_METRICS_THRESHOLDS_H
#define ASSAY_METRICS_THRESHOLDS_H

#include "metrics.h"

/// Where the predictions are counted.
///
/// A prediction lies in bucket b when it is greater than b of the thresholds. Element i belongs to
/// column i % columns. `counts` has columns x (thresholds + 1) x 2 cells: labels 0, then labels 1.
typedef struct {
  /// -infinity, the thresholds in rising order, +infinity.
  const double *edges;
  int64_t thresholds;
  /// With a scale s other than 0, bucket (int)(p s) + 1 is at most one off, for p in 0...1.
  double scale;
  /// A float p whose p s is further than this from every integer, or 0, lies in (int)(p s) + 1.
  double slack;
  int64_t columns;
  /// Labels of weight 1.
  int64_t *counts;
  /// Exact sums of the other weights, a sum a cell; may be null without weights.
  int64_t *sums;
  /// Predictions outside 0...1.
  int64_t outside;
} assay_buckets;

/// Counts a batch whose labels are 0 or 1; where something is wrong, says so and counts nothing.
assay_fault assay_count_buckets(const assay_batch *batch, assay_buckets *buckets);

#endif
