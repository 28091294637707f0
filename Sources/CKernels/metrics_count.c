// Counting hits, checked as they are counted.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

// Finding what is wrong, once something in a block is. A row of weight 0 may hold anything.

static assay_fault fault_in_class(const assay_batch *b, int64_t row) {
  double y = assay_read_double(b->labels, b->label_type, row);
  if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, row);
  if (!(y >= 0 && y < (double)b->classes)) return fault(ASSAY_FAULT_LABEL_RANGE, row);
  if (y != (double)(int64_t)y) return fault(ASSAY_FAULT_LABEL_FRACTION, row);
  return fault(ASSAY_FAULT_NONE, 0);
}

static assay_fault fault_in_row(const void *from, int32_t type, int32_t classes, int64_t row,
                                int64_t kind) {
  for (int64_t i = row * classes; i < (row + 1) * classes; i++) {
    double x = assay_read_double(from, type, i);
    if (x != x) return fault(kind, i);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

static assay_fault fault_in_pair(const assay_batch *b, int32_t rule, int64_t row) {
  assay_fault found = fault(ASSAY_FAULT_NONE, 0);
  switch (rule) {
    case ASSAY_HIT_CLASS:
    case ASSAY_HIT_CLASS_TOP: found = fault_in_class(b, row); break;
    case ASSAY_HIT_ROW:
    case ASSAY_HIT_ROW_TOP:
      found = fault_in_row(b->labels, b->label_type, b->classes, row, ASSAY_FAULT_LABEL_NAN);
      break;
    default: {
      double y = assay_read_double(b->labels, b->label_type, row);
      if (y != y) found = fault(ASSAY_FAULT_LABEL_NAN, row);
      else if (rule == ASSAY_HIT_BINARY && y != 0 && y != 1)
        found = fault(ASSAY_FAULT_LABEL_BINARY, row);
    }
  }
  if (found.kind) return found;
  return fault_in_row(b->predictions, b->prediction_type, b->classes, row,
                      ASSAY_FAULT_PREDICTION_NAN);
}

static assay_fault find_fault(const assay_batch *b, int32_t rule, const double *w, int64_t start,
                              int count) {
  for (int i = 0; i < count; i++) {
    if (w && weight_is_wrong(w[i])) return fault(ASSAY_FAULT_WEIGHT, (start + i) / b->block);
    if (w && w[i] == 0) continue;
    assay_fault found = fault_in_pair(b, rule, start + i);
    if (found.kind) return found;
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

ASSAY_CLONES
static int64_t sum_of_bytes(const uint8_t *bytes, int count) {
  int32_t sum = 0;
  for (int i = 0; i < count; i++) sum += bytes[i];
  return sum;
}

assay_fault assay_count_hits(const assay_batch *b, int32_t rule, assay_tally *tally) {
  int64_t correct = 0, total = 0;
  // Work on copies, so that a fault in a later block leaves nothing counted.
  int64_t weighted_correct[ASSAY_SUM_WORDS], weighted_total[ASSAY_SUM_WORDS];
  if (b->weights) {
    memcpy(weighted_correct, tally->weighted_correct, sizeof weighted_correct);
    memcpy(weighted_total, tally->weighted_total, sizeof weighted_total);
  }
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    uint8_t hits[BLOCK];
    double w[BLOCK];
    int fine = b->weights ? assay_read_weights(w, b, start, count) : 1;
    fine &= assay_find_hits(hits, b, rule, start, count);
    if (!fine) {
      assay_fault found = find_fault(b, rule, b->weights ? w : 0, start, count);
      if (found.kind) return found;
    }
    if (!b->weights) {
      correct += sum_of_bytes(hits, count);
      total += count;
      continue;
    }
    // Weights of 1 are counted; the others are summed, those of hits a second time.
    double right[BLOCK];
    int others = 0;
    for (int i = 0; i < count; i++) {
      correct += hits[i] & (w[i] == 1);
      total += w[i] == 1;
      others |= (w[i] != 1) & (w[i] != 0);
      w[i] = w[i] == 1 ? 0 : w[i];
      right[i] = hits[i] ? w[i] : 0;
    }
    if (others) {
      assay_sum_add(weighted_total, w, count);
      assay_sum_add(weighted_correct, right, count);
    }
  }
  tally->correct += correct;
  tally->total += total;
  if (b->weights) {
    memcpy(tally->weighted_correct, weighted_correct, sizeof weighted_correct);
    memcpy(tally->weighted_total, weighted_total, sizeof weighted_total);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}
