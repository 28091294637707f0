// What every primitive of the façade is made with, for oneDNN 2.x and 3.x.
#ifndef ASSAY_ONEDNN_PRIMITIVE_H
#define ASSAY_ONEDNN_PRIMITIVE_H

#include <stdlib.h>

#include "COneDNN.h"
#include "library.h"

#define TRY(call)                          \
  do {                                     \
    dnnl_status_t status_ = (call);        \
    if (status_ != dnnl_success) {         \
      status = status_;                    \
      goto done;                           \
    }                                      \
  } while (0)

enum { MOST_ARGUMENTS = 8 };

struct assay_primitive {
  dnnl_primitive_t primitive;
  dnnl_primitive_desc_t description;
  dnnl_stream_t stream;
  dnnl_memory_t memories[MOST_ARGUMENTS];
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int count;
  /// Memory of the primitive's own.
  void *own;
  /// What it writes intermediate results to, which others may use after it.
  dnnl_memory_t scratch;
};

// A description of memory: a value in 2.x, a handle in 3.x.
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t layout;
typedef const_dnnl_memory_desc_t layout_in;
#define LAYOUT(l) (*(l))
#define ELTWISE_SCALE
#define NO_LAYOUT NULL
#else
typedef dnnl_memory_desc_t layout;
typedef const dnnl_memory_desc_t *layout_in;
#define LAYOUT(l) (l)
// 2.x takes a scale that 3.x has no more.
#define ELTWISE_SCALE 1.0f,
#define NO_LAYOUT {0}
#endif

/// The one engine of the process: primitives of one engine share its cache of kernels.
extern dnnl_engine_t assay_engine;

/// Loads the library, makes the engine and an empty primitive. Returns a status of oneDNN, or -1 where
/// the library is not there.
int32_t assay_primitive_begin(assay_primitive **primitive);

dnnl_status_t assay_layout_strided(layout *out, int rank, const dnnl_dims_t dims,
                                   const dnnl_dims_t strides);
/// A layout that the primitive may choose.
dnnl_status_t assay_layout_any(layout *out, int rank, const dnnl_dims_t dims);
void assay_layout_free(layout *l);

/// What every primitive is made with: its scratch memory is given to it. oneDNN would otherwise keep one for
/// each thread that makes primitives, and a primitive run by another thread would have none.
dnnl_status_t assay_attributes(dnnl_primitive_attr_t *attributes);

/// Makes the primitive of `p->description`, and its stream; to be called before arguments are bound.
dnnl_status_t assay_primitive_make(assay_primitive *p);

/// Gives the primitive memory of its own, all zeros.
dnnl_status_t assay_primitive_own(assay_primitive *p, size_t bytes);

/// Adds an argument at `buffer`.
dnnl_status_t assay_primitive_bind(assay_primitive *p, int argument, layout_in l, void *buffer);

#endif
