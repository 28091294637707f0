// Scores of two classes in order: exact areas under curves.
#ifndef ASSAY_METRICS_RANKS_H
#define ASSAY_METRICS_RANKS_H

#include "metrics.h"

/// Keys that are ordered as the numbers are; -0 is 0.
uint32_t assay_rank_key_float(float x);
uint64_t assay_rank_key_double(double x);

/// The keys of rows `start..<start + count` of a batch of 0 and 1 labels, those of labels 0 and of
/// labels 1 apart. At most 1024 rows. Weights must be null.
assay_fault assay_rank_split_float(const assay_batch *batch, int64_t start, int64_t count,
                                   uint32_t *zeros, int64_t *zero_count, uint32_t *ones,
                                   int64_t *one_count);
assay_fault assay_rank_split_double(const assay_batch *batch, int64_t start, int64_t count,
                                    uint64_t *zeros, int64_t *zero_count, uint64_t *ones,
                                    int64_t *one_count);

/// Sorts keys; `scratch` has room for as many. The result is in `keys`.
void assay_rank_sort_float(uint32_t *keys, uint32_t *scratch, int64_t count);
void assay_rank_sort_double(uint64_t *keys, uint64_t *scratch, int64_t count);

/// Twice the number of pairs with the greater key among the ones, a tie counting half, of sorted
/// keys: high and low half.
void assay_rank_pairs_float(const uint32_t *zeros, int64_t zero_count, const uint32_t *ones,
                            int64_t one_count, uint64_t pairs[2]);
void assay_rank_pairs_double(const uint64_t *zeros, int64_t zero_count, const uint64_t *ones,
                             int64_t one_count, uint64_t pairs[2]);

/// Adds, for each of the ones, the share of ones among the keys that are not below it; of sorted keys.
void assay_rank_precision_float(const uint32_t *zeros, int64_t zero_count, const uint32_t *ones,
                                int64_t one_count, int64_t *sum);
void assay_rank_precision_double(const uint64_t *zeros, int64_t zero_count, const uint64_t *ones,
                                 int64_t one_count, int64_t *sum);

/// Adds, for each key, the square of the share of the other kind's keys that it beats, less `area`; of
/// sorted keys, of which there are some of both kinds.
void assay_rank_placements_float(const uint32_t *zeros, int64_t zero_count, const uint32_t *ones,
                                 int64_t one_count, double area, int64_t *of_zeros,
                                 int64_t *of_ones);
void assay_rank_placements_double(const uint64_t *zeros, int64_t zero_count, const uint64_t *ones,
                                  int64_t one_count, double area, int64_t *of_zeros,
                                  int64_t *of_ones);

#endif
