// The inner loop of the recurrent products.
#ifndef ASSAY_RECURRENT_PANEL_H
#define ASSAY_RECURRENT_PANEL_H

#include <stdint.h>

/// The columns of a panel.
enum { ASSAY_PANEL = 16 };

/// c[rows, columns] += a[rows, k] p[k, 16], of which the first `columns` count. The rows of `a` are `lda`
/// apart and its columns `along`; the rows of `c` are `ldc` apart.
typedef void (*assay_panel)(int64_t rows, int64_t k, const float *a, int64_t lda, int64_t along,
                            const float *p, float *c, int64_t ldc, int64_t columns);

/// The loop for this machine.
assay_panel assay_panel_here(void);

#endif
