// The softmax of attention scores, of which some positions are left out.
#ifndef ASSAY_ATTENTION_H
#define ASSAY_ATTENTION_H

#include "call.h"

/// The axes that the mask has, besides the last; and what else leaves positions out.
enum {
  assay_mask_batch = 1,
  assay_mask_heads = 2,
  assay_mask_queries = 4,
  /// A query sees the keys up to its own position only.
  assay_mask_causal = 8,
  /// A query that sees nothing gets zeros; otherwise it sees everything alike.
  assay_mask_empty_is_zero = 16,
};

/// y = softmax over keys of s0 x, without the keys where the mask is 0, or which are s1 or more positions
/// away where s1 > 0. p: x, mask or NULL, y; n: batch, heads, queries, keys, flags; s: scale, window.
int32_t assay_attention_softmax(const assay_call *call);
/// p: y, mask or NULL, dy, dx; the same sizes and settings.
int32_t assay_attention_softmax_gradient(const assay_call *call);

#endif
