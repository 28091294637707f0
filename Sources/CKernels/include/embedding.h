// Rows of a table by index, and masks.
#ifndef ASSAY_EMBEDDING_H
#define ASSAY_EMBEDDING_H

#include "call.h"

/// y[i, :] = table[ids[i], :]; zeros for an index that the table has not. p: ids (int32), table, y;
/// n: indices, width, rows of the table.
int32_t assay_embedding(const assay_call *call);

/// dtable = 0, then dtable[ids[i], :] += dy[i, :] in the order of i. p: ids (int32), dy, dtable;
/// n: indices, width, rows of the table.
int32_t assay_embedding_gradient(const assay_call *call);

/// y = x without its fraction; -1 for a number that int32 does not hold. p: x (float32), y (int32);
/// n: count.
int32_t assay_indices(const assay_call *call);

/// y = 1 where x differs from a number, else 0. p: x (float32, or int32 where n1 is 1), y; n: count,
/// type; s: the number.
int32_t assay_not_equal(const assay_call *call);

#endif
