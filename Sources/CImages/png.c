#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "image.h"

// Sides beyond any picture; the limit that counts is that of the pixels.
enum { longest_side = 1000000 };

typedef struct {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, place;
  uint8_t *colours;  // a whole picture in colour, where grey is wanted of it
  png_bytep *rows;
  char *message;
  size_t message_size;
} png_reader;

static void leave(png_structp png, png_const_charp text) {
  png_reader *reader = png_get_error_ptr(png);
  snprintf(reader->message, reader->message_size, "%s", text);
  png_longjmp(png, 1);
}

// libpng's warnings are about what is beside the pixels, such as colour profiles.
static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void take(png_structp png, png_bytep target, size_t wanted) {
  png_reader *reader = png_get_io_ptr(png);
  if (wanted > reader->count - reader->place) png_error(png, "the file ends too early");
  memcpy(target, reader->bytes + reader->place, wanted);
  reader->place += wanted;
}

static void end(png_reader *reader) {
  free(reader->colours);
  free(reader->rows);
  png_destroy_read_struct(&reader->png, reader->info ? &reader->info : NULL, NULL);
}

// Makes what libpng wants to read; 0 where there is no memory for it.
static int begin(png_reader *reader, const uint8_t *bytes, size_t count, assay_image *image) {
  memset(reader, 0, sizeof *reader);
  reader->bytes = bytes;
  reader->count = count;
  reader->message = image->message;
  reader->message_size = sizeof image->message;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, leave, ignore);
  if (!reader->png) return 0;
  reader->info = png_create_info_struct(reader->png);
  if (!reader->info) {
    end(reader);
    return 0;
  }
  return 1;
}

static void read_header(png_reader *reader) {
  png_set_read_fn(reader->png, reader, take);
  png_set_user_limits(reader->png, longest_side, longest_side);
  png_set_chunk_malloc_max(reader->png, 8000000);
  png_set_chunk_cache_max(reader->png, 128);
  png_read_info(reader->png, reader->info);
}

assay_image_status assay_png_size(const uint8_t *bytes, size_t count, assay_image *image) {
  png_reader reader;
  if (!begin(&reader, bytes, count, image)) return assay_image_no_memory;
  if (setjmp(png_jmpbuf(reader.png))) {
    end(&reader);
    return assay_image_damaged;
  }
  read_header(&reader);
  image->width = png_get_image_width(reader.png, reader.info);
  image->height = png_get_image_height(reader.png, reader.info);
  image->channels = png_get_channels(reader.png, reader.info);
  end(&reader);
  return assay_image_ok;
}

// Asks for 8 bits a channel and for grey or colour, with opacity only where it is wanted. Whether grey
// has still to be made of colours is the result.
static int set_form(png_reader *reader, int channels) {
  png_structp png = reader->png;
  const int type = png_get_color_type(png, reader->info);
  const int has_transparency = png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
  const int has_colour = (type & PNG_COLOR_MASK_COLOR) != 0;
  png_set_strip_16(png);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (has_transparency) png_set_tRNS_to_alpha(png);
  if (!has_colour && channels >= 3) png_set_gray_to_rgb(png);
  if (channels == 4) {
    if (!(type & PNG_COLOR_MASK_ALPHA) && !has_transparency) {
      png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    }
  } else if ((type & PNG_COLOR_MASK_ALPHA) || has_transparency) {
    png_set_strip_alpha(png);
  }
  return has_colour && channels == 1;
}

static void make_grey(const uint8_t *colours, int64_t count, uint8_t *grey) {
  for (int64_t i = 0; i < count; i++, colours += 3) {
    grey[i] = assay_image_grey(colours[0], colours[1], colours[2]);
  }
}

