#include "COneDNN.h"
#include "primitive.h"

// What the three directions of one convolution are described by.
typedef struct {
  layout image, kernel, chosen_kernel, bias, result;
  dnnl_dims_t strides, dilates, before, after;
} geometry;

static dnnl_status_t describe(const assay_convolution *c, geometry *g) {
  dnnl_status_t status = dnnl_success;
  const int64_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  const dnnl_dims_t image = {c->batch, c->in_channels, c->in_height, c->in_width};
  const dnnl_dims_t image_strides = {c->in_height * c->in_width * c->in_channels, 1,
                                     c->in_width * c->in_channels, c->in_channels};
  const dnnl_dims_t result = {c->batch, c->out_channels, c->out_height, c->out_width};
  const dnnl_dims_t result_strides = {c->out_height * c->out_width * c->out_channels, 1,
                                      c->out_width * c->out_channels, c->out_channels};
  TRY(assay_layout_strided(&g->image, 4, image, image_strides));
  TRY(assay_layout_strided(&g->result, 4, result, result_strides));
  // Keras's [height, width, inputs of a group, outputs]; of a depthwise kernel, whose inputs of a group are
  // one, [height, width, groups, outputs of a group], which is the same memory.
  const int64_t row = c->kernel_width * in * c->out_channels;
  if (c->groups > 1) {
    const dnnl_dims_t kernel = {c->groups, out, in, c->kernel_height, c->kernel_width};
    const dnnl_dims_t strides = {out, 1, c->out_channels, row, in * c->out_channels};
    TRY(assay_layout_strided(&g->kernel, 5, kernel, strides));
    TRY(assay_layout_any(&g->chosen_kernel, 5, kernel));
  } else {
    const dnnl_dims_t kernel = {out, in, c->kernel_height, c->kernel_width};
    const dnnl_dims_t strides = {1, out, row, in * out};
    TRY(assay_layout_strided(&g->kernel, 4, kernel, strides));
    TRY(assay_layout_any(&g->chosen_kernel, 4, kernel));
  }
  const dnnl_dims_t bias = {c->out_channels}, one = {1};
  if (c->bias) TRY(assay_layout_strided(&g->bias, 1, bias, one));
  g->strides[0] = c->stride_height, g->strides[1] = c->stride_width;
  g->dilates[0] = c->dilation_height - 1, g->dilates[1] = c->dilation_width - 1;
  g->before[0] = c->pad_top, g->before[1] = c->pad_left;
  g->after[0] = c->pad_bottom, g->after[1] = c->pad_right;
done:
  return status;
}

static void free_geometry(geometry *g) {
  assay_layout_free(&g->image);
  assay_layout_free(&g->kernel);
  assay_layout_free(&g->chosen_kernel);
  assay_layout_free(&g->bias);
  assay_layout_free(&g->result);
}

static dnnl_status_t describe_forward(dnnl_primitive_desc_t *out, const assay_convolution *c,
                                      geometry *g, dnnl_prop_kind_t kind,
                                      dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return onednn.dnnl_convolution_forward_primitive_desc_create(
      out, assay_engine, kind, dnnl_convolution_direct, g->image, g->chosen_kernel,
      c->bias ? g->bias : NULL, g->result, g->strides, g->dilates, g->before, g->after, attributes);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = onednn.dnnl_dilated_convolution_forward_desc_init(
      &operation, kind, dnnl_convolution_direct, &g->image, &g->chosen_kernel,
      c->bias ? &g->bias : NULL, &g->result, g->strides, g->dilates, g->before, g->after);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_desc_create(out, &operation, attributes, assay_engine, NULL);
#endif
}

static dnnl_status_t describe_to_input(dnnl_primitive_desc_t *out, geometry *g,
                                       dnnl_primitive_desc_t forward,
                                       dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return onednn.dnnl_convolution_backward_data_primitive_desc_create(
      out, assay_engine, dnnl_convolution_direct, g->image, g->chosen_kernel, g->result, g->strides,
      g->dilates, g->before, g->after, forward, attributes);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = onednn.dnnl_dilated_convolution_backward_data_desc_init(
      &operation, dnnl_convolution_direct, &g->image, &g->chosen_kernel, &g->result, g->strides,
      g->dilates, g->before, g->after);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_desc_create(out, &operation, attributes, assay_engine, forward);
#endif
}

static dnnl_status_t describe_to_kernel(dnnl_primitive_desc_t *out, geometry *g,
                                        dnnl_primitive_desc_t forward,
                                        dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return onednn.dnnl_convolution_backward_weights_primitive_desc_create(
      out, assay_engine, dnnl_convolution_direct, g->image, g->chosen_kernel, NULL, g->result,
      g->strides, g->dilates, g->before, g->after, forward, attributes);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = onednn.dnnl_dilated_convolution_backward_weights_desc_init(
      &operation, dnnl_convolution_direct, &g->image, &g->chosen_kernel, NULL, &g->result, g->strides,
      g->dilates, g->before, g->after);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_desc_create(out, &operation, attributes, assay_engine, forward);
#endif
}

