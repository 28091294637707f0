// Counting labels of two classes by where their predictions lie among thresholds.
#include "metrics_thresholds.h"

#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

// Labels 0 and 1 as bytes. Says whether all of them are one.
ASSAY_CLONES
static int read_labels(uint8_t *out, const void *from, int32_t type, int64_t start, int count) {
  int64_t wrong = 0;
#define READ(T)                                                  \
  {                                                              \
    const T *y = (const T *)from + start;                        \
    for (int i = 0; i < count; i++) {                            \
      out[i] = y[i] == 1;                                        \
      wrong |= (y[i] == 0 ? 0 : WRONG) & (y[i] == 1 ? 0 : WRONG); \
    }                                                            \
  }
  EACH_TYPE(type, READ)
#undef READ
  return !wrong;
}

// One threshold, no weights, predictions of one float type: sums in vector registers.
#define COUNT_ONE(NAME, T)                                                              \
  ASSAY_CLONES                                                                          \
  static int NAME(const uint8_t *y, const T *p, int count, T threshold, int64_t sign,   \
                  int64_t *counts, int64_t *outside) {                                  \
    int32_t above = 0, ones = 0, both = 0, out = 0, numbers = 0;                        \
    for (int i = 0; i < count; i++) {                                                   \
      int32_t over = p[i] > threshold, label = y[i];                                    \
      above += over;                                                                    \
      ones += label;                                                                    \
      both += over & label;                                                             \
      numbers += p[i] == p[i];                                                          \
      out += (p[i] < 0) | (p[i] > 1);                                                   \
    }                                                                                   \
    if (numbers != count) return 0;                                                     \
    counts[0] += sign * (count - ones - above + both);                                  \
    counts[1] += sign * (ones - both);                                                  \
    counts[2] += sign * (above - both);                                                 \
    counts[3] += sign * both;                                                           \
    *outside += sign * out;                                                             \
    return 1;                                                                           \
  }

COUNT_ONE(count_one_float, float)
COUNT_ONE(count_one_double, double)

