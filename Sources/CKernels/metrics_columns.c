// Hits by column, of labels that may have several ones, checked as they are counted.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"
#include "metrics_classes.h"

assay_fault assay_read_columns(uint8_t *marks, double *w, const assay_batch *b, int32_t reading,
                               int32_t indices, int64_t start, int32_t count) {
  int32_t classes = b->classes;
  if (b->weights) assay_read_weights(w, b, start, count);
  for (int i = 0; i < count; i++, marks += classes) {
    int64_t row = start + i;
    memset(marks, 0, (size_t)classes);
    if (b->weights && weight_is_wrong(w[i])) return fault(ASSAY_FAULT_WEIGHT, row / b->block);
    if (b->weights && w[i] == 0) continue;
    if (indices) {
      double y = assay_read_double(b->labels, b->label_type, row);
      if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, row);
      if (!(y >= 0 && y < (double)classes)) return fault(ASSAY_FAULT_LABEL_RANGE, row);
      if (y != (double)(int64_t)y) return fault(ASSAY_FAULT_LABEL_FRACTION, row);
      marks[(int64_t)y] = 2;
    }
    double greatest = -INFINITY;
    for (int32_t from = 0; from < classes; from += BLOCK) {
      int width = classes - from < BLOCK ? classes - from : BLOCK;
      int64_t first = row * classes + from;
      double x[BLOCK];
      if (!indices) {
        assay_read_doubles(x, b->labels, b->label_type, first, width);
        for (int j = 0; j < width; j++) {
          if (x[j] != x[j]) return fault(ASSAY_FAULT_LABEL_NAN, first + j);
          if (x[j] != 0 && x[j] != 1) return fault(ASSAY_FAULT_LABEL_BINARY, first + j);
          marks[from + j] = x[j] == 1 ? 2 : 0;
        }
      }
      assay_read_doubles(x, b->predictions, b->prediction_type, first, width);
      for (int j = 0; j < width; j++) {
        if (x[j] != x[j]) return fault(ASSAY_FAULT_PREDICTION_NAN, first + j);
        greatest = x[j] > greatest ? x[j] : greatest;
        if (reading == ASSAY_COLUMNS_ABOVE) marks[from + j] |= x[j] > b->threshold;
      }
    }
    if (reading == ASSAY_COLUMNS_ABOVE || !(fabs(greatest) > 1e-9)) continue;
    for (int32_t from = 0; from < classes; from += BLOCK) {
      int width = classes - from < BLOCK ? classes - from : BLOCK;
      double x[BLOCK];
      assay_read_doubles(x, b->predictions, b->prediction_type, row * classes + from, width);
      for (int j = 0; j < width; j++) marks[from + j] |= x[j] == greatest;
    }
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

// Marks of labels of 0 and 1 against a threshold, whatever the columns.
ASSAY_CLONES
static int mark_elements(uint8_t *restrict marks, const double *restrict y,
                         const double *restrict p, int count, double threshold) {
  int64_t wrong = 0;
  for (int i = 0; i < count; i++) {
    wrong |= (y[i] == 0 ? 0 : WRONG) & (y[i] == 1 ? 0 : WRONG);
    wrong |= p[i] == p[i] ? 0 : WRONG;
  }
  for (int i = 0; i < count; i++) marks[i] = (uint8_t)((y[i] == 1) << 1 | (p[i] > threshold));
  return !wrong;
}

ASSAY_CLONES
static void count_one_column(int64_t *counts, const uint8_t *marks, int count) {
  int32_t both = 0, predicted = 0, labelled = 0;
  for (int i = 0; i < count; i++) {
    both += marks[i] == 3;
    predicted += marks[i] & 1;
    labelled += marks[i] >> 1;
  }
  counts[0] += both;
  counts[1] += predicted - both;
  counts[2] += labelled - both;
}

static assay_fault read_marks(uint8_t *marks, const assay_batch *b, int32_t reading,
                              int32_t indices, int64_t start, int32_t rows) {
  if (reading != ASSAY_COLUMNS_ABOVE || indices)
    return assay_read_columns(marks, 0, b, reading, indices, start, rows);
  int64_t first = start * b->classes;
  int elements = rows * b->classes;
  int fine = 1;
  for (int at = 0; at < elements; at += BLOCK) {
    int count = elements - at < BLOCK ? elements - at : BLOCK;
    double y[BLOCK], p[BLOCK];
    assay_read_doubles(y, b->labels, b->label_type, first + at, count);
    assay_read_doubles(p, b->predictions, b->prediction_type, first + at, count);
    fine &= mark_elements(marks + at, y, p, count, b->threshold);
  }
  if (fine) return fault(ASSAY_FAULT_NONE, 0);
  return assay_read_columns(marks, 0, b, reading, indices, start, rows);
}

assay_fault assay_count_columns(const assay_batch *b, int32_t reading, int32_t indices,
                                int64_t *counts) {
  uint8_t marks[ASSAY_MARKS];
  int64_t found[3 * ASSAY_MARKS];
  int32_t columns = b->classes;
  memset(found, 0, sizeof(int64_t) * 3 * (size_t)columns);
  int64_t rows = ASSAY_MARKS / columns;
  for (int64_t start = 0; start < b->rows; start += rows) {
    int32_t count = (int32_t)(b->rows - start < rows ? b->rows - start : rows);
    assay_fault wrong = read_marks(marks, b, reading, indices, start, count);
    if (wrong.kind) return wrong;
    if (columns == 1) {
      count_one_column(found, marks, count);
      continue;
    }
    const uint8_t *mark = marks;
    for (int32_t i = 0; i < count; i++)
      for (int32_t j = 0; j < columns; j++, mark++) {
        found[3 * j] += *mark == 3;
        found[3 * j + 1] += *mark == 1;
        found[3 * j + 2] += *mark == 2;
      }
  }
  for (int64_t i = 0; i < 3 * (int64_t)columns; i++) counts[i] += found[i];
  return fault(ASSAY_FAULT_NONE, 0);
}
