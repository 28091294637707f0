// oneDNN's functions, found when they are first needed.
#ifndef ASSAY_ONEDNN_LIBRARY_H
#define ASSAY_ONEDNN_LIBRARY_H

#include <oneapi/dnnl/dnnl.h>

#define ASSAY_ONEDNN_COMMON(F)  \
  F(dnnl_engine_create)         \
  F(dnnl_memory_create)         \
  F(dnnl_memory_desc_equal)     \
  F(dnnl_memory_desc_get_size)  \
  F(dnnl_post_ops_create)       \
  F(dnnl_post_ops_append_eltwise) \
  F(dnnl_post_ops_destroy)      \
  F(dnnl_primitive_attr_create) \
  F(dnnl_primitive_attr_set_post_ops) \
  F(dnnl_primitive_attr_destroy) \
  F(dnnl_primitive_desc_query_md) \
  F(dnnl_reorder_primitive_desc_create) \
  F(dnnl_memory_destroy)        \
  F(dnnl_memory_set_data_handle) \
  F(dnnl_primitive_attr_set_scratchpad_mode) \
  F(dnnl_primitive_create)      \
  F(dnnl_primitive_desc_destroy) \
  F(dnnl_primitive_desc_query)  \
  F(dnnl_primitive_destroy)     \
  F(dnnl_primitive_execute)     \
  F(dnnl_stream_create)         \
  F(dnnl_stream_destroy)        \
  F(dnnl_stream_wait)           \
  F(dnnl_version)

#if DNNL_VERSION_MAJOR >= 3
#define ASSAY_ONEDNN_FUNCTIONS(F)         \
  ASSAY_ONEDNN_COMMON(F)                  \
  F(dnnl_convolution_forward_primitive_desc_create) \
  F(dnnl_convolution_backward_data_primitive_desc_create) \
  F(dnnl_convolution_backward_weights_primitive_desc_create) \
  F(dnnl_matmul_primitive_desc_create)    \
  F(dnnl_memory_desc_create_with_tag) \
  F(dnnl_memory_desc_create_with_strides) \
  F(dnnl_memory_desc_destroy)
#else
#define ASSAY_ONEDNN_FUNCTIONS(F) \
  ASSAY_ONEDNN_COMMON(F)          \
  F(dnnl_dilated_convolution_forward_desc_init) \
  F(dnnl_dilated_convolution_backward_data_desc_init) \
  F(dnnl_dilated_convolution_backward_weights_desc_init) \
  F(dnnl_matmul_desc_init)        \
  F(dnnl_memory_desc_init_by_tag) \
  F(dnnl_memory_desc_init_by_strides) \
  F(dnnl_primitive_desc_create)
#endif

typedef struct {
#define FIELD(name) __typeof__(name) *name;
  ASSAY_ONEDNN_FUNCTIONS(FIELD)
#undef FIELD
} onednn_library;

/// The functions, all of them there once `assay_onednn_load` has returned 0.
extern onednn_library onednn;

#endif
