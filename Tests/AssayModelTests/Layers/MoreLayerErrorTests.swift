import AssayCore
import AssayModel
import Testing

/// What layers say of inputs and arguments that they cannot take.
struct MoreLayerErrorTests {
  private static let images = "images [batch, height, width, channels]"

  private static let mistakes: [(@Sendable () -> Symbol, String)] = [
    ({ Subtract()(Input(2)) }, "Subtract \"subtract\": got 1 inputs; wanted two inputs"),
    (
      { Subtract()(Input(2), Input(2), Input(2)) },
      "Subtract \"subtract\": got 3 inputs; wanted two inputs"
    ),
    (
      { Multiply()(Input(2), Input(3)) },
      "Multiply \"multiply\": got [batch, 2] and [batch, 3]; wanted two shapes that are alike but for "
        + "sizes of 1, aligned from the right"
    ),
    (
      { Concatenate(axis: 1)(Input(2, 3), Input(2, 4)) },
      "Concatenate \"concatenate\": got [batch, 2, 3] and [batch, 2, 4]; wanted shapes that are alike "
        + "but for axis 1"
    ),
    (
      { Concatenate(axis: 0)(Input(2), Input(2)) },
      "Concatenate \"concatenate\": got axis 0 of [batch, 2]; wanted an axis other than that of the "
        + "batch"
    ),
    (
      { Concatenate(axis: 3)(Input(2), Input(2)) },
      "Concatenate \"concatenate\": got axis 3 of [batch, 2]; wanted an axis from -2 to 1"
    ),
    (
      { Dot(axes: 1)(Input(2), Input(3)) },
      "Dot \"dot\": got [batch, 2] and [batch, 3] with axes 1 and 1; wanted one axis of each, of equal "
        + "sizes, other than that of the batch"
    ),
    (
      { Permute(1, 1)(Input(2, 3)) },
      "Permute \"permute\": got [batch, 2, 3] with dims [1, 1]; wanted each axis of a sample once, "
        + "counted from 1"
    ),
    (
      { RepeatVector(0)(Input(2)) },
      "RepeatVector \"repeat_vector\": n is 0; wanted 1 or more"
    ),
    (
      { RepeatVector(2)(Input(2, 3)) },
      "RepeatVector \"repeat_vector\": got [batch, 2, 3]; wanted [batch, features]"
    ),
    (
      { LayerNormalization(axis: 3)(Input(2)) },
      "LayerNormalization \"layer_normalization\": got [batch, 2] with axis 3; wanted axes that the "
        + "input has, each once, other than that of the batch"
    ),
    (
      { GroupNormalization(groups: 4)(Input(6)) },
      "GroupNormalization \"group_normalization\": got [batch, 6] with 6 channels along axis 1; wanted "
        + "a number of channels that 4 groups divide evenly"
    ),
    (
      { GroupNormalization(groups: 0)(Input(6)) },
      "GroupNormalization \"group_normalization\": groups is 0; wanted 1 or more, or -1 for a group of "
        + "each channel"
    ),
    (
      { MultiHeadAttention(numHeads: 2, keyDim: 3)(Input(2, 3)) },
      "MultiHeadAttention \"multi_head_attention\": got 1 inputs; wanted query and value, and perhaps "
        + "key and attention mask"
    ),
    (
      { MultiHeadAttention(numHeads: 0, keyDim: 3)(Input(2, 3), Input(2, 3)) },
      "MultiHeadAttention \"multi_head_attention\": 0 heads, keys of 3, values of 3; wanted sizes of 1 "
        + "or more"
    ),
    (
      { MultiHeadAttention(numHeads: 1, keyDim: 3)(Input(2, 3), Input(4, 3), Input(5, 3)) },
      "MultiHeadAttention \"multi_head_attention\": got a value [batch, 4, 3] and a key [batch, 5, 3]; "
        + "wanted value and key of as many steps"
    ),
    (
      { Attention()(Input(2, 3), Input(4, 5)) },
      "Attention \"attention\": got [batch, 2, 3] and [batch, 4, 5]; wanted a query [batch, t, features]"
        + ", a value [batch, s, …] and a key of as many steps as the value and features as the query"
    ),
    (
      { GaussianNoise(2)(Input(2)) },
      "GaussianNoise \"gaussian_noise\": stddev is 2.0; wanted a number in 0...1"
    ),
    (
      { AlphaDropout(1)(Input(2)) },
      "AlphaDropout \"alpha_dropout\": rate is 1.0; wanted a rate in 0..<1"
    ),
    (
      { Dropout(0.5, noiseShape: [nil, 3])(Input(2)) },
      "Dropout \"dropout\": noiseShape is [nil, 3]; wanted for each axis of [batch, 2] its size, nil or "
        + "1"
    ),
    (
      { SpatialDropout1D(0.5)(Input(2)) },
      "SpatialDropout1D \"spatial_dropout1d\": got [batch, 2]; wanted [batch, steps, channels]"
    ),
    (
      { Rescaling([1, 2])(Input(3)) },
      "Rescaling \"rescaling\": 2 scales and 1 offsets for [batch, 3]; wanted one of each, or one for "
        + "each element of the last axis"
    ),
    (
      { Normalization(mean: [1])(Input(3)) },
      "Normalization \"normalization\": a mean of 1 and a variance of 0 numbers; wanted both, of 1 or 3 "
        + "numbers"
    ),
    (
      { Normalization(axis: 0)(Input(3)) },
      "Normalization \"normalization\": got [batch, 3] with axis [0]; wanted axes that the input has, "
        + "each once, other than that of the batch"
    ),
    (
      { CategoryEncoding(0)(Input(3, dtype: .int32)) },
      "CategoryEncoding \"category_encoding\": 0 tokens as multi_hot; wanted 1 or more, as one_hot, "
        + "multi_hot or count"
    ),
    (
      { Discretization([1, 0])(Input(3)) },
      "Discretization \"discretization\": bin boundaries [1.0, 0.0] for [batch, 3]; wanted one or more, "
        + "each above the one before it, and at most 7 axes"
    ),
    (
      { Resizing(height: 0, width: 2)(Input(3, 3, 1)) },
      "Resizing \"resizing\": a height of 0 and a width of 2; wanted sizes of 1 or more, below 16777216"
    ),
    (
      { CenterCrop(height: 2, width: 2)(Input(3, 3)) },
      "CenterCrop \"center_crop\": got [batch, 3, 3]; wanted \(images)"
    ),
    (
      { RandomRotation(2)(Input(3, 3, 1)) },
      "RandomRotation \"random_rotation\": factor is -2.0...2.0; wanted a range within -1.0...1.0"
    ),
    (
      { RandomBrightness(.nan)(Input(3, 3, 1)) },
      "RandomBrightness \"random_brightness\": factor is -inf...inf; wanted a range within -1.0...1.0"
    ),
    (
      { RandomFlip()(Input(3)) }, "RandomFlip \"random_flip\": got [batch, 3]; wanted \(images)"
    ),
    (
      { RandomContrast(2)(Input(3, 3, 1)) },
      "RandomContrast \"random_contrast\": factor is 0.0 to 2.0; wanted two numbers in 0...1"
    ),
    (
      { Lambda("half", inputs: 2) { $0[0] }(Input(3)) },
      "Lambda \"half\": got 1 inputs; wanted 2 inputs"
    ),
    (
      { Lambda { $0.sliced(axis: 1, 2..<9) }(Input(3)) },
      "Lambda \"lambda\": the range 2..<9 of axis 1 of [batch, 3]; wanted a range within 0..<3 that is "
        + "not empty"
    ),
    (
      { Lambda { $0.transposed(to: [0, 0]) }(Input(3)) },
      "Lambda \"lambda\": got the order [0, 0] for [batch, 3]; wanted each of the axes 0..<2 once"
    ),
    (
      { PReLU(sharedAxes: [2])(Input(3)) },
      "PReLU \"p_re_lu\": got [batch, 3]; wanted shared axes that a sample has, counted from 1; [2] were "
        + "given"
    ),
    (
      { Softmax(axis: 0)(Input(3)) },
      "Softmax \"softmax\": got [batch, 3] with axis 0; wanted axes that the input has, each once, other "
        + "than that of the batch"
    ),
  ]

