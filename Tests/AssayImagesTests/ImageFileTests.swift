import AssayCore
import AssayImages
import AssayTestSupport
import Foundation
import Testing

struct ImageFileTests {
  struct Cases: Decodable {
    struct Case: Decodable {
      let name: String
      let mode: String
      let shape: Shape
      let pillow: [Double]
      let tensorflow: [Double]?
      let file: Data?
    }
    let cases: [Case]
  }

  @Test func readsWhatPillowAndTensorFlowRead() throws {
    let cases = try Golden.json("images.json", as: Cases.self).cases
    #expect(cases.count == 42)
    var file: [UInt8] = []
    for item in cases {
      if let data = item.file { file = [UInt8](data) }
      let mode = try #require(ColorMode(rawValue: item.mode))
      let image = try ImageFile.decode(file, colorMode: mode)
      #expect(image.shape == item.shape, "\(item.name) \(item.mode)")
      // TensorFlow's transform of JPEG is the fast one; grey is rounded in other places; Pillow makes
      // grey of deep PNG, and ink of JPEG, otherwise.
      let isJPEG = item.name.hasPrefix("jpeg")
      // Of one bit, TensorFlow gives an opacity of 1 in 255.
      let isMistaken = item.name == "png one bit" && mode == .rgba
      if let wanted = item.tensorflow, !isMistaken {
        let most = isJPEG ? 3.0 : item.mode == "grayscale" ? 1 : 0
        let found = difference(image, wanted)
        #expect(found <= most, "\(item.name) as \(item.mode) and TensorFlow: \(found)")
      }
      if !item.name.contains("16 bit") {
        let found = difference(image, item.pillow)
        #expect(
          found <= (item.name.contains("cmyk") ? 1 : 0),
          "\(item.name) as \(item.mode) and Pillow: \(found)")
      }
    }
  }

  @Test(arguments: [1, 3, 4])
  func aPNGHoldsEveryPixel(channels: Int) throws {
    let folder = try PictureFolder()
    let picture = try PictureFolder.pattern(9, 7, channels: channels)
    let path = try folder.draw(picture, as: "a.png")
    let mode = try #require(ColorMode.allCases.first { $0.channels == channels })
    #expect(try ImageFile.read(path, colorMode: mode) == picture)
    #expect(try ImageFile.size(of: path) == (9, 7))
  }

  @Test func aJPEGIsCloseAndHasNoOpacity() throws {
    let folder = try PictureFolder()
    let picture = try Tensor(
      (0..<16 * 16 * 4).map { Float(100 + $0 / 64) }, shape: [16, 16, 4])
    let path = try folder.file("a.JPEG")
    try ImageFile.write(picture, to: path, scale: false, quality: 95)
    let read = try ImageFile.read(path)
    #expect(read.shape == [16, 16, 3])
    #expect(abs(read.double(at: 0) - 100) < 3)
    #expect(try ImageFile.size(of: path) == (16, 16))
  }

  @Test func scalingSpreadsTheNumbers() throws {
    let folder = try PictureFolder()
    let path = try folder.file("a.png")
    try ImageFile.write(Tensor([-1, 0, 1] as [Float], shape: [1, 3, 1]), to: path)
    #expect(try ImageFile.read(path, colorMode: .grayscale).doubles == [0, 128, 255])
    try ImageFile.write(Tensor([7, 7] as [Float], shape: [1, 2, 1]), to: path)
    #expect(try ImageFile.read(path, colorMode: .grayscale).doubles == [0, 0])
    try ImageFile.write(Tensor([-5, 300] as [Float], shape: [1, 2, 1]), to: path, scale: false)
    #expect(try ImageFile.read(path, colorMode: .grayscale).doubles == [0, 255])
    try ImageFile.write(
      Tensor([-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude], shape: [1, 3, 1]),
      to: path)
    #expect(try ImageFile.read(path, colorMode: .grayscale).doubles == [0, 128, 255])
  }

  @Test func whatCannotBeWrittenIsNamed() throws {
    let picture = try PictureFolder.pattern(2, 2)
    #expect(
      message { try ImageFile.write(picture, to: "a.gif") }
        == "a.gif: wanted a name that ends in .png, .jpg or .jpeg, to know what to write")
    #expect(
      message { try ImageFile.write(Tensor(zeros: [2, 2]), to: "a.png") }
        == "a.png: a tensor of shape [2, 2] is no image; wanted [height, width, channels] with 1, 3 or "
        + "4 channels, no side 0 or above 65500")
    #expect(
      message { try ImageFile.write(Tensor(zeros: [0, 2, 3]), to: "a.png") }?.hasPrefix(
        "a.png: a tensor of shape [0, 2, 3] is no image") == true)
    #expect(
      message { try ImageFile.write(Tensor([Float.nan], shape: [1, 1, 1]), to: "a.png") }
        == "a.png: nan among the pixels; they must be finite")
    #expect(
      message { try ImageFile.write(picture, to: "a.jpg", quality: 0) }
        == "quality: found 0; wanted 1...100")
    #expect(
      message { try ImageFile.write(picture, to: "no such folder/a.png") }
        == "no such folder/a.png: writing failed: No such file or directory")
  }

  @Test func aSizeIsAskedForAndKept() throws {
    let folder = try PictureFolder()
    let path = try folder.draw(PictureFolder.pattern(10, 20), as: "a.png")
    #expect(try ImageFile.read(path, size: (5, 6)).shape == [5, 6, 3])
    let cut = try ImageFile.read(path, size: (10, 10), keepAspectRatio: true)
    let whole = try ImageFile.read(path)
    #expect(cut.double(at: 0) == whole.double(at: 5 * 3))
    #expect(
      message { _ = try ImageFile.read(path, size: (0, 6)) }
        == "size: found (0, 6); wanted a height and a width in 1...65500")
  }
}
