import AssayCore
import AssayData
import AssayImages
import AssayTestSupport
import Foundation
import Testing

struct HostileImageTests {
  /// A PNG and a JPEG of the same picture.
  private func files() throws -> (png: [UInt8], jpeg: [UInt8]) {
    let folder = try PictureFolder()
    let picture = try PictureFolder.pattern(24, 31)
    let png = try folder.draw(picture, as: "a.png")
    let jpeg = try folder.draw(picture, as: "a.jpg")
    return try (FileBytes.read(png), FileBytes.read(jpeg))
  }

  private func refusal(_ bytes: [UInt8], maximumPixels: Int = ImageFile.maximumPixels) -> String? {
    message { _ = try ImageFile.decode(bytes, name: "a", maximumPixels: maximumPixels) }
  }

  @Test func whatIsNoImageIsNamed() throws {
    let ending = "; wanted a JPEG or PNG image: convert it, or take it out"
    #expect(refusal([]) == "a: found an empty file" + ending)
    #expect(refusal([0]) == "a: found a file that is no image" + ending)
    #expect(refusal(Array("GIF89a".utf8)) == "a: found a GIF image" + ending)
    #expect(refusal(Array("BM....".utf8)) == "a: found a BMP image" + ending)
    #expect(refusal(Array("RIFF....WEBP".utf8)) == "a: found a WebP image" + ending)
    #expect(refusal(Array("II*\0".utf8)) == "a: found a TIFF image" + ending)
  }

  @Test func theContentDecidesNotTheName() throws {
    let (png, jpeg) = try files()
    let folder = try PictureFolder()
    let path = try folder.write(jpeg, as: "a.png")
    #expect(try ImageFile.read(path) == ImageFile.decode(jpeg))
    let other = try folder.write(png, as: "b.gif")
    #expect(try ImageFile.read(other) == ImageFile.decode(png))
  }

  @Test func everyTruncatedFileIsDamaged() throws {
    let (png, jpeg) = try files()
    for count in 8..<png.count {
      #expect(refusal(Array(png[..<count]))?.hasPrefix("a: a damaged image: ") == true, "\(count)")
    }
    for count in 3..<jpeg.count {
      #expect(refusal(Array(jpeg[..<count]))?.hasPrefix("a: a damaged image: ") == true, "\(count)")
    }
    #expect(
      refusal(Array(png[..<(png.count / 2)])) == "a: a damaged image: the file ends too early")
    #expect(
      refusal(Array(jpeg[..<(jpeg.count - 2)]))
        == "a: a damaged image: Premature end of JPEG file")
  }

  @Test func bytesAfterAnImageAndBetweenItsPartsAreNoDamage() throws {
    let (png, jpeg) = try files()
    #expect(try ImageFile.decode(jpeg + [1, 2, 3]) == ImageFile.decode(jpeg))
    #expect(try ImageFile.decode(png + [1, 2, 3]) == ImageFile.decode(png))
    let filled = jpeg.dropLast(2) + Array(repeating: 0, count: 9) + jpeg.suffix(2)
    #expect(try ImageFile.decode(Array(filled)) == ImageFile.decode(jpeg))
  }

  @Test func enormousClaimsAreRefusedBeforeMemoryIsTaken() throws {
    let (png, jpeg) = try files()
    var large = png
    large.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
    large.replaceSubrange(29..<33, with: crc(large[12..<29]))
    #expect(
      refusal(large)
        == "a: 60000 x 60000 pixels, more than the 100000000 that are allowed; raise maximumPixels if "
        + "the file is to be trusted")
    var high = jpeg
    let frame = try #require(
      (0..<high.count - 1).first { high[$0] == 0xFF && high[$0 + 1] == 0xC0 })
    high.replaceSubrange(frame + 5..<frame + 9, with: [0xEA, 0x60, 0xEA, 0x60])
    #expect(refusal(high)?.hasPrefix("a: 60000 x 60000 pixels, more than the 100000000") == true)
    #expect(
      refusal(jpeg, maximumPixels: 24 * 31 - 1)
        == "a: 31 x 24 pixels, more than the 743 that are allowed; raise maximumPixels if the file is to "
        + "be trusted")
    #expect(refusal(jpeg, maximumPixels: 24 * 31) == nil)
  }

  /// CRC-32 of PNG, bit by bit.
  private func crc(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var rest = ~UInt32(0)
    for byte in bytes {
      rest ^= UInt32(byte)
      for _ in 0..<8 { rest = rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return withUnsafeBytes(of: (~rest).bigEndian) { Array($0) }
  }

  /// Bytes changed, cut out, doubled: an error or an image of the size that was asked for, nothing else.
  @Test(arguments: UInt64(0)..<40)
  func mutatedFilesAreReadOrRefused(seed: UInt64) throws {
    let (png, jpeg) = try files()
    let cases = try Golden.json("images.json", as: ImageFileTests.Cases.self).cases
    let others = cases.compactMap { $0.file.map { [UInt8]($0) } }
    var random = Philox(seed: seed, stream: .test)
    for file in [png, jpeg] + others {
      var bytes = file
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 7))
        case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
        default: bytes[place] = [0, 255, 0xD9, 0xC2][Int.random(in: 0..<4, using: &random)]
        }
        if bytes.isEmpty { bytes = [0] }
      }
      for mode in ColorMode.allCases {
        do {
          let image = try ImageFile.decode(
            bytes, colorMode: mode, size: (8, 9), interpolation: .bilinear,
            maximumPixels: 1_000_000)
          #expect(image.shape == [8, 9, mode.channels])
        } catch let error as ImageError {
          #expect(error.description.hasPrefix("image: "))
        }
      }
    }
  }

  @Test func whatTheSystemRefusesIsPassedOverOrNamed() throws {
    let pictures = try PictureFolder.shapes(2)
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: pictures.file("circles/gone.png"), withDestinationPath: "nowhere")
    try files.createDirectory(
      atPath: pictures.file("circles/folder.png"), withIntermediateDirectories: true)
    let folder = try ImageFolder(pictures.path, size: (2, 2), shuffle: false)
    #expect(folder.count == 3)
    #expect(
      message { _ = try folder.dataset() }
        == "\(pictures.path)/circles/gone.png: there is no such file")
    let lenient = try ImageFolder(pictures.path, size: (2, 2), shuffle: false, onCorrupt: .skip)
    #expect(try lenient.dataset().count == 2)
    #expect(lenient.skipped.map(\.reason) == ["there is no such file"])
  }

  @Test func aPipeIsNotWaitedFor() throws {
    let pictures = try PictureFolder.shapes(1)
    let pipe = try pictures.file("circles/pipe.png")
    #expect(mkfifo(pipe, 0o600) == 0)
    let folder = try ImageFolder(pictures.path, size: (2, 2), shuffle: false)
    #expect(
      message { _ = try folder.dataset() }
        == "\(pipe): found a folder, pipe or device; wanted a regular file")
  }

  #if os(Linux)
    @Test func aNameThatIsNotTextIsNamed() throws {
      let pictures = try PictureFolder.shapes(1)
      let path =
        Array((pictures.path + "/circles/").utf8CString.dropLast()) + [-1, 46, 112, 110, 103, 0]
      let file = try #require(fopen(path, "w"))
      #expect(fclose(file) == 0)
      #expect(
        message { _ = try ImageFolder(pictures.path) }
          == "\(pictures.path)/circles: the name of '\u{FFFD}.png' is not UTF-8; rename the file")
    }
  #endif
}
