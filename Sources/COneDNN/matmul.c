#include "COneDNN.h"
#include "primitive.h"

static dnnl_status_t describe_matmul(dnnl_primitive_desc_t *out, layout *a, layout *b,
                                     layout *bias, layout *c,
                                     dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return onednn.dnnl_matmul_primitive_desc_create(out, assay_engine, *a, *b, bias ? *bias : NULL, *c,
                                                  attributes);
#else
  dnnl_matmul_desc_t operation;
  dnnl_status_t status = onednn.dnnl_matmul_desc_init(&operation, a, b, bias, c);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_desc_create(out, &operation, attributes, assay_engine, NULL);
#endif
}

int32_t assay_matmul_create(const assay_matmul *w, assay_primitive **primitive) {
  dnnl_status_t status = dnnl_success;
  layout a = NO_LAYOUT, b = NO_LAYOUT, bias = NO_LAYOUT, c = NO_LAYOUT;
  dnnl_primitive_attr_t attributes = NULL;
  assay_primitive *p;
  int32_t begun = assay_primitive_begin(&p);
  *primitive = NULL;
  if (begun != 0) return begun;

  const dnnl_dims_t a_dims = {w->m, w->k}, b_dims = {w->k, w->n}, c_dims = {w->m, w->n};
  const dnnl_dims_t a_strides = {w->transpose_a ? 1 : w->k, w->transpose_a ? w->m : 1};
  const dnnl_dims_t b_strides = {w->transpose_b ? 1 : w->n, w->transpose_b ? w->k : 1};
  const dnnl_dims_t c_strides = {w->n, 1}, bias_dims = {1, w->n};
  TRY(assay_layout_strided(&a, 2, a_dims, a_strides));
  TRY(assay_layout_strided(&b, 2, b_dims, b_strides));
  TRY(assay_layout_strided(&c, 2, c_dims, c_strides));
  if (w->bias) TRY(assay_layout_strided(&bias, 2, bias_dims, c_strides));

  TRY(assay_attributes(&attributes));
  TRY(describe_matmul(&p->description, &a, &b, w->bias ? &bias : NULL, &c, attributes));
  TRY(assay_primitive_make(p));
  TRY(assay_primitive_bind(p, DNNL_ARG_SRC, LAYOUT(&a), w->a));
  TRY(assay_primitive_bind(p, DNNL_ARG_WEIGHTS, LAYOUT(&b), w->b));
  TRY(assay_primitive_bind(p, DNNL_ARG_DST, LAYOUT(&c), w->c));
  if (w->bias) TRY(assay_primitive_bind(p, DNNL_ARG_BIAS, LAYOUT(&bias), w->bias));

done:
  if (attributes) (void)onednn.dnnl_primitive_attr_destroy(attributes);
  assay_layout_free(&a);
  assay_layout_free(&b);
  assay_layout_free(&bias);
  assay_layout_free(&c);
  if (status != dnnl_success) {
    assay_primitive_destroy(p);
    p = NULL;
  }
  *primitive = p;
  return (int32_t)status;
}

int32_t assay_batched_matmul_create(const assay_batched_matmul *w, assay_primitive **primitive) {
  dnnl_status_t status = dnnl_success;
  layout a = NO_LAYOUT, b = NO_LAYOUT, c = NO_LAYOUT;
  dnnl_primitive_attr_t attributes = NULL;
  assay_primitive *p;
  int32_t begun = assay_primitive_begin(&p);
  *primitive = NULL;
  if (begun != 0) return begun;

  dnnl_dims_t dims, strides;
  const int rank = w->batch_rank + 2;
#define FILL(operand, rows, columns)                                                         \
  for (int i = 0; i < w->batch_rank; i++) {                                                  \
    dims[i] = w->batch[i];                                                                   \
    strides[i] = w->operand##_strides[i];                                                    \
  }                                                                                          \
  dims[rank - 2] = rows, dims[rank - 1] = columns;                                           \
  strides[rank - 2] = w->operand##_strides[rank - 2];                                        \
  strides[rank - 1] = w->operand##_strides[rank - 1];                                        \
  TRY(assay_layout_strided(&operand, rank, dims, strides));
  FILL(a, w->m, w->k)
  FILL(b, w->k, w->n)
  FILL(c, w->m, w->n)
#undef FILL

  TRY(assay_attributes(&attributes));
  TRY(describe_matmul(&p->description, &a, &b, NULL, &c, attributes));
  TRY(assay_primitive_make(p));
  TRY(assay_primitive_bind(p, DNNL_ARG_SRC, LAYOUT(&a), w->a));
  TRY(assay_primitive_bind(p, DNNL_ARG_WEIGHTS, LAYOUT(&b), w->b));
  TRY(assay_primitive_bind(p, DNNL_ARG_DST, LAYOUT(&c), w->c));

done:
  if (attributes) (void)onednn.dnnl_primitive_attr_destroy(attributes);
  assay_layout_free(&a);
  assay_layout_free(&b);
  assay_layout_free(&c);
  if (status != dnnl_success) {
    assay_primitive_destroy(p);
    p = NULL;
  }
  *primitive = p;
  return (int32_t)status;
}
