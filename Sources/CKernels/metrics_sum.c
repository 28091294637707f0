// Exact sums of doubles in wide integer bins, carried only now and then.
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "clones.h"

// Every addition moves a bin by less than 2^32, so this many leave an int64_t far from overflow.
static const int64_t MAXIMUM_PENDING = INT64_C(1) << 30;

typedef double lanes __attribute__((ext_vector_type(8)));
typedef int64_t lane_flags __attribute__((ext_vector_type(8)));

static inline void add_one(int64_t *sum, double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  unsigned exponent = (unsigned)(bits >> 52) & 0x7FF;
  uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
  if (exponent == 0x7FF) {
    sum[ASSAY_SUM_FLAGS] |= mantissa ? ASSAY_SUM_NAN
                            : bits >> 63 ? ASSAY_SUM_NEGATIVE : ASSAY_SUM_POSITIVE;
    return;
  }
  // A subnormal has no hidden bit and the exponent of the smallest normal number.
  mantissa |= (uint64_t)(exponent != 0) << 52;
  unsigned position = exponent - (exponent != 0);
  unsigned bin = position >> 5, shift = position & 31;
  uint64_t low = mantissa << shift;
  uint64_t high = (mantissa >> 32) >> (32 - shift);
  int64_t sign = -(int64_t)(bits >> 63);
  sum[bin] += ((int64_t)(low & 0xFFFFFFFF) ^ sign) - sign;
  sum[bin + 1] += ((int64_t)(low >> 32) ^ sign) - sign;
  sum[bin + 2] += ((int64_t)high ^ sign) - sign;
}

void assay_sum_carry(int64_t *sum) {
  int64_t carry = 0;
  for (int i = 0; i < ASSAY_SUM_BINS - 1; i++) {
    int64_t bin = sum[i] + carry;
    sum[i] = bin & 0xFFFFFFFF;
    carry = bin >> 32;
  }
  sum[ASSAY_SUM_BINS - 1] += carry;
  sum[ASSAY_SUM_PENDING] = 0;
}

static inline void make_room(int64_t *sum, int64_t additions) {
  if (sum[ASSAY_SUM_PENDING] > MAXIMUM_PENDING - additions) assay_sum_carry(sum);
  sum[ASSAY_SUM_PENDING] += additions;
}

enum { BLOCK = 256, MAXIMUM_ROUNDS = 4, WORTHWHILE = 24 };

// Adds at most 256 numbers, cut into slices of a few bits that doubles add without rounding.
// Says 0, and adds nothing, where the numbers are too great for it or not finite.
ASSAY_CLONES
static int add_block(int64_t *sum, const double *x, int count) {
  lanes rest[BLOCK / 8];
  int vectors = (count + 7) / 8;
  rest[vectors - 1] = 0;
  memcpy(rest, x, sizeof(double) * (size_t)count);
  lanes largest = 0;
  lane_flags fits = -1;
  for (int i = 0; i < vectors; i++) {
    lanes size = __builtin_elementwise_abs(rest[i]);
    fits &= size < 0x1p960;
    largest = __builtin_elementwise_max(largest, size);
  }
  if (!__builtin_reduce_and(fits)) return 0;
  double limit = __builtin_reduce_max(largest);

  for (int round = 0; round < MAXIMUM_ROUNDS && limit > 0x1p-900; round++) {
    // With 2^e <= limit < 2^(e + 1), a sum with 1.5 * 2^(e + 9) has no bits below 2^(e - 43), so a
    // slice has at most 44 bits, and 256 of them add up within 52 in any order.
    uint64_t bits;
    memcpy(&bits, &limit, sizeof bits);
    bits = ((bits >> 52) + 9) << 52 | UINT64_C(1) << 51;
    double anchor;
    memcpy(&anchor, &bits, sizeof anchor);
    lanes total = 0;
    largest = 0;
    for (int i = 0; i < vectors; i++) {
      lanes slice = (rest[i] + anchor) - anchor;
      rest[i] -= slice;
      total += slice;
      largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(rest[i]));
    }
    double whole = 0;
    for (int lane = 0; lane < 8; lane++) whole += total[lane];
    add_one(sum, whole);
    limit = __builtin_reduce_max(largest);
  }
  if (limit > 0) {
    for (int i = 0; i < vectors; i++)
      for (int lane = 0; lane < 8; lane++) add_one(sum, rest[i][lane]);
  }
  return 1;
}

