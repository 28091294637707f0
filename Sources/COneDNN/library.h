// oneDNN's functions, found when they are first needed.
#ifndef ASSAY_ONEDNN_LIBRARY_H
#define ASSAY_ONEDNN_LIBRARY_H

#include <oneapi/dnnl/dnnl.h>

#define ASSAY_ONEDNN_COMMON(F)  \
  F(dnnl_engine_create)         \
  F(dnnl_memory_create)         \
  F(dnnl_memory_destroy)        \
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
  F(dnnl_matmul_primitive_desc_create)    \
  F(dnnl_memory_desc_create_with_strides) \
  F(dnnl_memory_desc_destroy)
#else
#define ASSAY_ONEDNN_FUNCTIONS(F) \
  ASSAY_ONEDNN_COMMON(F)          \
  F(dnnl_matmul_desc_init)        \
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