static inline int64_t bucket_by_search(const double *edges, int64_t thresholds, double p) {
  int64_t low = 0, high = thresholds;
  while (low < high) {
    int64_t middle = (low + high) / 2;
    if (p > edges[middle + 1]) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The bucket of each prediction. Says whether all are numbers.
ASSAY_CLONES
static int find_buckets(int32_t *out, const double *p, int count, const assay_buckets *b,
                        int64_t *outside) {
  int64_t wrong = 0, out_of_range = 0;
  for (int i = 0; i < count; i++) {
    wrong |= p[i] == p[i] ? 0 : WRONG;
    out_of_range += (p[i] < 0 ? 1 : 0) + (p[i] > 1 ? 1 : 0);
  }
  if (wrong) return 0;
  *outside += out_of_range;
  const double *edges = b->edges;
  int32_t last = (int32_t)b->thresholds;
  if (b->scale != 0) {
    double scale = b->scale;
    for (int i = 0; i < count; i++) {
      double x = p[i] < 0 ? 0 : p[i];
      x = x > 1 ? 1 : x;
      int32_t at = (int32_t)(x * scale) + 1;
      at = at > last ? last : at;
      at += p[i] > edges[at + 1];
      at -= p[i] <= edges[at];
      out[i] = at;
    }
  } else {
    for (int i = 0; i < count; i++)
      out[i] = (int32_t)bucket_by_search(edges, b->thresholds, p[i]);
  }
  return 1;
}

// The cell of each float, and says whether each lies in 0...1 and clear of every edge: only the
// others need to be compared with edges.
ASSAY_CLONES
static int find_clear_cells(int32_t *cells, const uint8_t *y, const float *p, int count,
                            float scale, float slack) {
  int32_t unclear = 0;
  for (int i = 0; i < count; i++) {
    float x = p[i] >= 0 ? p[i] : 0;
    x = x <= 1 ? x : 1;
    float place = x * scale;
    int32_t at = (int32_t)place;
    float beyond = place - (float)at;
    unclear |= (p[i] >= 0 ? 0 : 1) | (p[i] <= 1 ? 0 : 1);
    unclear |= (beyond > slack ? 0 : 1) | (beyond < 1 - slack ? 0 : 1);
    cells[i] = 2 * (at + 1) + y[i];
  }
  return !unclear;
}

static assay_fault find_fault(const assay_batch *b, const double *w, int64_t start, int count) {
  for (int i = 0; i < count; i++) {
    if (w && weight_is_wrong(w[i])) return fault(ASSAY_FAULT_WEIGHT, (start + i) / b->block);
    if (w && w[i] == 0) continue;
    double y = assay_read_double(b->labels, b->label_type, start + i);
    if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, start + i);
    if (y != 0 && y != 1) return fault(ASSAY_FAULT_LABEL_BINARY, start + i);
    double p = assay_read_double(b->predictions, b->prediction_type, start + i);
    if (p != p) return fault(ASSAY_FAULT_PREDICTION_NAN, start + i);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

// Counts one block, or takes it back where sign is -1.
static assay_fault count_block(const assay_batch *b, assay_buckets *out, int64_t start, int count,
                               int64_t sign) {
  uint8_t y[BLOCK];
  double w[BLOCK], p[BLOCK];
  int32_t at[BLOCK];
  int64_t outside = 0, cells = 2 * (out->thresholds + 1);
  int fine = read_labels(y, b->labels, b->label_type, start, count);
  if (!b->weights) {
    if (fine && out->thresholds == 1 && out->columns == 1 && is_floating(b->prediction_type)) {
      double threshold = out->edges[1];
      if (b->prediction_type == ASSAY_FLOAT32
              ? count_one_float(y, (const float *)b->predictions + start, count,
                                (float)threshold, sign, out->counts, &outside)
              : count_one_double(y, (const double *)b->predictions + start, count, threshold, sign,
                                 out->counts, &outside)) {
        out->outside += outside;
        return fault(ASSAY_FAULT_NONE, 0);
      }
      return find_fault(b, 0, start, count);
    }
    int64_t *counts = out->counts;
    if (fine && out->slack > 0 && out->columns == 1 && b->prediction_type == ASSAY_FLOAT32 &&
        find_clear_cells(at, y, (const float *)b->predictions + start, count, (float)out->scale,
                         (float)out->slack)) {
      for (int i = 0; i < count; i++) counts[at[i]] += sign;
      return fault(ASSAY_FAULT_NONE, 0);
    }
    assay_read_doubles(p, b->predictions, b->prediction_type, start, count);
    fine &= find_buckets(at, p, count, out, &outside);
    if (!fine) return find_fault(b, 0, start, count);
    if (out->columns == 1) {
      for (int i = 0; i < count; i++) counts[2 * at[i] + y[i]] += sign;
    } else {
      int64_t column = start % out->columns;
      for (int i = 0; i < count; i++) {
        counts[column * cells + 2 * at[i] + y[i]] += sign;
        column = column + 1 == out->columns ? 0 : column + 1;
      }
    }
    out->outside += sign * outside;
    return fault(ASSAY_FAULT_NONE, 0);
  }
  if (!assay_read_weights(w, b, start, count)) return find_fault(b, w, start, count);
  assay_read_doubles(p, b->predictions, b->prediction_type, start, count);
  // A row of weight 0 may hold anything.
  for (int i = 0; i < count; i++)
    if (w[i] == 0) p[i] = 0;
  if (!find_buckets(at, p, count, out, &outside) || !fine) {
    assay_fault found = find_fault(b, w, start, count);
    if (found.kind) return found;
  }
  int64_t column = start % out->columns;
  for (int i = 0; i < count; i++) {
    int64_t cell = column * cells + 2 * at[i] + y[i];
    if (w[i] == 1) {
      out->counts[cell] += sign;
    } else if (w[i] != 0) {
      double weight = (double)sign * w[i];
      assay_sum_add(out->sums + cell * ASSAY_SUM_WORDS, &weight, 1);
    }
    column = column + 1 == out->columns ? 0 : column + 1;
  }
  out->outside += sign * outside;
  return fault(ASSAY_FAULT_NONE, 0);
}

assay_fault assay_count_buckets(const assay_batch *b, assay_buckets *out) {
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    assay_fault found = count_block(b, out, start, count, 1);
    if (!found.kind) continue;
    // What was counted before is taken back, so that nothing of the batch is.
    for (int64_t done = 0; done < start; done += BLOCK) (void)count_block(b, out, done, BLOCK, -1);
    return found;
  }
  return fault(ASSAY_FAULT_NONE, 0);
}
