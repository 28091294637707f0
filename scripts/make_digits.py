"""Writes Sources/CDigits: the UCI handwritten digits as scikit-learn carries them, in its order.

    python scripts/make_digits.py

Made with scikit-learn 1.9.1. The build never runs this; it is here to show where the numbers are
from.
"""

import pathlib

import numpy
import sklearn
from sklearn.datasets import load_digits

ATTRIBUTION = """\
// The UCI handwritten digits: 1,797 images of 8 x 8 pixels, values 0 to 16, labels 0 to 9.
//
// "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning
// Repository, https://doi.org/10.24432/C50P49, under the Creative Commons Attribution 4.0
// International licence (CC BY 4.0). The test part of that set, in the order in which scikit-learn
// carries it, changed in nothing but the form.
"""

digits = load_digits()
images = digits.data.astype(numpy.uint8)
labels = digits.target.astype(numpy.uint8)
assert images.shape == (1797, 64) and images.max() == 16 and (images == digits.data).all()
assert labels.shape == (1797,) and sorted(set(labels)) == list(range(10))

folder = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CDigits"
made_by = f"// Made by scripts/make_digits.py with scikit-learn {sklearn.__version__}.\n"


def rows(numbers, width):
    for start in range(0, len(numbers), width):
        yield "    " + ", ".join(map(str, numbers[start : start + width])) + ",\n"


with open(folder / "include" / "CDigits.h", "w") as header:
    header.write(ATTRIBUTION)
    header.write(made_by)
    header.write(
        """\
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
"""
    )

with open(folder / "digits.c", "w") as source:
    source.write(ATTRIBUTION)
    source.write(made_by)
    source.write('#include "CDigits.h"\n\n')
    source.write("// clang-format off\n")
    source.write("static const uint8_t labels[1797] = {\n")
    source.writelines(rows(labels, 32))
    source.write("};\n\n// An image a line.\n")
    source.write("static const uint8_t images[1797 * 64] = {\n")
    source.writelines(",".join(map(str, image)) + ",\n" for image in images)
    source.write("};\n\n")
    source.write("const uint8_t *assay_digits_images(void) { return images; }\n")
    source.write("const uint8_t *assay_digits_labels(void) { return labels; }\n")