  @Test(arguments: mistakes.indices) func saysWhatWasWanted(index: Int) {
    let (build, text) = Self.mistakes[index]
    #expect(build().error?.description == text)
  }

  @Test func adaptingSaysWhatDoesNotFit() throws {
    let layer = Normalization()
    #expect(
      #expect(throws: ModelError.self) { try layer.adapt([Tensor]()) }?.description
        == "Normalization.adapt: no data; wanted one sample or more")
    #expect(
      #expect(throws: ModelError.self) { try layer.adapt(Tensor([1, 2] as [Float])) }?.description
        == "Normalization.adapt: got data [2] with axis [-1]; wanted axes that the data has, each once, "
        + "other than the first")
    try layer.adapt(Tensor([[1, 2], [3, 4]] as [[Float]]))
    #expect(
      layer(Input(3)).error?.description
        == "Normalization \"normalization\": got [batch, 3] with [3] along axis [-1]; wanted [2], as in "
        + "the data that was adapted to")
    let given = Normalization(mean: [1], variance: [1])
    #expect(
      #expect(throws: ModelError.self) { try given.adapt(Tensor([[1]] as [[Float]])) }?.description
        == "Normalization.adapt: a layer with a given mean and variance; wanted a layer that is made "
        + "without them")
  }
}
