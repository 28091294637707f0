// A flag that one thread raises and another looks at.
#ifndef ASSAY_FLAG_H
#define ASSAY_FLAG_H

#include <stdint.h>

void assay_flag_raise(int32_t *flag);
int32_t assay_flag_is_raised(const int32_t *flag);

#endif
