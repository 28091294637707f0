// JPEG by libjpeg-turbo and PNG by libpng, between bytes in memory and pixels in memory. Both
// libraries leave by longjmp when they fail; nothing of that leaves this module.
#ifndef ASSAY_CIMAGES_H
#define ASSAY_CIMAGES_H

#include <stddef.h>
#include <stdint.h>

/// What a file holds, by its first bytes.
typedef enum {
  assay_image_unknown,
  assay_image_jpeg,
  assay_image_png,
  assay_image_gif,
  assay_image_bmp,
  assay_image_webp,
  assay_image_tiff
} assay_image_kind;

typedef enum {
  assay_image_ok,
  /// The file is damaged, or is of a kind that the library does not read.
  assay_image_damaged,
  /// It has more pixels than were allowed; nothing was allocated for them.
  assay_image_too_large,
  assay_image_no_memory
} assay_image_status;

/// One picture of 8 bits a channel, its rows without gaps. One is used for many files: its memory grows
/// and is kept.
typedef struct {
  uint8_t *pixels;
  size_t capacity;
  int64_t width, height, channels;
  /// What the library said of a file that it could not read.
  char message[256];
} assay_image;

/// An encoded picture, to be freed.
typedef struct {
  uint8_t *bytes;
  size_t count;
  char message[256];
} assay_encoded_image;

assay_image_kind assay_image_kind_of(const uint8_t *bytes, size_t count);

/// Finds width and height, and decodes nothing.
assay_image_status assay_jpeg_size(const uint8_t *bytes, size_t count, assay_image *image);
assay_image_status assay_png_size(const uint8_t *bytes, size_t count, assay_image *image);

/// Decodes a whole file as 1, 3 or 4 channels: grey, red green blue, and opacity last. Files of more
/// than `maximum_pixels` are refused before memory is taken for them.
assay_image_status assay_jpeg_read(const uint8_t *bytes, size_t count, int channels,
                                   int64_t maximum_pixels, assay_image *image);
assay_image_status assay_png_read(const uint8_t *bytes, size_t count, int channels,
                                  int64_t maximum_pixels, assay_image *image);

/// Encodes pixels of 1, 3 or (PNG only) 4 channels.
assay_image_status assay_jpeg_write(const uint8_t *pixels, int64_t width, int64_t height,
                                    int channels, int quality, assay_encoded_image *encoded);
assay_image_status assay_png_write(const uint8_t *pixels, int64_t width, int64_t height,
                                   int channels, assay_encoded_image *encoded);

void assay_image_free(assay_image *image);
void assay_encoded_image_free(assay_encoded_image *encoded);

#endif
