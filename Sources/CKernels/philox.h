// Philox4x32-10 over many counters at once; the Swift `Philox` is the same function.
#ifndef ASSAY_PHILOX_H
#define ASSAY_PHILOX_H

#include "dropout.h"
#include "vector_math.h"

enum { PHILOX_LANES = 16, PHILOX_BLOCK = 4 * PHILOX_LANES };

// The counter is {index, step, epoch, 3 | node << 8}: the third stream is dropout's, and no two moments
// share one.
ASSAY_INLINE void philox(uint32_t first, uint32_t node, const assay_clock *clock,
                         uint32_t out[4][PHILOX_LANES]) {
  const uint32_t start[3] = {clock->step, clock->epoch, 3 | node << 8};
  for (int l = 0; l < PHILOX_LANES; l++) {
    uint32_t a = first + (uint32_t)l, b = start[0], c = start[1], d = start[2];
    uint32_t k0 = clock->seed[0], k1 = clock->seed[1];
    for (int round = 0; round < 10; round++) {
      uint64_t p0 = (uint64_t)a * 0xD2511F53u, p1 = (uint64_t)c * 0xCD9E8D57u;
      uint32_t na = (uint32_t)(p1 >> 32) ^ b ^ k0, nc = (uint32_t)(p0 >> 32) ^ d ^ k1;
      b = (uint32_t)p1;
      d = (uint32_t)p0;
      a = na;
      c = nc;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    out[0][l] = a;
    out[1][l] = b;
    out[2][l] = c;
    out[3][l] = d;
  }
}

#endif
