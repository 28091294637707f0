import AssayCore

/// Gives out places in one block of memory, using again what is no longer needed.
struct Arena {
  /// Cache lines, and AVX-512 registers.
  static let alignment = 64

  private var free: [Range<Int>] = []
  /// The bytes needed so far.
  private(set) var byteCount = 0

  /// The offset of `bytes` bytes: the first gap that is large enough, or the end.
  mutating func take(_ bytes: Int) -> Range<Int> {
    let size = (max(bytes, 1) + Arena.alignment - 1) / Arena.alignment * Arena.alignment
    if let index = free.firstIndex(where: { $0.count >= size }) {
      let place = free[index].lowerBound..<free[index].lowerBound + size
      free[index] = place.upperBound..<free[index].upperBound
      if free[index].isEmpty { free.remove(at: index) }
      return place
    }
    if let last = free.last, last.upperBound == byteCount {
      free.removeLast()
      byteCount = last.lowerBound
    }
    byteCount += size
    return byteCount - size..<byteCount
  }

  /// Gives a place back.
  mutating func release(_ place: Range<Int>) {
    let index = free.firstIndex { $0.lowerBound > place.lowerBound } ?? free.count
    free.insert(place, at: index)
    if index + 1 < free.count, free[index].upperBound == free[index + 1].lowerBound {
      free[index] = free[index].lowerBound..<free[index + 1].upperBound
      free.remove(at: index + 1)
    }
    if index > 0, free[index - 1].upperBound == free[index].lowerBound {
      free[index - 1] = free[index - 1].lowerBound..<free[index].upperBound
      free.remove(at: index)
    }
  }
}
