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

// The number of keys from place `at` on that equal the one there.
#define TIES(NAME, T)                                                         \
  static int64_t NAME(const T *keys, int64_t at, int64_t count, T key) {      \
    int64_t end = at;                                                         \
    while (end < count && keys[end] == key) end++;                            \
    return end - at;                                                          \
  }

TIES(ties_float, uint32_t)
TIES(ties_double, uint64_t)

// Terms of an exact sum, and how often each counts, added a block at a time.
typedef struct {
  int64_t *sum;
  double terms[BLOCK];
  int count;
} terms;

static inline void add_term(terms *t, double x, int64_t times) {
  if (times != 1) {
    if (times) assay_sum_add_product(t->sum, (double)times, x);
    return;
  }
  t->terms[t->count++] = x;
  if (t->count < BLOCK) return;
  assay_sum_add(t->sum, t->terms, BLOCK);
  t->count = 0;
}

static inline void flush_terms(terms *t) { assay_sum_add(t->sum, t->terms, t->count); }

#define WALKS(PRECISION, PLACEMENTS, T, TIES)                                              \
  void PRECISION(const T *zeros, int64_t zero_count, const T *ones, int64_t one_count,     \
                 int64_t *sum) {                                                           \
    terms found = {.sum = sum, .count = 0};                                                \
    int64_t below = zero_count, end = one_count;                                           \
    while (end > 0) {                                                                      \
      T key = ones[end - 1];                                                               \
      int64_t start = end;                                                                 \
      while (start > 0 && ones[start - 1] == key) start--;                                 \
      while (below > 0 && zeros[below - 1] >= key) below--;                                \
      int64_t hits = one_count - start;                                                    \
      double precision = (double)hits / (double)(hits + zero_count - below);               \
      add_term(&found, precision, end - start);                                            \
      end = start;                                                                         \
    }                                                                                      \
    flush_terms(&found);                                                                   \
  }                                                                                        \
                                                                                           \
  void PLACEMENTS(const T *zeros, int64_t zero_count, const T *ones, int64_t one_count,    \
                  double area, int64_t *of_zeros, int64_t *of_ones) {                      \
    terms zero_terms = {.sum = of_zeros, .count = 0};                                      \
    terms one_terms = {.sum = of_ones, .count = 0};                                        \
    double all_zeros = (double)zero_count, all_ones = (double)one_count;                   \
    int64_t z = 0, o = 0;                                                                  \
    while (z < zero_count || o < one_count) {                                              \
      T key = z == zero_count || (o < one_count && ones[o] < zeros[z]) ? ones[o] : zeros[z]; \
      int64_t tied_zeros = TIES(zeros, z, zero_count, key);                                \
      int64_t tied_ones = TIES(ones, o, one_count, key);                                   \
      double one = ((double)z + (double)tied_zeros / 2) / all_zeros - area;                \
      double above = (double)(one_count - o - tied_ones);                                  \
      double zero = (above + (double)tied_ones / 2) / all_ones - area;                     \
      add_term(&one_terms, one * one, tied_ones);                                          \
      add_term(&zero_terms, zero * zero, tied_zeros);                                      \
      z += tied_zeros;                                                                     \
      o += tied_ones;                                                                      \
    }                                                                                      \
    flush_terms(&zero_terms);                                                              \
    flush_terms(&one_terms);                                                               \
  }

WALKS(assay_rank_precision_float, assay_rank_placements_float, uint32_t, ties_float)
WALKS(assay_rank_precision_double, assay_rank_placements_double, uint64_t, ties_double)
