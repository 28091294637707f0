// Which predictions are right.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

typedef float floats __attribute__((ext_vector_type(8)));
typedef double doubles __attribute__((ext_vector_type(8)));
typedef int32_t float_flags __attribute__((ext_vector_type(8)));
typedef int64_t double_flags __attribute__((ext_vector_type(8)));

// Hits of rows of scores.
//
// `hits[i]` is whether, among the scores of row i, none is greater than the one at `labels[i]` and
// none before it is equal; with `k` other than 0, whether fewer than `k` are greater. Says whether
// no score is a NaN. Rows of 8 and more are read 8 scores at a time; the last 8 may overlap the
// ones before, which changes nothing but a count, so there they are masked.

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
  int64_t wrong = 0;
  for (int i = 0; i < count; i++) {
    wrong |= (y[i] == 0 ? 0 : WRONG) & (y[i] == 1 ? 0 : WRONG);
    wrong |= p[i] == p[i] ? 0 : WRONG;
  }
  for (int i = 0; i < count; i++) hits[i] = (p[i] > threshold) == (y[i] == 1);
  return !wrong;
}

static int same_number(int64_t integer, double number) {
  return number >= -0x1p63 && number < 0x1p63 && (double)(int64_t)number == number &&
         (int64_t)number == integer;
}

static int hits_equal(uint8_t *hits, const assay_batch *b, int64_t start, int count) {
  int float_label = is_floating(b->label_type);
  int float_prediction = is_floating(b->prediction_type);
  double y[BLOCK], p[BLOCK];
  assay_read_doubles(y, b->labels, b->label_type, start, count);
  assay_read_doubles(p, b->predictions, b->prediction_type, start, count);
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

int assay_find_hits(uint8_t *hits, const assay_batch *b, int32_t rule, int64_t start, int count) {
  if (rule == ASSAY_HIT_EQUAL) return hits_equal(hits, b, start, count);
  if (rule == ASSAY_HIT_BINARY) {
    double y[BLOCK], p[BLOCK];
    assay_read_doubles(y, b->labels, b->label_type, start, count);
    assay_read_doubles(p, b->predictions, b->prediction_type, start, count);
    return hits_binary(hits, y, p, count, b->threshold);
  }
  int32_t labels[BLOCK];
  int rows_of_scores = rule == ASSAY_HIT_ROW || rule == ASSAY_HIT_ROW_TOP;
  int64_t k = rule == ASSAY_HIT_CLASS_TOP || rule == ASSAY_HIT_ROW_TOP ? b->k : 0;
  int64_t first = start * b->classes;
  int fine = rows_of_scores
                 ? assay_read_greatest(labels, b->labels, b->label_type, start, count, b->classes)
                 : assay_read_classes(labels, b->labels, b->label_type, start, count, b->classes);
  if (b->prediction_type == ASSAY_FLOAT32)
    return fine &
           hits_float(hits, labels, (const float *)b->predictions + first, count, b->classes, k);
  if (b->prediction_type == ASSAY_FLOAT64)
    return fine &
           hits_double(hits, labels, (const double *)b->predictions + first, count, b->classes, k);
  return fine & hits_integer(hits, labels, b->predictions, b->prediction_type, start, count,
                             b->classes, k);
}
