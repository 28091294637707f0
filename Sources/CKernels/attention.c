#include "attention.h"

#include "elementwise.h"

// The first key that a query sees by its position, and the one after the last.
ASSAY_INLINE void seen(const assay_call *call, int64_t query, int64_t *first, int64_t *last) {
  const int64_t keys = call->n[3], window = (int64_t)call->s[1];
  *first = 0;
  *last = keys;
  if (call->n[4] & assay_mask_causal && query + 1 < keys) *last = query + 1;
  if (window > 0) {
    if (query - window + 1 > 0) *first = query - window + 1;
    if (query + window < *last) *last = query + window;
  }
  if (*first > *last) *first = *last;
}

// The row of the mask for a row of scores; NULL where there is none.
ASSAY_INLINE const float *mask_row(const assay_call *call, int64_t row) {
  const float *mask = call->p[1];
  if (!mask) return mask;
  const int64_t heads = call->n[1], queries = call->n[2], keys = call->n[3], flags = call->n[4];
  const int64_t query = row % queries, head = row / queries % heads, sample = row / queries / heads;
  int64_t at = flags & assay_mask_batch ? sample : 0;
  if (flags & assay_mask_heads) at = at * heads + head;
  if (flags & assay_mask_queries) at = at * queries + query;
  return mask + at * keys;
}

ASSAY_CLONES static void attention_softmax_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int64_t queries = call->n[2], keys = call->n[3];
  const float scale = call->s[0], least = -__builtin_inff();
  for (int64_t row = begin; row < end; row++) {
    const float *x = (const float *)call->p[0] + row * keys;
    float *y = (float *)call->p[2] + row * keys;
    const float *mask = mask_row(call, row);
    int64_t first, last;
    seen(call, row % queries, &first, &last);
    float most = least;
    int64_t count = 0;
    for (int64_t j = first; j < last; j++) {
      const int keep = !mask || mask[j] != 0.0f;
      const float value = keep ? x[j] * scale : least;
      count += keep;
      most = value > most || value != value ? value : most;
    }
    if (count == 0) {
      const float all = call->n[4] & assay_mask_empty_is_zero ? 0.0f : 1.0f / (float)keys;
      for (int64_t j = 0; j < keys; j++) y[j] = all;
      continue;
    }
    for (int64_t j = 0; j < first; j++) y[j] = 0.0f;
    for (int64_t j = last; j < keys; j++) y[j] = 0.0f;
    ASSAY_VECTORIZE
    for (int64_t j = first; j < last; j++) y[j] = v_exp(x[j] * scale - most);
    if (mask) {
      ASSAY_VECTORIZE
      for (int64_t j = first; j < last; j++) y[j] = mask[j] != 0.0f ? y[j] : 0.0f;
    }
    double sum = 0;
    for (int64_t j = first; j < last; j++) sum += (double)y[j];
    const float total = (float)sum;
    ASSAY_VECTORIZE
    for (int64_t j = first; j < last; j++) y[j] /= total;
  }
}

int32_t assay_attention_softmax(const assay_call *call) {
  assay_parallel_for(call->n[0] * call->n[1] * call->n[2], call->threads, attention_softmax_range,
                     (void *)call);
  return 0;
}

ASSAY_CLONES static void attention_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int64_t queries = call->n[2], keys = call->n[3];
  const float scale = call->s[0];
  for (int64_t row = begin; row < end; row++) {
    const float *y = (const float *)call->p[0] + row * keys;
    const float *dy = (const float *)call->p[2] + row * keys;
    float *dx = (float *)call->p[3] + row * keys;
    const float *mask = mask_row(call, row);
    int64_t first, last;
    seen(call, row % queries, &first, &last);
    double sum = 0;
    for (int64_t j = first; j < last; j++) sum += (double)(y[j] * dy[j]);
    const float mean = (float)sum;
    for (int64_t j = 0; j < first; j++) dx[j] = 0.0f;
    for (int64_t j = last; j < keys; j++) dx[j] = 0.0f;
    if (mask) {
      ASSAY_VECTORIZE
      for (int64_t j = first; j < last; j++)
        dx[j] = mask[j] != 0.0f ? y[j] * (dy[j] - mean) * scale : 0.0f;
    } else {
      ASSAY_VECTORIZE
      for (int64_t j = first; j < last; j++) dx[j] = y[j] * (dy[j] - mean) * scale;
    }
  }
}

int32_t assay_attention_softmax_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0] * call->n[1] * call->n[2], call->threads, attention_gradient_range,
                     (void *)call);
  return 0;
}
