// Scores of two classes in order: splitting, sorting, counting pairs.
#include "metrics_ranks.h"

#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

static inline uint32_t key_float(float x) {
  uint32_t bits;
  x += 0.0f;  // -0 becomes 0
  memcpy(&bits, &x, sizeof bits);
  return bits ^ ((uint32_t)((int32_t)bits >> 31) | UINT32_C(0x80000000));
}

static inline uint64_t key_double(double x) {
  uint64_t bits;
  x += 0.0;
  memcpy(&bits, &x, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | UINT64_C(0x8000000000000000));
}

uint32_t assay_rank_key_float(float x) { return key_float(x); }
uint64_t assay_rank_key_double(double x) { return key_double(x); }

enum { MOST = 1024 };

ASSAY_CLONES
static int read_ones(uint8_t *out, const void *from, int32_t type, int64_t start, int count) {
  int64_t wrong = 0;
#define READ(T)                                                   \
  {                                                               \
    const T *y = (const T *)from + start;                         \
    for (int i = 0; i < count; i++) {                             \
      out[i] = y[i] == 1;                                         \
      wrong |= (y[i] == 0 ? 0 : WRONG) & (y[i] == 1 ? 0 : WRONG); \
    }                                                             \
  }
  EACH_TYPE(type, READ)
#undef READ
  return !wrong;
}

