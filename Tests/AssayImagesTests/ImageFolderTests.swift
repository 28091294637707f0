import AssayCore
import AssayImages
import AssayTestSupport
import Foundation
import Testing

struct ImageFolderTests {
  struct Cases: Decodable {
    struct Case: Decodable {
      let shuffle: Bool
      let seed: UInt32
      let classes: [String]?
      let labelled: Bool
      let fraction: Double?
      let subset: String?
      let classNames: [String]
      let files: [String]
      let indices: [Int]
    }
    let tree: [String]
    let cases: [Case]
  }

  @Test func filesClassesOrderAndSplitAreThoseOfKeras() throws {
    let golden = try Golden.json("folders.json", as: Cases.self)
    let folder = try PictureFolder()
    for name in golden.tree { try folder.write([], as: name) }
    #expect(golden.cases.count == 8)
    for item in golden.cases {
      let found = try ImageFolder(
        folder.path, labels: item.labelled ? .int : .none, classNames: item.classes,
        validationSplit: item.fraction, subset: item.subset.flatMap(Subset.init),
        shuffle: item.shuffle, seed: item.seed)
      #expect(found.files.map { String($0.dropFirst(folder.path.count + 1)) } == item.files)
      #expect(found.classNames == item.classNames)
      #expect(found.classIndices == item.indices)
    }
  }

  @Test func bothPartsOfASplitHoldEveryFileOnce() throws {
    let pictures = try PictureFolder.shapes(10)
    let folder = try ImageFolder(pictures.path, seed: 3)
    let (training, validation) = try folder.split(validation: 0.25)
    #expect(training.count == 8)
    #expect(validation.count == 2)
    #expect(training.files + validation.files == folder.files)
    #expect(training.classIndices + validation.classIndices == folder.classIndices)
  }

  @Test func labelsHaveTheFormsOfKeras() throws {
    let pictures = try PictureFolder.shapes(3)
    func labels(_ form: ImageLabels) throws -> [Tensor] {
      try ImageFolder(pictures.path, size: (2, 2), labels: form, shuffle: false).dataset().labels
    }
    #expect(try labels(.int) == [Tensor([0, 0, 1] as [Int32])])
    #expect(try labels(.binary) == [Tensor([0, 0, 1] as [Float], shape: [3, 1])])
    #expect(try labels(.categorical) == [Tensor([1, 0, 1, 0, 0, 1] as [Float], shape: [3, 2])])
    #expect(try labels(.none).isEmpty)
  }

  @Test func linksToFoldersAreClassesAndNothingElse() throws {
    let pictures = try PictureFolder.shapes(2)
    let elsewhere = try PictureFolder()
    try elsewhere.draw(PictureFolder.one(9, height: 2, width: 2), as: "far.png")
    let files = FileManager.default
    for (name, target) in [
      ("triangles", elsewhere.path), ("circles/more", elsewhere.path),
      ("circles/loop", pictures.path), ("circles/file.png", elsewhere.path + "/far.png"),
    ] {
      try files.createSymbolicLink(atPath: pictures.file(name), withDestinationPath: target)
    }
    let folder = try ImageFolder(pictures.path, size: (1, 1), shuffle: false)
    #expect(folder.classNames == ["circles", "squares", "triangles"])
    #expect(
      folder.files.map { $0.dropFirst(pictures.path.count + 1) } == [
        "circles/00.png", "circles/file.png", "squares/01.png", "triangles/far.png",
      ])
    #expect(try folder.dataset().inputs[0].doubles[3] == 9)
  }

  @Test func aFolderThatCannotBeDataSaysWhy() throws {
    let folder = try PictureFolder()
    let path = folder.path
    #expect(
      message { _ = try ImageFolder(path) }
        == "\(path): there are no class folders in it; wanted one folder of images for each class")
    try folder.write([], as: "a.png")
    #expect(
      message { _ = try ImageFolder(path) }
        == "\(path): there are no class folders in it, only 1 image; put those of each class into a "
        + "folder of its own, or ask for labels: .none")
    try folder.write([], as: "dogs/readme.txt")
    #expect(
      message { _ = try ImageFolder(path) }
        == "\(path): there is no file in it that ends in .jpeg, .jpg, .png, .bmp or .gif")
    #expect(
      message { _ = try ImageFolder(path, classNames: ["dogs", "cats"]) }
        == "\(path): there is no folder 'cats'; it holds 'dogs'")
    #expect(
      message { _ = try ImageFolder(path, classNames: ["dogs", "dogs"]) }
        == "classNames: 'dogs' is given twice")
    #expect(
      message { _ = try ImageFolder(path, labels: .binary) }
        == "\(path): binary labels need two classes; it holds 'dogs': choose two by classNames, or ask "
        + "for labels: .int")
    #expect(
      message { _ = try ImageFolder(path + "/none") } == "\(path)/none: there is no such folder")
    #expect(
      message { _ = try ImageFolder(path + "/a.png") }
        == "\(path)/a.png: it is a file; wanted a folder")
    #expect(
      message { _ = try ImageFolder("a\0b") }
        == "a\\0b: no folder's name can have a NUL in it, here written \\0")
    #expect(
      message { _ = try ImageFolder(path, labels: .none, classNames: ["dogs"]) }
        == "classNames: found names; wanted none where there are no labels")
  }

  @Test func argumentsThatCannotBeMeantSayWhatIsWanted() throws {
    let pictures = try PictureFolder.shapes(3)
    let path = pictures.path
    #expect(
      message { _ = try ImageFolder(path, size: (-1, 4)) }
        == "size: found (-1, 4); wanted a height and a width in 1...65500")
    #expect(
      message { _ = try ImageFolder(path, cropToAspectRatio: true, padToAspectRatio: true) }
        == "cropToAspectRatio, padToAspectRatio: found both; wanted one of them")
    #expect(
      message { _ = try ImageFolder(path, validationSplit: 0.5) }
        == "subset: found none; wanted validationSplit and subset together, or split(validation:) for "
        + "both parts")
    #expect(
      message { _ = try ImageFolder(path).split(validation: .nan) }
        == "validationSplit: found nan; wanted a fraction between 0 and 1, both excluded")
    #expect(
      message { _ = try ImageFolder(path).split(validation: 0.1) }
        == "a validation split of 0.1 leaves none of 3 images for validation; give another fraction, or "
        + "more images")
    #expect(
      message { _ = try ImageFolder(path).batches(of: 0) } == "batchSize: found 0; wanted 1 or more"
    )
    #expect(
      message { _ = try ImageFolder(path).batches(threads: 1000) }
        == "threads: found 1000; wanted 1...256")
    #expect(
      message { _ = try ImageFolder(path, maximumPixels: 0) }
        == "maximumPixels: found 0; wanted 1 or more")
  }
}
