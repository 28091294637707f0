import AssayData
import AssayTraining
import Testing

@Suite struct TempTests {
  @Test(arguments: 0..<15) func cut(i: Int) throws {
    let n = "/tmp/h/s/im_" + (i < 10 ? "0" : "") + "\(i)"
    let m = try Model.load(n + ".keras")
    let z = try NPZ.read(n + ".npz")
    let p = try m.predict(z["x"]!)
    let w = zip(p.doubles, z["p"]!.doubles).map { abs($0 - $1) }.max()!
    #expect(w < 1e-5, "\(i) \(m.summary())")
  }
}
