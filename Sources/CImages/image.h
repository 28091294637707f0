// What both formats share.
#ifndef ASSAY_IMAGE_H
#define ASSAY_IMAGE_H

#include "CImages.h"

/// Makes room for `width` x `height` pixels of `channels`, and says so in `image`.
assay_image_status assay_image_reserve(assay_image *image, int64_t width, int64_t height,
                                       int64_t channels, int64_t maximum_pixels);

/// The luminance of a colour, as ITU-R BT.601 weighs it.
static inline uint8_t assay_image_grey(unsigned red, unsigned green, unsigned blue) {
  return (uint8_t)((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

#endif