static dnnl_status_t cut_result(const assay_convolution *c, dnnl_primitive_attr_t attributes) {
  dnnl_status_t status = dnnl_success;
  dnnl_post_ops_t after = NULL;
  TRY(onednn.dnnl_post_ops_create(&after));
  TRY(onednn.dnnl_post_ops_append_eltwise(after, ELTWISE_SCALE dnnl_eltwise_clip, c->minimum,
                                          c->maximum));
  TRY(onednn.dnnl_primitive_attr_set_post_ops(attributes, after));
done:
  if (after) (void)onednn.dnnl_post_ops_destroy(after);
  return status;
}

int32_t assay_convolution_create(const assay_convolution *c, assay_primitive **primitive,
                                 assay_primitive **reorder) {
  dnnl_status_t status = dnnl_success;
  geometry g = {NO_LAYOUT, NO_LAYOUT, NO_LAYOUT, NO_LAYOUT, NO_LAYOUT, {0}, {0}, {0}, {0}};
  dnnl_primitive_desc_t forward = NULL;
  dnnl_primitive_attr_t attributes = NULL, plain = NULL;
  assay_primitive *p, *r = NULL;
  *primitive = *reorder = NULL;
  int32_t begun = assay_primitive_begin(&p);
  if (begun != 0) return begun;

  TRY(describe(c, &g));
  TRY(assay_attributes(&attributes));
  int kernel_argument = DNNL_ARG_WEIGHTS;
  dnnl_query_t kernel_query = dnnl_query_weights_md;
  switch (c->direction) {
    case ASSAY_CONVOLUTION_FORWARD:
      if (c->clips) TRY(cut_result(c, attributes));
      TRY(describe_forward(&p->description, c, &g, dnnl_forward_inference, attributes));
      break;
    case ASSAY_CONVOLUTION_TO_INPUT:
      TRY(describe_forward(&forward, c, &g, dnnl_forward_training, NULL));
      TRY(describe_to_input(&p->description, &g, forward, attributes));
      break;
    default:
      TRY(describe_forward(&forward, c, &g, dnnl_forward_training, NULL));
      TRY(describe_to_kernel(&p->description, &g, forward, attributes));
      kernel_argument = DNNL_ARG_DIFF_WEIGHTS;
      kernel_query = dnnl_query_diff_weights_md;
  }
  TRY(assay_primitive_make(p));
  const int direction = c->direction;
  TRY(assay_primitive_bind(
      p, direction == ASSAY_CONVOLUTION_TO_INPUT ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC,
      LAYOUT(&g.image), c->image));
  TRY(assay_primitive_bind(
      p, direction == ASSAY_CONVOLUTION_FORWARD ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST,
      LAYOUT(&g.result), c->result));
  if (c->bias) TRY(assay_primitive_bind(p, DNNL_ARG_BIAS, LAYOUT(&g.bias), c->bias));

  layout_in chosen = onednn.dnnl_primitive_desc_query_md(p->description, kernel_query, 0);
  if (onednn.dnnl_memory_desc_equal(chosen, LAYOUT(&g.kernel))) {
    TRY(assay_primitive_bind(p, kernel_argument, chosen, c->kernel));
    goto done;
  }
  TRY(assay_primitive_own(p, onednn.dnnl_memory_desc_get_size(chosen)));
  TRY(assay_primitive_bind(p, kernel_argument, chosen, p->own));
  begun = assay_primitive_begin(&r);
  if (begun != 0) {
    status = (dnnl_status_t)begun;
    goto done;
  }
  TRY(assay_attributes(&plain));
  const int back = c->direction == ASSAY_CONVOLUTION_TO_KERNEL;
  layout_in from = back ? chosen : LAYOUT(&g.kernel), to = back ? LAYOUT(&g.kernel) : chosen;
  TRY(onednn.dnnl_reorder_primitive_desc_create(&r->description, from, assay_engine, to, assay_engine,
                                                plain));
  TRY(assay_primitive_make(r));
  TRY(assay_primitive_bind(r, DNNL_ARG_FROM, from, back ? p->own : c->kernel));
  TRY(assay_primitive_bind(r, DNNL_ARG_TO, to, back ? c->kernel : p->own));

done:
  free_geometry(&g);
  if (forward) (void)onednn.dnnl_primitive_desc_destroy(forward);
  if (plain) (void)onednn.dnnl_primitive_attr_destroy(plain);
  if (attributes) (void)onednn.dnnl_primitive_attr_destroy(attributes);
  if (status != dnnl_success) {
    assay_primitive_destroy(p);
    assay_primitive_destroy(r);
    p = r = NULL;
  }
  *primitive = p;
  *reorder = r;
  return (int32_t)status;
}
