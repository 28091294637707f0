// Labels against predictions: hits and values, a block of rows at a time, checked as they are read.
#include <math.h>
#include <string.h>

#include "clones.h"
#include "metrics.h"

enum { BLOCK = 256 };

typedef float floats __attribute__((ext_vector_type(8)));
typedef double doubles __attribute__((ext_vector_type(8)));
typedef int32_t float_flags __attribute__((ext_vector_type(8)));
typedef int64_t double_flags __attribute__((ext_vector_type(8)));

static int is_floating(int32_t type) { return type >= ASSAY_FLOAT32; }

// Reading a block in one type.

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

ASSAY_CLONES
static void read_doubles(double *out, const void *from, int32_t type, int64_t start, int count) {
#define READ(T)                             \
  {                                         \
    const T *x = (const T *)from + start;   \
    for (int i = 0; i < count; i++) out[i] = (double)x[i]; \
  }
  EACH_TYPE(type, READ)
#undef READ
}

static double read_double(const void *from, int32_t type, int64_t index) {
  double x = 0;
  read_doubles(&x, from, type, index, 1);
  return x;
}

// Class indices, those that are none as 0. Says whether all of them are one.
static int read_classes(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                        int32_t classes) {
  int fine = 1;
#define READ_INTEGER(T)                                     \
  {                                                         \
    const T *x = (const T *)from + start;                   \
    for (int i = 0; i < count; i++) {                       \
      int in_range = x[i] >= 0 && (int64_t)x[i] < classes;  \
      out[i] = in_range ? (int32_t)x[i] : 0;                \
      fine &= in_range;                                     \
    }                                                       \
  }
#define READ_FLOAT(T)                                \
  {                                                  \
    const T *x = (const T *)from + start;            \
    for (int i = 0; i < count; i++) {                \
      int in_range = x[i] >= 0 && x[i] < (T)classes; \
      out[i] = in_range ? (int32_t)x[i] : 0;         \
      fine &= in_range && (T)out[i] == x[i];         \
    }                                                \
  }
  switch (type) {
    case ASSAY_BOOL:
    case ASSAY_UINT8: READ_INTEGER(uint8_t) break;
    case ASSAY_INT8: READ_INTEGER(int8_t) break;
    case ASSAY_INT16: READ_INTEGER(int16_t) break;
    case ASSAY_INT32: READ_INTEGER(int32_t) break;
    case ASSAY_INT64: READ_INTEGER(int64_t) break;
    case ASSAY_FLOAT32: READ_FLOAT(float) break;
    case ASSAY_FLOAT64: READ_FLOAT(double) break;
  }
#undef READ_INTEGER
#undef READ_FLOAT
  return fine;
}

// The class of each row of scores: the first of the greatest. Says whether no score is a NaN.
static int read_greatest(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                         int32_t classes) {
  int fine = 1;
#define READ(T)                                              \
  {                                                          \
    const T *row = (const T *)from + start * classes;        \
    for (int i = 0; i < count; i++, row += classes) {        \
      T greatest = row[0];                                   \
      int32_t at = 0;                                        \
      int numbers = row[0] == row[0];                        \
      for (int32_t j = 1; j < classes; j++) {                \
        at = row[j] > greatest ? j : at;                     \
        greatest = row[j] > greatest ? row[j] : greatest;    \
        numbers &= row[j] == row[j];                         \
      }                                                      \
      out[i] = at;                                           \
      fine &= numbers;                                       \
    }                                                        \
  }
  EACH_TYPE(type, READ)
#undef READ
  return fine;
}

// Hits of rows of scores.
//
// `hits[i]` is whether, among the scores of row i, none is greater than the one at `labels[i]` and
// none before it is equal; with `k` other than 0, whether fewer than `k` are greater. Says whether no
// score is a NaN. Rows of 8 and more are read 8 scores at a time; the last 8 may overlap the ones
// before, which changes nothing but a count, so there they are masked.

