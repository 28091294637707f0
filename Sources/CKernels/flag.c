#include "flag.h"

void assay_flag_raise(int32_t *flag) { __atomic_store_n(flag, 1, __ATOMIC_RELEASE); }

int32_t assay_flag_is_raised(const int32_t *flag) {
  return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}