void assay_sum_add(int64_t *sum, const double *x, int64_t count) {
  while (count > 0) {
    int block = count < BLOCK ? (int)count : BLOCK;
    make_room(sum, 2 * BLOCK);
    if (block < WORTHWHILE || !add_block(sum, x, block))
      for (int i = 0; i < block; i++) add_one(sum, x[i]);
    x += block;
    count -= block;
  }
}

void assay_sum_add_product(int64_t *sum, double w, double x) {
  make_room(sum, 2);
  double high = w * x;
  double low = fma(w, x, -high);
  add_one(sum, high);
  if (low != 0 && isfinite(high)) add_one(sum, low);
}

void assay_sum_merge(int64_t *sum, const int64_t *other) {
  if (sum[ASSAY_SUM_PENDING] > MAXIMUM_PENDING - 1 - other[ASSAY_SUM_PENDING]) {
    assay_sum_carry(sum);
    int64_t copy[ASSAY_SUM_WORDS];
    memcpy(copy, other, sizeof copy);
    assay_sum_carry(copy);
    for (int i = 0; i < ASSAY_SUM_BINS; i++) sum[i] += copy[i];
    sum[ASSAY_SUM_PENDING] = 1;
    sum[ASSAY_SUM_FLAGS] |= copy[ASSAY_SUM_FLAGS];
    return;
  }
  for (int i = 0; i < ASSAY_SUM_BINS; i++) sum[i] += other[i];
  // A carried sum holds up to 2^32 a bin, as much as one addition brings.
  sum[ASSAY_SUM_PENDING] += other[ASSAY_SUM_PENDING] + 1;
  sum[ASSAY_SUM_FLAGS] |= other[ASSAY_SUM_FLAGS];
}

double assay_sum_value(const int64_t *sum, int64_t integer) {
  int64_t flags = sum[ASSAY_SUM_FLAGS];
  if (flags & ASSAY_SUM_NAN) return NAN;
  if (flags == (ASSAY_SUM_POSITIVE | ASSAY_SUM_NEGATIVE)) return NAN;
  if (flags) return flags == ASSAY_SUM_POSITIVE ? INFINITY : -INFINITY;

  int64_t bins[ASSAY_SUM_WORDS];
  memcpy(bins, sum, sizeof bins);
  assay_sum_carry(bins);
  // Bin 33 counts 2^-18 and bin 34 2^14: 14 bits of the integer above, the rest below.
  bins[34] += integer >> 14;
  bins[33] += (integer & 0x3FFF) << 18;
  assay_sum_carry(bins);
  uint64_t sign = 0;
  if (bins[ASSAY_SUM_BINS - 1] < 0) {
    sign = UINT64_C(1) << 63;
    for (int i = 0; i < ASSAY_SUM_BINS; i++) bins[i] = -bins[i];
    assay_sum_carry(bins);
  }
  int top = ASSAY_SUM_BINS - 1;
  while (top >= 0 && bins[top] == 0) top--;
  if (top < 0) return 0;

  // The three bins that hold the leading 65 bits or more, and whether anything lies below.
  uint64_t head = (uint64_t)bins[top];
  uint64_t middle = top >= 1 ? (uint64_t)bins[top - 1] : 0;
  uint64_t tail = top >= 2 ? (uint64_t)bins[top - 2] : 0;
  int below = 0;
  for (int i = 0; i < top - 2; i++) below |= bins[i] != 0;

  int length = 64 - __builtin_clzll(head);        // 1...32
  int position = 32 * top + length - 1;           // the place of the leading bit
  unsigned __int128 window = (unsigned __int128)head << 64 | middle << 32 | tail;
  if (position <= 52) {                           // all bits fit: top is 0 or 1
    uint64_t bits = top == 0 ? head : head << 32 | middle;
    // Read as the bits of a double, an integer up to 2^53 is that many times 2^-1074.
    bits |= sign;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  int shift = length + 64 - 53;                   // bits of the window to round away: 12...43
  uint64_t kept = (uint64_t)(window >> shift);
  uint64_t lost = (uint64_t)(window & (((unsigned __int128)1 << shift) - 1));
  uint64_t half = UINT64_C(1) << (shift - 1);
  if (lost > half || (lost == half && (below || (kept & 1)))) kept++;
  // The hidden bit adds one to the exponent; so does a carry out of the rounding.
  uint64_t exponent = (uint64_t)(position - 52);
  uint64_t bits = (exponent << 52) + kept;
  if (bits >= UINT64_C(0x7FF) << 52) bits = UINT64_C(0x7FF) << 52;
  bits |= sign;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