#define HITS(name, T, vector, flags)                                                      \
  ASSAY_CLONES                                                                            \
  static int name(uint8_t *hits, const int32_t *labels, const T *row, int count,          \
                  int32_t classes, int64_t k) {                                           \
    if (classes < 8) {                                                                    \
      int fine = 1;                                                                       \
      for (int i = 0; i < count; i++, row += classes) {                                   \
        int32_t label = labels[i], greater = 0, before = 0;                               \
        T score = row[label];                                                             \
        for (int32_t j = 0; j < classes; j++) {                                           \
          greater += row[j] > score;                                                      \
          before |= (row[j] == score) & (j < label);                                      \
          fine &= row[j] == row[j];                                                       \
        }                                                                                 \
        hits[i] = k ? greater < k : !(greater | before);                                  \
      }                                                                                   \
      return fine;                                                                        \
    }                                                                                     \
    const flags lane = {0, 1, 2, 3, 4, 5, 6, 7};                                          \
    flags unordered = 0;                                                                  \
    int32_t last = classes - 8;                                                           \
    if (k) {                                                                              \
      for (int i = 0; i < count; i++, row += classes) {                                   \
        vector score = row[labels[i]];                                                    \
        flags greater = 0;                                                                \
        for (int32_t at = 0;; at += 8) {                                                  \
          flags counted = -1;                                                             \
          if (at > last) {                                                                \
            counted = lane >= at - last;                                                  \
            at = last;                                                                    \
          }                                                                               \
          vector x;                                                                       \
          memcpy(&x, row + at, sizeof x);                                                 \
          unordered |= x != x;                                                            \
          greater -= (x > score) & counted;                                               \
          if (at == last) break;                                                          \
        }                                                                                 \
        hits[i] = __builtin_reduce_add(greater) < k;                                      \
      }                                                                                   \
    } else {                                                                              \
      for (int i = 0; i < count; i++, row += classes) {                                   \
        int32_t label = labels[i];                                                        \
        vector score = row[label];                                                        \
        flags beaten = 0;                                                                 \
        for (int32_t at = 0;; at += 8) {                                                  \
          at = at < last ? at : last;                                                     \
          vector x;                                                                       \
          memcpy(&x, row + at, sizeof x);                                                 \
          unordered |= x != x;                                                            \
          beaten |= (x > score) | ((x == score) & (lane < label - at));                   \
          if (at == last) break;                                                          \
        }                                                                                 \
        hits[i] = !__builtin_reduce_or(beaten);                                           \
      }                                                                                   \
    }                                                                                     \
    return !__builtin_reduce_or(unordered);                                               \
  }

HITS(hits_float, float, floats, float_flags)
HITS(hits_double, double, doubles, double_flags)

// Predictions of any other type, a row at a time through doubles; integers are compared as such.
static int hits_integer(uint8_t *hits, const int32_t *labels, const void *from, int32_t type,
                        int64_t start, int count, int32_t classes, int64_t k) {
#define READ(T)                                           \
  {                                                       \
    const T *row = (const T *)from + start * classes;     \
    for (int i = 0; i < count; i++, row += classes) {     \
      int32_t label = labels[i], greater = 0, before = 0; \
      for (int32_t j = 0; j < classes; j++) {             \
        greater += row[j] > row[label];                   \
        before |= (row[j] == row[label]) & (j < label);   \
      }                                                   \
      hits[i] = k ? greater < k : !(greater | before);    \
    }                                                     \
  }
  EACH_TYPE(type, READ)
#undef READ
  return 1;
}

// Hits of single predictions.

ASSAY_CLONES
static int hits_binary(uint8_t *restrict hits, const double *restrict y,
                       const double *restrict p, int count, double threshold) {
  int fine = 1;
  for (int i = 0; i < count; i++) {
    fine &= ((y[i] == 0) | (y[i] == 1)) & (p[i] == p[i]);
    hits[i] = (p[i] > threshold) == (y[i] == 1);
  }
  return fine;
}

static int same_number(int64_t integer, double number) {
  return number >= -0x1p63 && number < 0x1p63 && (double)(int64_t)number == number &&
         (int64_t)number == integer;
}