static assay_fault find_fault(const assay_batch *b, int64_t start, int count) {
  for (int64_t i = start; i < start + count; i++) {
    double y = assay_read_double(b->labels, b->label_type, i);
    if (y != y) return fault(ASSAY_FAULT_LABEL_NAN, i);
    if (y != 0 && y != 1) return fault(ASSAY_FAULT_LABEL_BINARY, i);
    double p = assay_read_double(b->predictions, b->prediction_type, i);
    if (p != p) return fault(ASSAY_FAULT_PREDICTION_NAN, i);
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

// Keys of a block; says whether all scores are numbers.
ASSAY_CLONES
static int keys_of_floats(uint32_t *keys, const float *p, int count) {
  int32_t wrong = 0;
  for (int i = 0; i < count; i++) {
    wrong |= p[i] == p[i] ? 0 : 1;
    keys[i] = key_float(p[i]);
  }
  return !wrong;
}

ASSAY_CLONES
static int keys_of_doubles(uint64_t *keys, const double *p, int count) {
  int64_t wrong = 0;
  for (int i = 0; i < count; i++) {
    wrong |= p[i] == p[i] ? 0 : WRONG;
    keys[i] = key_double(p[i]);
  }
  return !wrong;
}

// Both ends are written and one of them moves on: no branch to guess.
#define SPLIT(T)                                  \
  {                                               \
    int64_t z = 0, o = 0;                         \
    for (int64_t i = 0; i < count; i++) {         \
      zeros[z] = keys[i];                         \
      ones[o] = keys[i];                          \
      o += y[i];                                  \
      z += 1 - y[i];                              \
    }                                             \
    *zero_count = z;                              \
    *one_count = o;                               \
  }

assay_fault assay_rank_split_float(const assay_batch *b, int64_t start, int64_t count,
                                   uint32_t *zeros, int64_t *zero_count, uint32_t *ones,
                                   int64_t *one_count) {
  uint8_t y[MOST];
  uint32_t keys[MOST];
  int fine = read_ones(y, b->labels, b->label_type, start, (int)count);
  fine &= keys_of_floats(keys, (const float *)b->predictions + start, (int)count);
  if (!fine) return find_fault(b, start, (int)count);
  SPLIT(uint32_t)
  return fault(ASSAY_FAULT_NONE, 0);
}

assay_fault assay_rank_split_double(const assay_batch *b, int64_t start, int64_t count,
                                    uint64_t *zeros, int64_t *zero_count, uint64_t *ones,
                                    int64_t *one_count) {
  uint8_t y[MOST];
  double p[MOST];
  uint64_t keys[MOST];
  int fine = read_ones(y, b->labels, b->label_type, start, (int)count);
  assay_read_doubles(p, b->predictions, b->prediction_type, start, (int)count);
  fine &= keys_of_doubles(keys, p, (int)count);
  if (!fine) return find_fault(b, start, (int)count);
  SPLIT(uint64_t)
  return fault(ASSAY_FAULT_NONE, 0);
}

// Radix sort, 11 bits a pass, lowest first; a digit that all keys share takes no pass.
#define SORT(NAME, T, PASSES)                                                     \
  void NAME(T *keys, T *scratch, int64_t count) {                                 \
    if (count < 64) {                                                             \
      for (int64_t i = 1; i < count; i++) {                                       \
        T key = keys[i];                                                          \
        int64_t j = i;                                                            \
        for (; j > 0 && keys[j - 1] > key; j--) keys[j] = keys[j - 1];            \
        keys[j] = key;                                                            \
      }                                                                           \
      return;                                                                     \
    }                                                                             \
    T *from = keys, *to = scratch;                                                \
    for (int pass = 0; pass < PASSES; pass++) {                                   \
      int shift = 11 * pass;                                                      \
      int64_t starts[2048] = {0};                                                 \
      for (int64_t i = 0; i < count; i++) starts[from[i] >> shift & 2047]++;      \
      if (starts[from[0] >> shift & 2047] == count) continue;                     \
      int64_t at = 0;                                                             \
      for (int digit = 0; digit < 2048; digit++) {                                \
        int64_t of_digit = starts[digit];                                         \
        starts[digit] = at;                                                       \
        at += of_digit;                                                           \
      }                                                                           \
      for (int64_t i = 0; i < count; i++) {                                       \
        T key = from[i];                                                          \
        to[starts[key >> shift & 2047]++] = key;                                  \
      }                                                                           \
      T *swap = from;                                                             \
      from = to;                                                                  \
      to = swap;                                                                  \
    }                                                                             \
    if (from != keys) memcpy(keys, from, (size_t)count * sizeof(T));              \
  }

SORT(assay_rank_sort_float, uint32_t, 3)
SORT(assay_rank_sort_double, uint64_t, 6)

// For each of the ones, the zeros below it, and those not above it: two walks without branches.
#define PAIRS(NAME, T)                                                                     \
  void NAME(const T *zeros, int64_t zero_count, const T *ones, int64_t one_count,          \
            uint64_t pairs[2]) {                                                           \
    unsigned __int128 twice = 0;                                                           \
    int64_t below = 0, upto = 0, i = 0;                                                    \
    uint64_t part = 0;                                                                     \
    while (i < one_count && below < zero_count) {                                          \
      uint64_t less = zeros[below] < ones[i];                                              \
      part += less ? 0 : (uint64_t)below;                                                  \
      below += (int64_t)less;                                                              \
      i += 1 - (int64_t)less;                                                              \
      if (part >> 62) {                                                                    \
        twice += part;                                                                     \
        part = 0;                                                                          \
      }                                                                                    \
    }                                                                                      \
    twice += part;                                                                         \
    twice += (unsigned __int128)(uint64_t)(one_count - i) * (uint64_t)below;               \
    part = 0;                                                                              \
    for (i = 0; i < one_count && upto < zero_count;) {                                     \
      uint64_t less = zeros[upto] <= ones[i];                                              \
      part += less ? 0 : (uint64_t)upto;                                                   \
      upto += (int64_t)less;                                                               \
      i += 1 - (int64_t)less;                                                              \
      if (part >> 62) {                                                                    \
        twice += part;                                                                     \
        part = 0;                                                                          \
      }                                                                                    \
    }                                                                                      \
    twice += part;                                                                         \
    twice += (unsigned __int128)(uint64_t)(one_count - i) * (uint64_t)upto;                \
    pairs[0] = (uint64_t)(twice >> 64);                                                    \
    pairs[1] = (uint64_t)twice;                                                            \
  }

PAIRS(assay_rank_pairs_float, uint32_t)
PAIRS(assay_rank_pairs_double, uint64_t)
