// Tables of labels against predictions, checked as they are counted.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"
#include "metrics_classes.h"

// Finding what is wrong, once something in a block is.

static assay_fault fault_in_label(const assay_batch *b, const assay_class_reading *r, int64_t row) {
  if (r->label_reading == ASSAY_CLASS_GREATEST) {
    for (int64_t i = row * r->label_scores; i < (row + 1) * r->label_scores; i++) {
      double x = assay_read_double(b->labels, b->label_type, i);
      if (x != x) return fault(ASSAY_FAULT_LABEL_NAN, i);
    }
    return fault(ASSAY_FAULT_NONE, 0);
  }
  double y = assay_read_double(b->labels, b->label_type, row);
  if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, row);
  if (!(y >= 0 && y < (double)r->classes)) return fault(ASSAY_FAULT_LABEL_RANGE, row);
  if (y != (double)(int64_t)y) return fault(ASSAY_FAULT_LABEL_FRACTION, row);
  return fault(ASSAY_FAULT_NONE, 0);
}

static assay_fault fault_in_prediction(const assay_batch *b, const assay_class_reading *r,
                                       int64_t row) {
  int64_t scores = r->prediction_reading == ASSAY_CLASS_GREATEST ? r->prediction_scores : 1;
  for (int64_t i = row * scores; i < (row + 1) * scores; i++) {
    double x = assay_read_double(b->predictions, b->prediction_type, i);
    if (x != x) return fault(ASSAY_FAULT_PREDICTION_NAN, i);
    if (r->prediction_reading == ASSAY_CLASS_PROBABILITY && !(x >= 0 && x <= 1))
      return fault(ASSAY_FAULT_PROBABILITY, i);
    if (r->prediction_reading != ASSAY_CLASS_INDEX) continue;
    if (!(x >= 0 && x < (double)r->classes)) return fault(ASSAY_FAULT_PREDICTION_RANGE, i);
    if (x != (double)(int64_t)x) return fault(ASSAY_FAULT_PREDICTION_FRACTION, i);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

// Class indices of the widest integers: a loop that vectorises.
ASSAY_CLONES
static int read_wide(int32_t *restrict out, const int64_t *restrict x, int count, int64_t classes) {
  int64_t wrong = 0;
  for (int i = 0; i < count; i++) {
    int64_t outside = (uint64_t)x[i] >= (uint64_t)classes ? -1 : 0;
    wrong |= outside;
    out[i] = (int32_t)(x[i] & ~outside);
  }
  return !wrong;
}

ASSAY_CLONES
static int read_threshold(int32_t *restrict out, const double *restrict x, int count,
                          double threshold, int32_t reading) {
  int64_t wrong = 0;
  int open = reading != ASSAY_CLASS_AT_LEAST;
  double low = reading == ASSAY_CLASS_PROBABILITY ? 0 : -INFINITY;
  double high = reading == ASSAY_CLASS_PROBABILITY ? 1 : INFINITY;
  for (int i = 0; i < count; i++)
    wrong |= (x[i] >= low ? 0 : WRONG) | (x[i] <= high ? 0 : WRONG);
  if (open) {
    for (int i = 0; i < count; i++) out[i] = x[i] > threshold;
  } else {
    for (int i = 0; i < count; i++) out[i] = x[i] >= threshold;
  }
  return !wrong;
}

static int read_side(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                     int32_t reading, int32_t scores, int32_t classes, double threshold) {
  switch (reading) {
    case ASSAY_CLASS_INDEX:
      if (type == ASSAY_INT64) return read_wide(out, (const int64_t *)from + start, count, classes);
      return assay_read_classes(out, from, type, start, count, classes);
    case ASSAY_CLASS_GREATEST: return assay_read_greatest(out, from, type, start, count, scores);
    default: {
      double x[BLOCK];
      assay_read_doubles(x, from, type, start, count);
      return read_threshold(out, x, count, threshold, reading);
    }
  }
}

ASSAY_CLONES
static void join(int32_t *restrict cells, const int32_t *restrict p, int count, int32_t classes) {
  for (int i = 0; i < count; i++) cells[i] = cells[i] * classes + p[i];
}

assay_fault assay_read_cells(int32_t *cells, double *w, const assay_batch *b,
                             const assay_class_reading *r, int64_t start, int32_t count) {
  int32_t p[BLOCK];
  uint8_t skipped[BLOCK];
  int fine = b->weights ? assay_read_weights(w, b, start, count) : 1;
  fine &= read_side(cells, b->labels, b->label_type, start, count, r->label_reading,
                    r->label_scores, r->classes, 0);
  fine &= read_side(p, b->predictions, b->prediction_type, start, count, r->prediction_reading,
                    r->prediction_scores, r->classes, b->threshold);
  if (r->ignores) {
    if (r->label_reading == ASSAY_CLASS_INDEX) {
      double y[BLOCK];
      assay_read_doubles(y, b->labels, b->label_type, start, count);
      for (int i = 0; i < count; i++) skipped[i] = y[i] == r->ignored;
    } else {
      for (int i = 0; i < count; i++) skipped[i] = cells[i] == r->ignored;
    }
  } else {
    memset(skipped, 0, (size_t)count);
  }
  if (b->weights)
    for (int i = 0; i < count; i++) skipped[i] |= w[i] == 0;
  if (!fine) {
    for (int i = 0; i < count; i++) {
      if (b->weights && weight_is_wrong(w[i]))
        return fault(ASSAY_FAULT_WEIGHT, (start + i) / b->block);
      if (skipped[i]) continue;
      assay_fault found = fault_in_label(b, r, start + i);
      if (!found.kind) found = fault_in_prediction(b, r, start + i);
      if (found.kind) return found;
    }
  }
  join(cells, p, count, r->classes);
  if (r->ignores || b->weights)
    for (int i = 0; i < count; i++) cells[i] = skipped[i] ? -1 : cells[i];
  return fault(ASSAY_FAULT_NONE, 0);
}

// Of equal cells in a row an addition would wait for the one before, so four tables take turns.
enum { SMALL = 256, TURNS = 4 };

static void count_in_turns(int64_t *tables, int64_t size, const int32_t *cells, int count) {
  int64_t *a = tables, *b = a + size, *c = b + size, *d = c + size;
  int i = 0;
  for (; i + TURNS <= count; i += TURNS) {
    a[cells[i]]++;
    b[cells[i + 1]]++;
    c[cells[i + 2]]++;
    d[cells[i + 3]]++;
  }
  for (; i < count; i++) a[cells[i]]++;
}

static void count_one_by_one(int64_t *table, const int32_t *cells, int count, int64_t step) {
  for (int i = 0; i < count; i++)
    if (cells[i] >= 0) table[cells[i]] += step;
}

assay_fault assay_count_cells(const assay_batch *b, const assay_class_reading *r, int64_t *table) {
  int64_t size = (int64_t)r->classes * r->classes;
  int32_t cells[BLOCK];
  int small = size <= SMALL && !r->ignores;
  int64_t tables[SMALL * TURNS];
  if (small) memset(tables, 0, sizeof(int64_t) * (size_t)size * TURNS);
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    assay_fault found = assay_read_cells(cells, 0, b, r, start, count);
    if (found.kind) {
      // What the blocks before have counted is taken back; they were fine, and are so again.
      for (int64_t before = 0; !small && before < start; before += BLOCK) {
        assay_read_cells(cells, 0, b, r, before, BLOCK);
        count_one_by_one(table, cells, BLOCK, -1);
      }
      return found;
    }
    if (small) count_in_turns(tables, size, cells, count);
    else count_one_by_one(table, cells, count, 1);
  }
  if (small)
    for (int64_t i = 0; i < size; i++)
      table[i] += tables[i] + tables[i + size] + tables[i + 2 * size] + tables[i + 3 * size];
  return fault(ASSAY_FAULT_NONE, 0);
}
