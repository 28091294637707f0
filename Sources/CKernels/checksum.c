// CRC-32C, eight bytes at a time.
#include "checksum.h"

#include <string.h>

enum { POLYNOMIAL = 0x82F63B78 };

static void fill(uint32_t table[8][256]) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; bit++)
      rest = rest & 1 ? rest >> 1 ^ (uint32_t)POLYNOMIAL : rest >> 1;
    table[0][byte] = rest;
  }
  for (int slice = 1; slice < 8; slice++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = table[slice - 1][byte];
      table[slice][byte] = before >> 8 ^ table[0][before & 255];
    }
}

uint32_t assay_crc32c(uint32_t crc, const void *from, int64_t count) {
  // On the stack: 8 KB filled in some 10 us, and nothing to initialise once among threads.
  uint32_t table[8][256];
  fill(table);
  const uint8_t *bytes = from;
  uint32_t rest = ~crc;
  for (; count >= 8; count -= 8, bytes += 8) {
    uint32_t low = rest ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                           (uint32_t)bytes[3] << 24);
    rest = table[7][low & 255] ^ table[6][low >> 8 & 255] ^ table[5][low >> 16 & 255] ^
           table[4][low >> 24] ^ table[3][bytes[4]] ^ table[2][bytes[5]] ^ table[1][bytes[6]] ^
           table[0][bytes[7]];
  }
  for (; count > 0; count--, bytes++) rest = rest >> 8 ^ table[0][(rest ^ *bytes) & 255];
  return ~rest;
}
