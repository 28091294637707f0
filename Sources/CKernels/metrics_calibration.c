// Probabilities and what became of them.
#include "clones.h"
#include "metrics_blocks.h"
#include "metrics_calibration.h"

assay_fault assay_read_confidences(double *confidences, uint8_t *right, double *weights,
                                   const assay_batch *b, const assay_class_reading *r,
                                   int64_t start, int32_t count) {
  int32_t cells[BLOCK];
  assay_fault found = assay_read_cells(cells, weights, b, r, start, count);
  if (found.kind) return found;
  if (r->prediction_reading != ASSAY_CLASS_GREATEST) {
    assay_read_doubles(confidences, b->predictions, b->prediction_type, start, count);
    for (int i = 0; i < count; i++) {
      right[i] = cells[i] >= r->classes;
      confidences[i] = cells[i] < 0 ? -1 : confidences[i];
    }
    return fault(ASSAY_FAULT_NONE, 0);
  }
  for (int i = 0; i < count; i++) {
    int32_t predicted = cells[i] < 0 ? 0 : cells[i] % r->classes;
    int64_t place = (start + i) * r->prediction_scores + predicted;
    right[i] = cells[i] >= 0 && cells[i] / r->classes == predicted;
    confidences[i] = cells[i] < 0 ? -1 : assay_read_double(b->predictions, b->prediction_type, place);
    if (cells[i] >= 0 && !(confidences[i] >= 0 && confidences[i] <= 1))
      return fault(ASSAY_FAULT_PROBABILITY, place);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}
