import CDigits
import Testing

@Suite struct DigitsTests {
  @Test func areTheNumbersThatScikitLearnHas() {
    let size = Int(assay_digits_count * assay_digits_height * assay_digits_width)
    let images = Array(UnsafeBufferPointer(start: assay_digits_images(), count: size))
    #expect(size == 1797 * 64)
    #expect(images.max() == 16)
    // load_digits().data.sum() and load_digits().data[0, :16]
    #expect(images.reduce(0) { $0 + Int($1) } == 561_718)
    #expect(Array(images[..<16]) == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])
  }

  @Test func haveLabelsInTheSameOrder() {
    let labels = Array(
      UnsafeBufferPointer(start: assay_digits_labels(), count: Int(assay_digits_count)))
    #expect(Array(labels[..<10]) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(Array(labels[1792...]) == [9, 0, 8, 9, 8])
    // numpy.bincount(load_digits().target)
    let counts = (0..<10).map { digit in labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }
}
