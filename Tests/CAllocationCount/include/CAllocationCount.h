// Counts what a thread of the test program allocates, for the tests that promise none.
#ifndef ASSAY_ALLOCATION_COUNT_H
#define ASSAY_ALLOCATION_COUNT_H

#include <stdint.h>

/// The allocations of this thread so far; -1 where they cannot be counted.
int64_t assay_allocation_count(void);

#endif