static int hits_equal(uint8_t *hits, const assay_batch *b, int64_t start, int count) {
  int float_label = is_floating(b->label_type);
  int float_prediction = is_floating(b->prediction_type);
  double y[BLOCK], p[BLOCK];
  read_doubles(y, b->labels, b->label_type, start, count);
  read_doubles(p, b->predictions, b->prediction_type, start, count);
  int fine = 1;
  // A label of the wider type is read in the type of the predictions, as Keras does: 0.1 is 0.1.
  int narrow = b->label_type == ASSAY_FLOAT64 && b->prediction_type == ASSAY_FLOAT32;
  for (int i = 0; i < count; i++) {
    double label = narrow ? (double)(float)y[i] : y[i];
    fine &= (y[i] == y[i]) & (p[i] == p[i]);
    hits[i] = label == p[i];
  }
  // Doubles do not hold every integer of 64 bits.
  const int64_t *wide = b->label_type == ASSAY_INT64 ? (const int64_t *)b->labels + start : 0;
  const int64_t *wide_p =
      b->prediction_type == ASSAY_INT64 ? (const int64_t *)b->predictions + start : 0;
  if (wide && wide_p) {
    for (int i = 0; i < count; i++) hits[i] = wide[i] == wide_p[i];
  } else if (wide && float_prediction) {
    for (int i = 0; i < count; i++) hits[i] = same_number(wide[i], p[i]);
  } else if (wide_p && float_label) {
    for (int i = 0; i < count; i++) hits[i] = same_number(wide_p[i], y[i]);
  }
  return fine;
}

// Weights.

// The weight of each row of a block. Says whether all of them can be one.
ASSAY_CLONES
static int read_weights(double *out, const assay_batch *b, int64_t start, int count) {
  if (b->block == 1) {
    read_doubles(out, b->weights, b->weight_type, start, count);
  } else {
    int64_t end = b->block - start % b->block;
    for (int64_t i = 0, index = start / b->block; i < count; index++, end += b->block) {
      double weight = read_double(b->weights, b->weight_type, index);
      for (; i < end && i < count; i++) out[i] = weight;
    }
  }
  int fine = 1;
  for (int i = 0; i < count; i++) fine &= (out[i] >= 0) & (out[i] < INFINITY);
  return fine;
}

static int weight_is_wrong(double w) { return !(w >= 0 && w < INFINITY); }

// Finding what is wrong, once something in a block is. A row of weight 0 may hold anything.

static assay_fault fault(int64_t kind, int64_t index) {
  return (assay_fault){.kind = kind, .index = index};
}

static assay_fault fault_in_class(const assay_batch *b, int64_t row) {
  double y = read_double(b->labels, b->label_type, row);
  if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, row);
  if (!(y >= 0 && y < (double)b->classes)) return fault(ASSAY_FAULT_LABEL_RANGE, row);
  if (y != (double)(int64_t)y) return fault(ASSAY_FAULT_LABEL_FRACTION, row);
  return fault(ASSAY_FAULT_NONE, 0);
}

