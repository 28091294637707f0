#ifndef ASSAY_DTYPE_H
#define ASSAY_DTYPE_H

/// The element types an array can have.
typedef enum {
  assay_bool,
  assay_uint8,
  assay_int8,
  assay_int16,
  assay_int32,
  assay_int64,
  assay_float32,
  assay_float64
} assay_dtype;

#endif
