#ifndef ASSAY_ALLOCATIONS_H
#define ASSAY_ALLOCATIONS_H

#include <stdint.h>

// The heap allocations that the calling thread has made so far; -1 where they cannot be counted.
int64_t assay_allocations(void);

#endif
