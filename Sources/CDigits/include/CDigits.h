// The UCI handwritten digits: 1,797 images of 8 x 8 pixels, values 0 to 16, labels 0 to 9.
//
// "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning
// Repository, https://doi.org/10.24432/C50P49, under the Creative Commons Attribution 4.0
// International licence (CC BY 4.0). The test part of that set, in the order in which scikit-learn
// carries it, changed in nothing but the form.
// Made by scripts/make_digits.py with scikit-learn 1.9.1.
#ifndef ASSAY_CDIGITS_H
#define ASSAY_CDIGITS_H

#include <stdint.h>

enum { assay_digits_count = 1797, assay_digits_height = 8, assay_digits_width = 8 };

// Functions, because Swift imports no array of this size.

/// 1797 * 64 values: the images one after another, each row by row from the top; 0 is paper, 16 ink.
const uint8_t *_Nonnull assay_digits_images(void);
/// 1797 values: the digit that each image shows.
const uint8_t *_Nonnull assay_digits_labels(void);

#endif
