// Dropout by counted randomness: the mask is a function of the moment and is never stored.
#ifndef ASSAY_DROPOUT_H
#define ASSAY_DROPOUT_H

#include "call.h"

/// The moment a program runs at; written before each step.
typedef struct {
  uint32_t seed[2];
  uint32_t epoch;
  uint32_t step;
} assay_clock;

/// y = x / (1 - rate) with probability 1 - rate, else 0; also its own gradient, at the same moment.
/// p: x, y, assay_clock; n: count, node; s: rate.
int32_t assay_dropout(const assay_call *call);

#endif
