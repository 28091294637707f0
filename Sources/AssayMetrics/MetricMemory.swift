import AssayCore

/// Counts whose size is a matter of their configuration, and known before they are made.
protocol Sized {
  /// The bytes that counting takes.
  var byteCount: Int { get }
}

/// What metrics will take once they count, which files may ask any amount of.
///
///     var memory = MetricMemory()
///     try memory.add(MeanIoU(numClasses: 4096), key: "mean_io_u")   // 384 MiB
package struct MetricMemory {
  /// A metric is counted in training and in validation, and once more while a batch is counted.
  private static let copies = 3

  private let available: Int
  private var bytes = 0

  package init(available: Int = PhysicalMemory.byteCount) { self.available = available }

  /// - Throws: ``MetricError/memory(metric:bytes:available:)`` where all so far take more than there is.
  package mutating func add(_ metric: any Metric, key: String) throws {
    let all = bytes + MetricMemory.byteCount(of: metric) * MetricMemory.copies
    guard all <= available else {
      throw MetricError.memory(metric: key, bytes: all, available: available)
    }
    bytes = all
  }

  private static func byteCount(of metric: any Metric) -> Int {
    switch metric {
    case let metric as MetricOver: byteCount(of: metric.metric)
    case let metric as KerasMetric: metric.byteCount
    case let metric as any SharedPassMetric: (metric.counts as? any Sized)?.byteCount ?? 0
    default: 0
    }
  }

  /// - Throws: ``MetricError/memory(metric:bytes:available:)``, before that many bytes are allocated.
  static func check(_ sizes: Int..., metric: String) throws {
    let available = PhysicalMemory.byteCount
    var bytes = 1
    for size in sizes {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      bytes = overflow ? .max : product
    }
    guard bytes <= available else {
      throw MetricError.memory(metric: metric, bytes: bytes, available: available)
    }
  }
}

extension ClassTable: Sized {
  var byteCount: Int { cells.count * MemoryLayout<Int>.size }
}

extension ClassCounts: Sized {
  var byteCount: Int { table.byteCount }
}

extension KerasMetric: Sized {
  /// Where it is other than a few.
  var byteCount: Int { rule.cells * MemoryLayout<Double>.size }
}

extension ThresholdCounts: Sized {
  /// Two counts a bucket, and five lists of the thresholds.
  var byteCount: Int { max(columns, 1) * buckets * 16 + buckets * 40 }
}
