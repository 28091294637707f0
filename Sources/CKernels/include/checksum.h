// Checksums of files.
#ifndef ASSAY_CHECKSUM_H
#define ASSAY_CHECKSUM_H

#include <stdint.h>

/// CRC-32C (Castagnoli) of `count` bytes, going on from `crc`; start with 0.
uint32_t assay_crc32c(uint32_t crc, const void *bytes, int64_t count);

#endif
