#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "image.h"

// A file of few bytes can ask for as many passes over all its pixels as it likes; cameras and
// programs write about ten.
enum { most_scans = 100 };

typedef struct {
  struct jpeg_error_mgr manager;  // first, so that the library's pointer to it is one to this
  jmp_buf exit;
  int is_no_memory;
  char *message;
  size_t message_size;
} jpeg_errors;

static void leave(j_common_ptr info) {
  jpeg_errors *errors = (jpeg_errors *)info->err;
  char text[JMSG_LENGTH_MAX];
  errors->manager.format_message(info, text);
  snprintf(errors->message, errors->message_size, "%s", text);
  errors->is_no_memory = errors->manager.msg_code == JERR_OUT_OF_MEMORY;
  longjmp(errors->exit, 1);
}

// A warning says that pixels were made up, except these: all pixels are there.
static void warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM: return;
    default: leave(info);
  }
}

static void ignore(j_common_ptr info) { (void)info; }

static void handle_errors(jpeg_errors *errors, char *message, size_t message_size) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = leave;
  errors->manager.emit_message = warn;
  errors->manager.output_message = ignore;
  errors->message = message;
  errors->message_size = message_size;
  errors->is_no_memory = 0;
}

static assay_image_status status_of(const jpeg_errors *errors) {
  return errors->is_no_memory ? assay_image_no_memory : assay_image_damaged;
}

typedef struct {
  struct jpeg_progress_mgr manager;  // first, as above
  jpeg_errors *errors;
} jpeg_progress;

static void count_scans(j_common_ptr info) {
  jpeg_progress *progress = (jpeg_progress *)info->progress;
  if (!info->is_decompressor || ((j_decompress_ptr)info)->input_scan_number <= most_scans) return;
  snprintf(progress->errors->message, progress->errors->message_size, "more than %d scans",
           most_scans);
  longjmp(progress->errors->exit, 1);
}

typedef struct {
  struct jpeg_decompress_struct info;
  jpeg_errors errors;
  jpeg_progress progress;
  uint8_t *row;  // where a row does not come as it is wanted
} jpeg_reader;

assay_image_status assay_jpeg_size(const uint8_t *bytes, size_t count, assay_image *image) {
  jpeg_reader reader;
  memset(&reader, 0, sizeof reader);
  handle_errors(&reader.errors, image->message, sizeof image->message);
  reader.info.err = &reader.errors.manager;
  if (setjmp(reader.errors.exit)) {
    jpeg_destroy_decompress(&reader.info);
    return status_of(&reader.errors);
  }
  jpeg_create_decompress(&reader.info);
  jpeg_mem_src(&reader.info, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(&reader.info, TRUE);
  image->width = reader.info.image_width;
  image->height = reader.info.image_height;
  image->channels = reader.info.num_components;
  jpeg_destroy_decompress(&reader.info);
  return assay_image_ok;
}

// Adobe's programs write inverted ink.
static void convert_ink(const uint8_t *ink, int is_inverted, int64_t width, int channels,
                        uint8_t *row) {
  for (int64_t i = 0; i < width; i++, ink += 4, row += channels) {
    unsigned colour[3];
    const unsigned light = is_inverted ? ink[3] : 255u - ink[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = (light * (is_inverted ? ink[c] : 255u - ink[c]) + 127) / 255;
    }
    if (channels == 1) {
      row[0] = assay_image_grey(colour[0], colour[1], colour[2]);
      continue;
    }
    for (int c = 0; c < 3; c++) row[c] = (uint8_t)colour[c];
    if (channels == 4) row[3] = 255;
  }
}

assay_image_status assay_jpeg_read(const uint8_t *bytes, size_t count, int channels,
                                   int64_t maximum_pixels, assay_image *image) {
  jpeg_reader reader;
  memset(&reader, 0, sizeof reader);
  struct jpeg_decompress_struct *info = &reader.info;
  handle_errors(&reader.errors, image->message, sizeof image->message);
  info->err = &reader.errors.manager;
  // The reader's address was taken, so that what it holds outlives the jump; nothing else does.
  if (setjmp(reader.errors.exit)) {
    free(reader.row);
    jpeg_destroy_decompress(&reader.info);
    return status_of(&reader.errors);
  }
  jpeg_create_decompress(info);
  reader.progress.manager.progress_monitor = count_scans;
  reader.progress.errors = &reader.errors;
  info->progress = &reader.progress.manager;
  jpeg_mem_src(info, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(info, TRUE);
  const assay_image_status room =
      assay_image_reserve(image, info->image_width, info->image_height, channels, maximum_pixels);
  if (room != assay_image_ok) {
    jpeg_destroy_decompress(info);
    return room;
  }

  const int is_ink =
      info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
  info->out_color_space = is_ink          ? JCS_CMYK
                          : channels == 1 ? JCS_GRAYSCALE
                          : channels == 3 ? JCS_RGB
                                          : JCS_EXT_RGBA;
  info->dct_method = JDCT_ISLOW;
  info->do_fancy_upsampling = TRUE;
  jpeg_start_decompress(info);
  if (is_ink) {
    reader.row = malloc((size_t)info->output_width * 4);
    if (!reader.row) {
      jpeg_destroy_decompress(info);
      return assay_image_no_memory;
    }
  }
  const size_t stride = (size_t)(image->width * channels);
  while (info->output_scanline < info->output_height) {
    uint8_t *row = image->pixels + info->output_scanline * stride;
    JSAMPROW line = is_ink ? reader.row : row;
    jpeg_read_scanlines(info, &line, 1);
    if (is_ink) convert_ink(reader.row, info->saw_Adobe_marker, image->width, channels, row);
  }
  jpeg_finish_decompress(info);
  free(reader.row);
  jpeg_destroy_decompress(info);
  return assay_image_ok;
}

typedef struct {
  struct jpeg_compress_struct info;
  jpeg_errors errors;
  unsigned char *bytes;
  unsigned long count;
} jpeg_writer;

assay_image_status assay_jpeg_write(const uint8_t *pixels, int64_t width, int64_t height,
                                    int channels, int quality, assay_encoded_image *encoded) {
  jpeg_writer writer;
  memset(&writer, 0, sizeof writer);
  struct jpeg_compress_struct *info = &writer.info;
  handle_errors(&writer.errors, encoded->message, sizeof encoded->message);
  info->err = &writer.errors.manager;
  if (setjmp(writer.errors.exit)) {
    jpeg_destroy_compress(&writer.info);
    free(writer.bytes);
    return status_of(&writer.errors);
  }
  jpeg_create_compress(info);
  jpeg_mem_dest(info, &writer.bytes, &writer.count);
  info->image_width = (JDIMENSION)width;
  info->image_height = (JDIMENSION)height;
  info->input_components = channels;
  info->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  jpeg_start_compress(info, TRUE);
  while (info->next_scanline < info->image_height) {
    JSAMPROW row = (JSAMPROW)pixels + (size_t)info->next_scanline * (size_t)(width * channels);
    jpeg_write_scanlines(info, &row, 1);
  }
  jpeg_finish_compress(info);
  jpeg_destroy_compress(info);
  encoded->bytes = writer.bytes;
  encoded->count = writer.count;
  return assay_image_ok;
}
