import AssayFuzzing
import Foundation

/// The format that `ASSAY_FUZZ` names.
private let format: FuzzedFormat = {
  let name = ProcessInfo.processInfo.environment["ASSAY_FUZZ"] ?? ""
  guard let format = FuzzedFormat(rawValue: name) else {
    print("ASSAY_FUZZ is '\(name)'; wanted one of \(FuzzedFormat.allCases.map(\.rawValue))")
    exit(2)
  }
  return format
}()

/// What libFuzzer calls for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // What the format refuses is as good as what it takes.
  try? format.read(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
