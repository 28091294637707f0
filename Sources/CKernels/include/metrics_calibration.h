// Reading probabilities and what became of them.
#ifndef ASSAY_METRICS_CALIBRATION_H
#define ASSAY_METRICS_CALIBRATION_H

#include "metrics_classes.h"

/// The probability of each row, whether what it is the probability of happened, and its weight.
///
/// Read as `ASSAY_CLASS_PROBABILITY` it is that of a label of 1; as `ASSAY_CLASS_GREATEST` the
/// greatest of the row's, that of its own class. Rows that are not looked at have a probability of
/// -1. At most `ASSAY_CELL_ROWS` rows; where one is wrong, says so.
assay_fault assay_read_confidences(double *confidences, uint8_t *right, double *weights,
                                   const assay_batch *batch, const assay_class_reading *reading,
                                   int64_t start, int32_t count);

#endif
