import AssayCore
import AssayData

/// A folder with one folder of images for each class.
///
///     let flowers = try ImageFolder("flowers", size: (160, 160))
///     flowers.classNames                       // ["daisy", "rose", "tulip"]
///     let (training, validation) = try flowers.split(validation: 0.2)
///     try model.fit(BatchSequence(training, batchSize: 32), epochs: 10,
///       validation: .batches(BatchSequence(validation, batchSize: 32)))
///
/// Making one lists the files and reads none. The classes are the folders in it, in the order of their
/// names' code points, without those that begin with a dot; an image belongs to the class in whose folder
/// it lies, at any depth. Images beside the class folders belong to none and are left out, as in Keras.
///
/// Files are listed by their names' ends, `.jpeg`, `.jpg`, `.png`, `.bmp` and `.gif` in any case, and read by
/// their content: JPEG and PNG. BMP and GIF, which Keras reads too, are treated as corrupt files are,
/// since only so are files and classes counted alike.
///
/// - Shape: images `[batch, height, width, channels]` float32, unit 1/255 of full brightness; labels as
///   ``ImageLabels`` says.
/// - Source: `keras.utils.image_dataset_from_directory`: its order, its indices, and for one seed its
///   files for training and validation.
public struct ImageFolder: Sendable {
  /// The folder.
  public let folder: String
  /// The classes by index; none where there are no labels.
  public let classNames: [String]
  /// The form of the labels.
  public let labels: ImageLabels
  /// The files in the order in which they are read where no epoch shuffles them.
  public private(set) var files: [String]
  /// The class of each file; none where there are no labels.
  public private(set) var classIndices: [Int]
  /// Whether each epoch has an order of its own.
  public let shuffle: Bool
  /// What the orders are drawn from.
  public let seed: UInt32
  /// What becomes of a file that cannot be read.
  public let onCorrupt: CorruptFiles

  let form: ImageForm
  let log = SkippedImages()

  /// Lists the files of a folder.
  ///
  /// - Parameters:
  ///   - size: the height and width that every image is brought to.
  ///   - classNames: the folders that are classes, by index; all of them by name where it is `nil`.
  ///   - cropToAspectRatio: cuts off what is too high or too wide, rather than to distort.
  ///   - padToAspectRatio: puts black beside what is too low or too narrow, rather than to distort.
  ///   - validationSplit: the fraction of the images, the last ones after shuffling, that are for
  ///     validation; needs `subset`.
  ///   - subset: which part is taken.
  ///   - shuffle: whether the files are shuffled, once here and again for each epoch.
  ///   - onCorrupt: whether a file that cannot be read ends the pass or is passed over.
  ///   - maximumPixels: files that claim more are not read.
  /// - Throws: ``ImageError``.
  public init(
    _ folder: String, size: (height: Int, width: Int) = (256, 256), labels: ImageLabels = .int,
    classNames: [String]? = nil, colorMode: ColorMode = .rgb,
    interpolation: Interpolation = .bilinear, cropToAspectRatio: Bool = false,
    padToAspectRatio: Bool = false, validationSplit: Double? = nil, subset: Subset? = nil,
    shuffle: Bool = true, seed: UInt32 = 0, onCorrupt: CorruptFiles = .fail,
    maximumPixels: Int = ImageFile.maximumPixels
  ) throws {
    form = try ImageForm(
      size: size, colorMode: colorMode, interpolation: interpolation, crop: cropToAspectRatio,
      pad: padToAspectRatio, maximumPixels: maximumPixels)
    let classes = try ImageFolder.classes(in: folder, labels: labels, chosen: classNames)
    var files: [String] = []
    var indices: [Int] = []
    if labels == .none {
      files = try FolderListing.allImages(below: folder)
    } else {
      for (index, name) in classes.enumerated() {
        let found = try FolderListing.allImages(below: folder + "/" + name)
        files += found
        indices += Array(repeating: index, count: found.count)
      }
    }
    guard !files.isEmpty else { throw ImageError.noImages(folder: folder) }
    if shuffle {
      let order = NumPyShuffle.order(count: files.count, seed: seed)
      files = order.map { files[$0] }
      if !indices.isEmpty { indices = order.map { indices[$0] } }
    }
    self.folder = folder
    self.classNames = classes
    self.labels = labels
    self.files = files
    classIndices = indices
    self.shuffle = shuffle
    self.seed = seed
    self.onCorrupt = onCorrupt
    guard (validationSplit == nil) == (subset == nil) else {
      throw ImageError.argument(
        validationSplit == nil ? "validationSplit" : "subset", found: "none",
        wanted: "validationSplit and subset together, or split(validation:) for both parts")
    }
    if let validationSplit, let subset {
      let (training, validation) = try split(validation: validationSplit)
      let part = subset == .training ? training : validation
      self.files = part.files
      self.classIndices = part.classIndices
    }
  }

  /// The number of images, whether they can be read or not.
  public var count: Int { files.count }

  /// The files that were passed over so far, by name; see ``CorruptFiles/skip``.
  ///
  /// Both parts of a split, and copies, share it.
  public var skipped: [SkippedImage] { log.images }

  /// The shape of one image.
  public var imageShape: Shape { [form.height, form.width, form.colorMode.channels] }

  /// The first images to train on and the last `⌊count · fraction⌋` to validate on.
  ///
  /// - Throws: ``ImageError/argument(_:found:wanted:)`` unless `0 < fraction < 1`,
  ///   ``ImageError/emptySplit(files:fraction:part:)`` if either part would be empty.
  public func split(
    validation fraction: Double
  ) throws -> (training: ImageFolder, validation: ImageFolder) {
    guard fraction > 0, fraction < 1 else {
      throw ImageError.argument(
        "validationSplit", found: "\(fraction)", wanted: "a fraction between 0 and 1, both excluded"
      )
    }
    let held = Int(fraction * Double(count))
    guard held > 0, held < count else {
      throw ImageError.emptySplit(
        files: count, fraction: fraction, part: held == 0 ? "validation" : "training")
    }
    return (part(0..<count - held), part(count - held..<count))
  }

  private func part(_ range: Range<Int>) -> ImageFolder {
    var part = self
    part.files = Array(files[range])
    part.classIndices = classIndices.isEmpty ? [] : Array(classIndices[range])
    return part
  }
}
