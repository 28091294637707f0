// Assay's loops over numbers. They know pointers and sizes only; every argument has been checked by
// the Swift side, and no kernel allocates.
#ifndef ASSAY_CKERNELS_H
#define ASSAY_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "affine.h"
#include "arithmetic.h"
#include "arrange.h"
#include "attention.h"
#include "batch_norm.h"
#include "call.h"
#include "checks.h"
#include "checksum.h"
#include "circle.h"
#include "ctc.h"
#include "depthwise.h"
#include "dropout.h"
#include "embedding.h"
#include "flag.h"
#include "gather.h"
#include "images.h"
#include "metrics.h"
#include "metrics_calibration.h"
#include "metrics_classes.h"
#include "metrics_ranks.h"
#include "metrics_thresholds.h"
#include "normalization.h"
#include "optimizers.h"
#include "parallel.h"
#include "random.h"
#include "recurrent.h"
#include "resize.h"
#include "select.h"
#include "softmax.h"
#include "unary.h"
#include "winograd.h"

#endif
