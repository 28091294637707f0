#include "call.h"

int32_t assay_run(const assay_call *calls, int64_t count, int64_t *failed) {
  for (int64_t i = 0; i < count; i++) {
    int32_t status = calls[i].kernel(&calls[i]);
    if (status) {
      *failed = i;
      return status;
    }
  }
  return 0;
}
