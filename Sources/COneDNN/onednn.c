#include "COneDNN.h"

#include <pthread.h>
#include <stdlib.h>

#include "library.h"
#include "parallel.h"

#define TRY(call)                          \
  do {                                     \
    dnnl_status_t status_ = (call);        \
    if (status_ != dnnl_success) {         \
      status = status_;                    \
      goto done;                           \
    }                                      \
  } while (0)

enum { MOST_ARGUMENTS = 4 };

struct assay_primitive {
  dnnl_primitive_t primitive;
  dnnl_primitive_desc_t description;
  dnnl_stream_t stream;
  dnnl_memory_t memories[MOST_ARGUMENTS];
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int count;
};

// One engine for the process: primitives of one engine share its cache of kernels.
static dnnl_engine_t engine;
static dnnl_status_t engine_status;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;
static void make_engine(void) { engine_status = onednn.dnnl_engine_create(&engine, dnnl_cpu, 0); }

// A description of memory: a value in 2.x, a handle in 3.x.
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t layout;
typedef const_dnnl_memory_desc_t layout_in;
#define LAYOUT(l) (*(l))
static dnnl_status_t make_layout(layout *out, int rank, const dnnl_dims_t dims,
                                 const dnnl_dims_t strides) {
  return onednn.dnnl_memory_desc_create_with_strides(out, rank, dims, dnnl_f32, strides);
}
static void free_layout(layout *l) {
  if (*l) onednn.dnnl_memory_desc_destroy(*l);
}
#define NO_LAYOUT NULL
#else
typedef dnnl_memory_desc_t layout;
typedef const dnnl_memory_desc_t *layout_in;
#define LAYOUT(l) (l)
static dnnl_status_t make_layout(layout *out, int rank, const dnnl_dims_t dims,
                                 const dnnl_dims_t strides) {
  return onednn.dnnl_memory_desc_init_by_strides(out, rank, dims, dnnl_f32, strides);
}
static void free_layout(layout *l) { (void)l; }
#define NO_LAYOUT {0}
#endif

static dnnl_status_t bind(assay_primitive *p, int argument, layout_in l, void *buffer) {
  dnnl_status_t status = onednn.dnnl_memory_create(&p->memories[p->count], l, engine, buffer);
  if (status != dnnl_success) return status;
  p->arguments[p->count].arg = argument;
  p->arguments[p->count].memory = p->memories[p->count];
  p->count++;
  return dnnl_success;
}

static dnnl_status_t describe_matmul(dnnl_primitive_desc_t *out, layout *a, layout *b,
                                     layout *bias, layout *c) {
#if DNNL_VERSION_MAJOR >= 3
  return onednn.dnnl_matmul_primitive_desc_create(out, engine, *a, *b, bias ? *bias : NULL, *c, NULL);
#else
  dnnl_matmul_desc_t operation;
  dnnl_status_t status = onednn.dnnl_matmul_desc_init(&operation, a, b, bias, c);
  if (status != dnnl_success) return status;
  return onednn.dnnl_primitive_desc_create(out, &operation, NULL, engine, NULL);
#endif
}

int32_t assay_matmul_create(const assay_matmul *w, assay_primitive **primitive) {
  dnnl_status_t status = dnnl_success;
  layout a = NO_LAYOUT, b = NO_LAYOUT, bias = NO_LAYOUT, c = NO_LAYOUT;
  assay_primitive *p = calloc(1, sizeof *p);
  if (!p) return dnnl_out_of_memory;
  if (assay_onednn_load() != 0) {
    free(p);
    *primitive = NULL;
    return assay_onednn_load();
  }
  pthread_once(&engine_once, make_engine);
  TRY(engine_status);

  const dnnl_dims_t a_dims = {w->m, w->k}, b_dims = {w->k, w->n}, c_dims = {w->m, w->n};
  const dnnl_dims_t a_strides = {w->transpose_a ? 1 : w->k, w->transpose_a ? w->m : 1};
  const dnnl_dims_t b_strides = {w->transpose_b ? 1 : w->n, w->transpose_b ? w->k : 1};
  const dnnl_dims_t c_strides = {w->n, 1}, bias_dims = {1, w->n};
  TRY(make_layout(&a, 2, a_dims, a_strides));
  TRY(make_layout(&b, 2, b_dims, b_strides));
  TRY(make_layout(&c, 2, c_dims, c_strides));
  if (w->bias) TRY(make_layout(&bias, 2, bias_dims, c_strides));

  TRY(describe_matmul(&p->description, &a, &b, w->bias ? &bias : NULL, &c));
  TRY(onednn.dnnl_primitive_create(&p->primitive, p->description));
  TRY(onednn.dnnl_stream_create(&p->stream, engine, dnnl_stream_default_flags));
  TRY(bind(p, DNNL_ARG_SRC, LAYOUT(&a), w->a));
  TRY(bind(p, DNNL_ARG_WEIGHTS, LAYOUT(&b), w->b));
  TRY(bind(p, DNNL_ARG_DST, LAYOUT(&c), w->c));
  if (w->bias) TRY(bind(p, DNNL_ARG_BIAS, LAYOUT(&bias), w->bias));

done:
  free_layout(&a);
  free_layout(&b);
  free_layout(&bias);
  free_layout(&c);
  if (status != dnnl_success) {
    assay_primitive_destroy(p);
    p = NULL;
  }
  *primitive = p;
  return (int32_t)status;
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
