// For posix_memalign, which strict C hides.
#define _POSIX_C_SOURCE 200112L

#include "primitive.h"

#include <pthread.h>
#include <string.h>

#include "parallel.h"

dnnl_engine_t assay_engine;
static dnnl_status_t engine_status;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;
static void make_engine(void) {
  engine_status = onednn.dnnl_engine_create(&assay_engine, dnnl_cpu, 0);
}

int32_t assay_primitive_begin(assay_primitive **primitive) {
  *primitive = NULL;
  if (assay_onednn_load() != 0) return assay_onednn_load();
  pthread_once(&engine_once, make_engine);
  if (engine_status != dnnl_success) return (int32_t)engine_status;
  *primitive = calloc(1, sizeof **primitive);
  return *primitive ? 0 : (int32_t)dnnl_out_of_memory;
}

#if DNNL_VERSION_MAJOR >= 3
dnnl_status_t assay_layout_strided(layout *out, int rank, const dnnl_dims_t dims,
                                   const dnnl_dims_t strides) {
  return onednn.dnnl_memory_desc_create_with_strides(out, rank, dims, dnnl_f32, strides);
}
dnnl_status_t assay_layout_any(layout *out, int rank, const dnnl_dims_t dims) {
  return onednn.dnnl_memory_desc_create_with_tag(out, rank, dims, dnnl_f32, dnnl_format_tag_any);
}
void assay_layout_free(layout *l) {
  // Ours and valid; there is nothing to report on its release.
  if (*l) (void)onednn.dnnl_memory_desc_destroy(*l);
}
#else
dnnl_status_t assay_layout_strided(layout *out, int rank, const dnnl_dims_t dims,
                                   const dnnl_dims_t strides) {
  return onednn.dnnl_memory_desc_init_by_strides(out, rank, dims, dnnl_f32, strides);
}
dnnl_status_t assay_layout_any(layout *out, int rank, const dnnl_dims_t dims) {
  return onednn.dnnl_memory_desc_init_by_tag(out, rank, dims, dnnl_f32, dnnl_format_tag_any);
}
void assay_layout_free(layout *l) { (void)l; }
#endif

dnnl_status_t assay_attributes(dnnl_primitive_attr_t *attributes) {
  dnnl_status_t status = onednn.dnnl_primitive_attr_create(attributes);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
}

dnnl_status_t assay_primitive_make(assay_primitive *p) {
  dnnl_status_t status = onednn.dnnl_primitive_create(&p->primitive, p->description);
  if (status != dnnl_success) return status;
  layout_in scratch =
      onednn.dnnl_primitive_desc_query_md(p->description, dnnl_query_scratchpad_md, 0);
  if (scratch && onednn.dnnl_memory_desc_get_size(scratch) > 0) {
    status = assay_primitive_bind(p, DNNL_ARG_SCRATCHPAD, scratch, DNNL_MEMORY_NONE);
    if (status != dnnl_success) return status;
    p->scratch = p->memories[p->count - 1];
  }
  return onednn.dnnl_stream_create(&p->stream, assay_engine, dnnl_stream_default_flags);
}

dnnl_status_t assay_primitive_own(assay_primitive *p, size_t bytes) {
  if (posix_memalign(&p->own, 64, bytes ? bytes : 64) != 0) {
    p->own = NULL;
    return dnnl_out_of_memory;
  }
  memset(p->own, 0, bytes);
  return dnnl_success;
}

dnnl_status_t assay_primitive_bind(assay_primitive *p, int argument, layout_in l, void *buffer) {
  dnnl_status_t status = onednn.dnnl_memory_create(&p->memories[p->count], l, assay_engine, buffer);
  if (status != dnnl_success) return status;
  p->arguments[p->count].arg = argument;
  p->arguments[p->count].memory = p->memories[p->count];
  p->count++;
  return dnnl_success;
}

int64_t assay_primitive_scratch_bytes(const assay_primitive *p) {
  if (!p->scratch) return 0;
  return (int64_t)onednn.dnnl_memory_desc_get_size(
      onednn.dnnl_primitive_desc_query_md(p->description, dnnl_query_scratchpad_md, 0));
}

int32_t assay_primitive_set_scratch(assay_primitive *p, void *scratch) {
  return p->scratch ? (int32_t)onednn.dnnl_memory_set_data_handle(p->scratch, scratch) : 0;
}

int32_t assay_primitive_run(const assay_call *call) {
  const assay_primitive *p = call->p[0];
  assay_set_thread_count(call->threads);
  dnnl_status_t status = onednn.dnnl_primitive_execute(p->primitive, p->stream, p->count, p->arguments);
  if (status != dnnl_success) return (int32_t)status;
  return (int32_t)onednn.dnnl_stream_wait(p->stream);
}

const char *assay_primitive_implementation(const assay_primitive *primitive) {
  const char *name = NULL;
  dnnl_status_t status =
      onednn.dnnl_primitive_desc_query(primitive->description, dnnl_query_impl_info_str, 0, &name);
  return status == dnnl_success && name ? name : "unknown";
}

void assay_primitive_destroy(assay_primitive *p) {
  if (!p) return;
  // The handles are ours and valid; oneDNN has nothing to report on their release.
  for (int i = 0; i < p->count; i++) (void)onednn.dnnl_memory_destroy(p->memories[i]);
  if (p->stream) (void)onednn.dnnl_stream_destroy(p->stream);
  if (p->primitive) (void)onednn.dnnl_primitive_destroy(p->primitive);
  if (p->description) (void)onednn.dnnl_primitive_desc_destroy(p->description);
  free(p->own);
  free(p);
}

int32_t assay_onednn_version(int32_t *major, int32_t *minor, int32_t *patch) {
  int32_t status = assay_onednn_load();
  if (status != 0) return status;
  const dnnl_version_t *version = onednn.dnnl_version();
  *major = version->major;
  *minor = version->minor;
  *patch = version->patch;
  return 0;
}
