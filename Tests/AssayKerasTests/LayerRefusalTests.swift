import AssayCore
import AssayKeras
import AssayModel
import Testing

/// What Assay does not do is refused by the layer's name and the argument's.
struct LayerRefusalTests {
  private static func message(_ className: String, _ config: JSON) -> String {
    do {
      guard case .object(let members) = config else { return "" }
      _ = try KerasLayers.read(
        KerasObject(
          module: nil, className: className, config: .object([.init("name", "x")] + members)))
      return "no error"
    } catch { return "\(error)" }
  }

  @Test(
    arguments: [
      (
        "Conv2D", ["filters": 2, "kernel_size": 3, "data_format": "channels_first"],
        "data_format = \"channels_first\"; wanted \"channels_last\""
      ),
      (
        "Conv2D", ["filters": 2, "kernel_size": 3, "padding": "causal"],
        "padding = \"causal\"; wanted one of \"valid\", \"same\""
      ),
      (
        "Conv2D", ["filters": 2, "kernel_size": [3, 0]],
        "kernel_size = [3, 0]; wanted 2 whole numbers in 1...1048576"
      ),
      ("Conv2D", ["kernel_size": 3], "no filters; wanted a whole number in 1...2147483647"),
      ("SeparableConv2D", ["filters": 2, "kernel_size": 3, "groups": 2], "groups = 2; wanted 1"),
      (
        "Conv2D", ["filters": 2, "kernel_size": 3, "is_new": true],
        "is_new = true; wanted arguments of Conv2D that Assay knows"
      ),
      ("BatchNormalization", ["renorm": true], "renorm = true; wanted false"),
      ("BatchNormalization", ["virtual_batch_size": 2], "virtual_batch_size = 2; wanted null"),
      ("BatchNormalization", ["momentum": 2], "momentum = 2; wanted a number in 0.0...1.0"),
      (
        "LayerNormalization", ["rms_scaling": true],
        "rms_scaling = true; wanted false: RMSNormalization does it"
      ),
      (
        "Normalization", ["mean": 1],
        "no variance; wanted mean and variance, or neither"
      ),
      (
        "Resizing", ["height": 2, "width": 2, "antialias": true], "antialias = true; wanted false"
      ),
      ("CategoryEncoding", ["num_tokens": 2, "sparse": true], "sparse = true; wanted false"),
      (
        "Discretization", ["num_bins": 4],
        "no bin_boundaries; wanted one or more: adapt() the layer before it is saved"
      ),
      ("LSTM", ["units": 2, "time_major": true], "time_major = true; wanted false"),
      (
        "LSTM", ["units": 2, "zero_output_for_mask": true],
        "zero_output_for_mask = true; wanted false, where only the last output is given"
      ),
      ("LSTM", ["units": 2, "dropout": 1], "dropout = 1; wanted a rate in 0..<1"),
      ("Dropout", ["rate": .number(.nan)], "rate = NaN; wanted a finite number"),
      ("Dropout", [:], "no rate; wanted a rate in 0..<1"),
      (
        "Dense", ["units": 2, "dtype": "mixed_float16"],
        "dtype = \"mixed_float16\"; wanted float32: models compute in it"
      ),
      (
        "Dense", ["units": 2, "quantization_config": ["mode": "int8"]],
        "quantization_config = {\"mode\": \"int8\"}; wanted null"
      ),
      (
        "Bidirectional", ["layer": ["class_name": "Dense", "config": ["units": 2]]],
        "layer = \"Dense\"; wanted an LSTM, a GRU or a SimpleRNN"
      ),
      ("TimeDistributed", [:], "no layer; wanted a layer"),
    ] as [(String, JSON, String)])
  func argumentsThatAssayLacks(_ className: String, _ config: JSON, _ rest: String) {
    #expect(
      LayerRefusalTests.message(className, config) == "layer 'x' (\(className)): found \(rest)")
  }

  @Test func classesThatAreCode() {
    #expect(
      LayerRefusalTests.message("Lambda", [:])
        == "layer 'x' (Lambda): found a layer of class Lambda; wanted layers without code: Assay runs "
        + "none from a file; write it as a layer in Swift")
    #expect(
      LayerRefusalTests.message("RNN", ["cell": ["class_name": "LSTMCell", "config": [:]]])
        .hasPrefix("layer 'x' (RNN): found a layer of class RNN; wanted a layer that Assay has: "))
  }

  @Test func layersInsideOfLayersHaveAnEnd() {
    var layer: JSON = ["class_name": "Dense", "config": ["units": 2]]
    for _ in 0..<3 { layer = ["class_name": "TimeDistributed", "config": ["layer": layer]] }
    #expect(LayerRefusalTests.message("TimeDistributed", ["layer": layer]) == "no error")
    for _ in 0..<50 { layer = ["class_name": "TimeDistributed", "config": ["layer": layer]] }
    #expect(
      LayerRefusalTests.message("TimeDistributed", ["layer": layer])
        == "layer 'x' (TimeDistributed), layer: found layers inside of each other, more than 4 deep; "
        + "wanted fewer")
  }

  @Test func layersThatKerasLacks() {
    do {
      _ = try KerasLayers.write(Lambda { $0 }, name: "mine")
      Issue.record("a function was written")
    } catch {
      #expect(
        "\(error)"
          == "layer 'mine': found the class Lambda; wanted a layer that Keras has, for a file that "
          + "Keras opens")
    }
  }
}
