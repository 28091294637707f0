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

// The package manager has programs begin here, and libFuzzer's own beginning is not linked then.
@_cdecl("assay_fuzz_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { fuzzerTestOneInput($0, $1) }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
