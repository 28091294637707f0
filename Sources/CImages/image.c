#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int begins(const uint8_t *bytes, size_t count, const char *with, size_t length) {
  return count >= length && memcmp(bytes, with, length) == 0;
}

assay_image_kind assay_image_kind_of(const uint8_t *bytes, size_t count) {
  if (begins(bytes, count, "\xff\xd8\xff", 3)) return assay_image_jpeg;
  if (begins(bytes, count, "\x89PNG\r\n\x1a\n", 8)) return assay_image_png;
  if (begins(bytes, count, "GIF8", 4)) return assay_image_gif;
  if (begins(bytes, count, "BM", 2)) return assay_image_bmp;
  if (begins(bytes, count, "RIFF", 4) && count >= 12 && memcmp(bytes + 8, "WEBP", 4) == 0) {
    return assay_image_webp;
  }
  if (begins(bytes, count, "II*\0", 4) || begins(bytes, count, "MM\0*", 4)) return assay_image_tiff;
  return assay_image_unknown;
}

assay_image_status assay_image_reserve(assay_image *image, int64_t width, int64_t height,
                                       int64_t channels, int64_t maximum_pixels) {
  image->width = width;
  image->height = height;
  image->channels = channels;
  if (width < 1 || height < 1) {
    snprintf(image->message, sizeof image->message, "it has no pixels");
    return assay_image_damaged;
  }
  // Neither format's sides pass 2^31, so that the product fits.
  if (width * height > maximum_pixels) return assay_image_too_large;
  const size_t wanted = (size_t)(width * height * channels);
  if (wanted <= image->capacity) return assay_image_ok;
  free(image->pixels);
  image->capacity = 0;
  image->pixels = malloc(wanted);
  if (!image->pixels) return assay_image_no_memory;
  image->capacity = wanted;
  return assay_image_ok;
}

void assay_image_free(assay_image *image) {
  free(image->pixels);
  image->pixels = NULL;
  image->capacity = 0;
}

void assay_encoded_image_free(assay_encoded_image *encoded) {
  free(encoded->bytes);
  encoded->bytes = NULL;
  encoded->count = 0;
}
