// Counting for metrics of classes: tables of labels against predictions, and hits by column.
#ifndef ASSAY_METRICS_CLASSES_H
#define ASSAY_METRICS_CLASSES_H

#include "metrics.h"

/// What is wrong with a prediction, after the faults of `metrics.h`.
enum {
  ASSAY_FAULT_PREDICTION_RANGE = 32,
  ASSAY_FAULT_PREDICTION_FRACTION,
  ASSAY_FAULT_PROBABILITY,
};

/// How a class is read.
enum {
  /// A class index.
  ASSAY_CLASS_INDEX,
  /// A row of scores, the first of the greatest of which is the class.
  ASSAY_CLASS_GREATEST,
  /// 1 where the number is greater than `threshold`, else 0.
  ASSAY_CLASS_ABOVE,
  /// 1 where the number is `threshold` or more, else 0.
  ASSAY_CLASS_AT_LEAST,
  /// As above, of a number that must be in 0...1.
  ASSAY_CLASS_PROBABILITY,
};

/// How the labels and predictions of a batch are read; `classes` of the batch is not used.
typedef struct {
  int32_t label_reading, prediction_reading;
  /// How many scores a row has, where classes are read from rows.
  int32_t label_scores, prediction_scores;
  /// The table has `classes` rows of as many cells.
  int32_t classes;
  /// Rows with this label are not looked at.
  int32_t ignores;
  double ignored;
} assay_class_reading;

/// The most rows that `assay_read_cells` reads at once.
enum { ASSAY_CELL_ROWS = 256 };

/// The cell of each row, `label * classes + prediction`, or -1 where it is not looked at, and its
/// weight. Where a row is wrong, says so.
assay_fault assay_read_cells(int32_t *cells, double *weights, const assay_batch *batch,
                             const assay_class_reading *reading, int64_t start, int32_t count);

/// Adds the rows of a batch without weights to the table; where something is wrong, says so and
/// counts nothing.
assay_fault assay_count_cells(const assay_batch *batch, const assay_class_reading *reading,
                              int64_t *table);

/// How a prediction of several columns is read.
enum {
  /// Every column that has the row's greatest score, if that is more than 1e-9 from 0.
  ASSAY_COLUMNS_GREATEST,
  /// Every column with a score greater than `threshold`.
  ASSAY_COLUMNS_ABOVE,
};

/// Marks of each element of rows of `batch->classes` columns: 2 for a label of 1, and 1 for a
/// positive prediction. With `indices` a label is the index of the one column that is 1. Rows of
/// weight 0 have no marks. Where a row is wrong, says so.
assay_fault assay_read_columns(uint8_t *marks, double *weights, const assay_batch *batch,
                               int32_t reading, int32_t indices, int64_t start, int32_t count);

/// The most columns, and the most marks, that are read at once.
enum { ASSAY_MARKS = 4096 };

/// Adds, for each column, the hits, the false positives and the false negatives of a batch without
/// weights: three numbers a column. Where something is wrong, says so and counts nothing.
assay_fault assay_count_columns(const assay_batch *batch, int32_t reading, int32_t indices,
                                int64_t *counts);

#endif
