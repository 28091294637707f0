import Foundation

/// The images that threads prepare ahead of the one who takes them, in the order of the files.
///
/// Image `i` lies in slot `i mod capacity`, and is begun only when that slot has been emptied, so that
/// memory is bounded however slow the taker is.
final class ImageRing: @unchecked Sendable {
  private let files: [String]
  private let form: ImageForm
  private let capacity: Int
  private let memory: UnsafeMutablePointer<Float>
  // What follows is read and written under the condition's lock.
  private let condition = NSCondition()
  private var results: [Result<Void, any Error>?]
  private var next = 0
  private var taken = 0
  private var isStopped = false

  /// - Throws: ``ImageError/noMemory(file:width:height:)``.
  init(_ files: [String], as form: ImageForm, capacity: Int) throws {
    self.files = files
    self.form = form
    self.capacity = min(capacity, files.count)
    results = Array(repeating: nil, count: self.capacity)
    let (count, overflow) = form.elements.multipliedReportingOverflow(by: self.capacity)
    guard !overflow, count < Int.max / 8,
      let memory = malloc(max(count, 1) * MemoryLayout<Float>.stride)
    else {
      throw ImageError.noMemory(
        file: "\(self.capacity) images ahead", width: form.width, height: form.height)
    }
    self.memory = memory.bindMemory(to: Float.self, capacity: count)
  }

  deinit { free(memory) }

  /// Prepares images until there are no more or nobody wants any; what each thread runs.
  func prepare() {
    let decoder = ImageDecoder()
    while let index = claim() {
      let result = Result {
        try decoder.read(files[index], as: form, into: slot(index))
      }
      condition.withLock {
        results[index % capacity] = result
        condition.broadcast()
      }
    }
  }

  /// The next image to prepare; waits until there is room for it.
  private func claim() -> Int? {
    condition.withLock {
      while !isStopped, next < files.count, next - taken >= capacity { condition.wait() }
      guard !isStopped, next < files.count else { return nil }
      next += 1
      return next - 1
    }
  }

  private func slot(_ index: Int) -> UnsafeMutablePointer<Float> {
    memory + index % capacity * form.elements
  }

  /// Copies the next image; waits until it is there.
  ///
  /// - Throws: what reading it threw; the image is then behind, as one that was copied.
  func take(into target: UnsafeMutablePointer<Float>) throws {
    let index = taken
    let result: Result<Void, any Error> = condition.withLock {
      while true {
        if let result = results[index % capacity] { return result }
        condition.wait()
      }
    }
    if case .success = result { target.update(from: slot(index), count: form.elements) }
    condition.withLock {
      results[index % capacity] = nil
      taken += 1
      condition.broadcast()
    }
    try result.get()
  }

  /// Lets the threads end after the image that each is at.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }
}