static assay_fault fault_in_row(const void *from, int32_t type, int32_t classes, int64_t row,
                                int64_t kind) {
  for (int64_t i = row * classes; i < (row + 1) * classes; i++) {
    double x = read_double(from, type, i);
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
      double y = read_double(b->labels, b->label_type, row);
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

// Hits.

static int find_hits(uint8_t *hits, const assay_batch *b, int32_t rule, int64_t start, int count) {
  if (rule == ASSAY_HIT_EQUAL) return hits_equal(hits, b, start, count);
  if (rule == ASSAY_HIT_BINARY) {
    double y[BLOCK], p[BLOCK];
    read_doubles(y, b->labels, b->label_type, start, count);
    read_doubles(p, b->predictions, b->prediction_type, start, count);
    return hits_binary(hits, y, p, count, b->threshold);
  }
  int32_t labels[BLOCK];
  int rows_of_scores = rule == ASSAY_HIT_ROW || rule == ASSAY_HIT_ROW_TOP;
  int64_t k = rule == ASSAY_HIT_CLASS_TOP || rule == ASSAY_HIT_ROW_TOP ? b->k : 0;
  int fine = rows_of_scores
                 ? read_greatest(labels, b->labels, b->label_type, start, count, b->classes)
                 : read_classes(labels, b->labels, b->label_type, start, count, b->classes);
  int64_t first = start * b->classes;
  if (b->prediction_type == ASSAY_FLOAT32)
    return fine &
           hits_float(hits, labels, (const float *)b->predictions + first, count, b->classes, k);
  if (b->prediction_type == ASSAY_FLOAT64)
    return fine &
           hits_double(hits, labels, (const double *)b->predictions + first, count, b->classes, k);
  return fine & hits_integer(hits, labels, b->predictions, b->prediction_type, start, count,
                             b->classes, k);
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
    int fine = b->weights ? read_weights(w, b, start, count) : 1;
    fine &= find_hits(hits, b, rule, start, count);
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

// Values.

ASSAY_CLONES
static int find_values(double *restrict v, const double *restrict y, const double *restrict p,
                       int32_t rule, int count) {
  int fine = 1;
  switch (rule) {
    case ASSAY_VALUE_SQUARED_ERROR:
      for (int i = 0; i < count; i++) v[i] = (y[i] - p[i]) * (y[i] - p[i]);
      break;
    case ASSAY_VALUE_ABSOLUTE_ERROR:
      for (int i = 0; i < count; i++) v[i] = fabs(y[i] - p[i]);
      break;
    default:
      for (int i = 0; i < count; i++) v[i] = p[i];
  }
  for (int i = 0; i < count; i++) fine &= fabs(v[i]) < INFINITY;
  return fine;
}

// Splits each product into two doubles that add up to it exactly, by Veltkamp's and Dekker's method.
// Says 0 where a product is so great or small that the method fails.
ASSAY_CLONES
static int split_products(double *restrict high, double *restrict low, const double *restrict w,
                          const double *restrict v, int count) {
  int fine = 1;
  for (int i = 0; i < count; i++) {
    double a = w[i], b = v[i], product = a * b;
    double ah = a * 0x1.000001p27, bh = b * 0x1.000001p27;
    ah = ah - (ah - a);
    bh = bh - (bh - b);
    double al = a - ah, bl = b - bh;
    high[i] = product;
    low[i] = ((ah * bh - product) + ah * bl + al * bh) + al * bl;
    int zero = (a == 0) | (b == 0);
    fine &= zero | ((fabs(product) > 0x1p-900) & (fabs(product) < 0x1p900));
    fine &= (a < 0x1p900) & (fabs(b) < 0x1p900);
  }
  return fine;
}

// Adds weight times value, and the weights other than 1. Says where a product is not finite, or -1.
static int add_weighted(int64_t *sum, int64_t *weights, int64_t *counted, const double *v,
                        double *w, int count) {
  double high[BLOCK], low[BLOCK];
  if (split_products(high, low, w, v, count)) {
    assay_sum_add(sum, high, count);
    assay_sum_add(sum, low, count);
  } else {
    for (int i = 0; i < count; i++) {
      if (!isfinite(w[i] * v[i])) return i;
      assay_sum_add_product(sum, w[i], v[i]);
    }
  }
  int others = 0;
  for (int i = 0; i < count; i++) {
    *counted += w[i] == 1;
    others |= (w[i] != 1) & (w[i] != 0);
    w[i] = w[i] == 1 ? 0 : w[i];
  }
  if (others) assay_sum_add(weights, w, count);
  return -1;
}

assay_fault assay_add_values(const assay_batch *b, int32_t rule, assay_mean *mean) {
  int64_t counted = 0;
  int64_t sum[ASSAY_SUM_WORDS], weights[ASSAY_SUM_WORDS];
  memcpy(sum, mean->sum, sizeof sum);
  if (b->weights) memcpy(weights, mean->weights, sizeof weights);
  int pairs = rule != ASSAY_VALUE_PREDICTION;
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    double y[BLOCK], p[BLOCK], v[BLOCK], w[BLOCK];
    int fine = b->weights ? read_weights(w, b, start, count) : 1;
    if (pairs) read_doubles(y, b->labels, b->label_type, start, count);
    read_doubles(p, b->predictions, b->prediction_type, start, count);
    fine &= find_values(v, y, p, rule, count);
    if (!fine) {
      for (int i = 0; i < count; i++) {
        if (b->weights && weight_is_wrong(w[i]))
          return fault(ASSAY_FAULT_WEIGHT, (start + i) / b->block);
        if (b->weights && w[i] == 0) continue;
        if (pairs && y[i] != y[i]) return fault(ASSAY_FAULT_LABEL_NAN, start + i);
        if (p[i] != p[i]) return fault(ASSAY_FAULT_PREDICTION_NAN, start + i);
        if (!isfinite(v[i])) return fault(ASSAY_FAULT_VALUE, start + i);
      }
    }
    if (!b->weights) {
      assay_sum_add(sum, v, count);
      counted += count;
      continue;
    }
    for (int i = 0; i < count; i++) v[i] = w[i] == 0 ? 0 : v[i];
    int overflow = add_weighted(sum, weights, &counted, v, w, count);
    if (overflow >= 0) return fault(ASSAY_FAULT_VALUE, start + overflow);
  }
  memcpy(mean->sum, sum, sizeof sum);
  mean->count += counted;
  if (b->weights) memcpy(mean->weights, weights, sizeof weights);
  return fault(ASSAY_FAULT_NONE, 0);
}