assay_image_status assay_png_read(const uint8_t *bytes, size_t count, int channels,
                                  int64_t maximum_pixels, assay_image *image) {
  png_reader reader;
  if (!begin(&reader, bytes, count, image)) return assay_image_no_memory;
  // The reader's address was taken, so that what it holds outlives the jump; nothing else does.
  if (setjmp(png_jmpbuf(reader.png))) {
    end(&reader);
    return assay_image_damaged;
  }
  read_header(&reader);
  const int64_t width = png_get_image_width(reader.png, reader.info);
  const int64_t height = png_get_image_height(reader.png, reader.info);
  const assay_image_status room =
      assay_image_reserve(image, width, height, channels, maximum_pixels);
  if (room != assay_image_ok) {
    end(&reader);
    return room;
  }
  const int makes_grey = set_form(&reader, channels);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  const size_t stride = (size_t)width * (makes_grey ? 3 : (size_t)channels);
  if (png_get_rowbytes(reader.png, reader.info) != stride) {
    png_error(reader.png, "rows of an unexpected size");
  }

  if (makes_grey) reader.colours = malloc(stride * (size_t)height);
  reader.rows = malloc((size_t)height * sizeof *reader.rows);
  if (!reader.rows || (makes_grey && !reader.colours)) {
    end(&reader);
    return assay_image_no_memory;
  }
  uint8_t *target = makes_grey ? reader.colours : image->pixels;
  for (int64_t row = 0; row < height; row++) reader.rows[row] = target + (size_t)row * stride;
  png_read_image(reader.png, reader.rows);
  png_read_end(reader.png, NULL);
  if (makes_grey) make_grey(reader.colours, width * height, image->pixels);
  end(&reader);
  return assay_image_ok;
}

typedef struct {
  png_structp png;
  png_infop info;
  assay_encoded_image *encoded;
  size_t capacity;
} png_writer;

static void leave_writing(png_structp png, png_const_charp text) {
  png_writer *writer = png_get_error_ptr(png);
  snprintf(writer->encoded->message, sizeof writer->encoded->message, "%s", text);
  png_longjmp(png, 1);
}

static void give(png_structp png, png_bytep bytes, size_t count) {
  png_writer *writer = png_get_io_ptr(png);
  assay_encoded_image *encoded = writer->encoded;
  if (count > writer->capacity - encoded->count) {
    const size_t capacity = 2 * writer->capacity + count;
    uint8_t *grown = realloc(encoded->bytes, capacity);
    if (!grown) png_error(png, "no memory");
    encoded->bytes = grown;
    writer->capacity = capacity;
  }
  memcpy(encoded->bytes + encoded->count, bytes, count);
  encoded->count += count;
}

static void flush(png_structp png) { (void)png; }

assay_image_status assay_png_write(const uint8_t *pixels, int64_t width, int64_t height,
                                   int channels, assay_encoded_image *encoded) {
  png_writer writer;
  memset(&writer, 0, sizeof writer);
  writer.encoded = encoded;
  encoded->bytes = NULL;
  encoded->count = 0;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, leave_writing, ignore);
  if (writer.png) writer.info = png_create_info_struct(writer.png);
  if (!writer.info) {
    png_destroy_write_struct(&writer.png, NULL);
    return assay_image_no_memory;
  }
  if (setjmp(png_jmpbuf(writer.png))) {
    png_destroy_write_struct(&writer.png, &writer.info);
    assay_encoded_image_free(writer.encoded);
    return assay_image_damaged;
  }
  png_set_write_fn(writer.png, &writer, give, flush);
  png_set_user_limits(writer.png, longest_side, longest_side);
  const int type = channels == 1   ? PNG_COLOR_TYPE_GRAY
                   : channels == 3 ? PNG_COLOR_TYPE_RGB
                                   : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(writer.png, writer.info, (png_uint_32)width, (png_uint_32)height, 8, type,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  for (int64_t row = 0; row < height; row++) {
    png_write_row(writer.png, pixels + (size_t)row * (size_t)(width * channels));
  }
  png_write_end(writer.png, writer.info);
  png_destroy_write_struct(&writer.png, &writer.info);
  return assay_image_ok;
}
