"""The table of layers that make_layers.py runs."""


def entry(name, inputs, **config):
    return {"class": name, "inputs": [list(shape) for shape in inputs], "config": config}


def with_(case, **more):
    return {**case, **more}


MASK = [[1, 1, 0], [1, 0, 0]]
OTHER = [[0, 1, 0], [1, 1, 1]]

MERGING = [
    *(entry(name, [[2, 3, 4], [2, 3, 4]])
      for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")),
    *(entry(name, [[2, 5], [2, 5], [2, 5]])
      for name in ("Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")),
    *(entry(name, [[2, 3, 4], [2, 1, 4]]) for name in ("Add", "Subtract", "Multiply", "Average", "Maximum")),
    *(entry(name, [[2, 3, 4], [2, 4]]) for name in ("Add", "Subtract", "Multiply", "Minimum")),
    entry("Add", [[2, 1], [2, 3, 4]]),
    *(with_(entry(name, [[2, 3, 4], [2, 3, 4]]), masks=[MASK, OTHER])
      for name in ("Add", "Subtract", "Average", "Concatenate")),
    with_(entry("Add", [[2, 3, 4], [2, 3, 4]]), masks=[MASK, None]),
    with_(entry("Concatenate", [[2, 3, 4], [2, 3, 4]]), masks=[MASK, None]),
    with_(entry("Concatenate", [[2, 3, 4], [2, 3, 4]], axis=1), masks=[MASK, OTHER]),
    with_(entry("Concatenate", [[2, 3, 4], [2, 3, 4]], axis=1), masks=[None, OTHER]),
    entry("Concatenate", [[2, 3, 4], [2, 5, 4]], axis=1),
    entry("Concatenate", [[2, 3, 4], [2, 3, 1]], axis=2),
    entry("Concatenate", [[2, 3, 4], [2, 5, 4]], axis=-2),
    entry("Concatenate", [[2, 2, 3, 2], [2, 2, 1, 2], [2, 2, 2, 2]], axis=2),
    entry("Dot", [[2, 5], [2, 5]], axes=1),
    entry("Dot", [[2, 5], [2, 5]], axes=-1, normalize=True),
    entry("Dot", [[2, 3, 5], [2, 10, 3]], axes=[1, 2]),
    entry("Dot", [[2, 3, 5], [2, 4, 5]], axes=2),
    entry("Dot", [[2, 3, 5], [2, 4, 5]], axes=-1, normalize=True),
    entry("Dot", [[2, 3, 5], [2, 3]], axes=1),
    entry("Dot", [[2, 5], [2, 4, 5]], axes=[1, 2]),
    entry("Dot", [[2, 2, 3, 4], [2, 3, 2]], axes=[2, 1]),
    entry("Dot", [[2, 3, 4], [2, 2, 3, 3]], axes=[1, 3], normalize=True),
    entry("Permute", [[2, 3, 4]], dims=[2, 1]),
    entry("Permute", [[2, 3, 4, 2]], dims=[3, 1, 2]),
    entry("Permute", [[2, 3, 4, 2]], dims=[3, 2, 1]),
    entry("Permute", [[2, 3, 4, 2]], dims=[1, 3, 2]),
    entry("Permute", [[2, 2, 3, 2, 2]], dims=[3, 1, 4, 2]),
    entry("RepeatVector", [[2, 3]], n=4),
]

NORMALIZATION = [
    entry("LayerNormalization", [[2, 5]]),
    entry("LayerNormalization", [[2, 3, 19]]),
    entry("LayerNormalization", [[2, 3, 4]], epsilon=0.1, center=False),
    entry("LayerNormalization", [[2, 3, 4]], scale=False),
    entry("LayerNormalization", [[2, 3, 4]], scale=False, center=False),
    entry("LayerNormalization", [[2, 3, 4]], axis=1),
    entry("LayerNormalization", [[2, 3, 4]], axis=[1, 2]),
    entry("LayerNormalization", [[2, 3, 4, 2]], axis=[1, 3]),
    entry("LayerNormalization", [[2, 3, 4, 2]], axis=-2),
    with_(entry("LayerNormalization", [[2, 3, 4]]), masks=[MASK]),
    entry("RMSNormalization", [[2, 5]]),
    entry("RMSNormalization", [[2, 3, 19]], epsilon=0.1),
    entry("RMSNormalization", [[2, 3, 4]], axis=[1, 2]),
    entry("UnitNormalization", [[2, 5]]),
    entry("UnitNormalization", [[2, 3, 4]], axis=1),
    entry("UnitNormalization", [[2, 3, 4]], axis=[1, 2]),
    entry("GroupNormalization", [[2, 3, 4]], groups=2),
    entry("GroupNormalization", [[2, 2, 3, 6]], groups=3, epsilon=0.01),
    entry("GroupNormalization", [[2, 2, 3, 6]], groups=-1),
    entry("GroupNormalization", [[2, 2, 3, 6]], groups=1, center=False),
    entry("GroupNormalization", [[2, 2, 3, 6]], groups=6, scale=False),
    entry("GroupNormalization", [[2, 6, 2, 3]], groups=2, axis=1),
    entry("GroupNormalization", [[2, 2, 6, 3]], groups=3, axis=2),
    entry("GroupNormalization", [[2, 8]], groups=4),
    entry("GroupNormalization", [[1, 2, 2, 70]], groups=5),
]

MHA = {"num_heads": 2, "key_dim": 3}
T3, S4 = [2, 3, 5], [2, 4, 6]
KEYS = [[1, 1, 1, 0], [0, 1, 0, 1]]
SCORES = {"return_attention_scores": True}
WHOLE = [[1, 1, 1], [1, 1, 1]]

ATTENTION = [
    entry("MultiHeadAttention", [T3, T3], **MHA),
    entry("MultiHeadAttention", [T3, S4], **MHA),
    with_(entry("MultiHeadAttention", [T3, S4, [2, 4, 7]], value_dim=4, **MHA), call=SCORES),
    entry("MultiHeadAttention", [T3, S4], use_bias=False, output_shape=7, **MHA),
    entry("MultiHeadAttention", [T3, S4], output_shape=[2, 3], **MHA),
    entry("MultiHeadAttention", [T3, S4], use_gate=True, **MHA),
    with_(entry("MultiHeadAttention", [T3, S4], use_gate=True, value_dim=2, **MHA), call=SCORES),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), masks=[None, KEYS], call=SCORES),
    entry("MultiHeadAttention", [[2, 2, 2, 5], [2, 3, 1, 5]], num_heads=1, key_dim=3),
    entry("MultiHeadAttention", [[2, 6, 5], [2, 6, 5]], sliding_window=2, **MHA),
    with_(entry("MultiHeadAttention", [T3, T3], **MHA), call={"use_causal_mask": True}),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), call={"use_causal_mask": True}),
    with_(entry("MultiHeadAttention", [[2, 6, 5], [2, 6, 5]], sliding_window=2, **MHA),
          call={"use_causal_mask": True}),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), masks=[MASK, KEYS]),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), masks=[None, KEYS]),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), masks=[MASK, None]),
    with_(entry("MultiHeadAttention", [T3, S4], **MHA), masks=[MASK, KEYS], call={"use_causal_mask": True}),
    with_(entry("MultiHeadAttention", [T3, S4, [2, 4, 7]], **MHA), masks=[None, None, KEYS]),
    with_(entry("MultiHeadAttention", [T3, S4, [2, 3, 4]], **MHA), order=["query", "value", "attention_mask"],
          contents=[(-2, 2), (-2, 2), (0, 0.015625)]),
    with_(entry("MultiHeadAttention", [T3, S4, [2, 1, 4]], **MHA), order=["query", "value", "attention_mask"],
          contents=[(-2, 2), (-2, 2), (0, 0.015625)], masks=[MASK, None, None]),
    entry("GroupQueryAttention", [T3, T3], head_dim=3, num_query_heads=4, num_key_value_heads=2),
    entry("GroupQueryAttention", [T3, S4], head_dim=3, num_query_heads=2, num_key_value_heads=1, use_gate=True),
    with_(entry("GroupQueryAttention", [T3, S4], head_dim=3, num_query_heads=2, num_key_value_heads=2),
          masks=[None, KEYS], call={"use_causal_mask": True}),
    entry("Attention", [[2, 3, 5], [2, 4, 5]]),
    entry("Attention", [[2, 3, 5], [2, 4, 6], [2, 4, 5]], use_scale=True),
    entry("Attention", [[2, 3, 5], [2, 4, 5]], score_mode="concat"),
    entry("Attention", [[2, 3, 5], [2, 4, 5]], score_mode="concat", use_scale=True),
    with_(entry("Attention", [[2, 3, 5], [2, 4, 5]]), masks=[MASK, KEYS]),
    with_(entry("Attention", [[2, 3, 5], [2, 3, 5]]), call={"use_causal_mask": True}),
    with_(entry("Attention", [[2, 3, 5], [2, 4, 5]]), masks=[None, [[1, 1, 1, 0], [1, 1, 0, 1]]],
          call={"use_causal_mask": True}),
    entry("AdditiveAttention", [[2, 3, 5], [2, 4, 5]]),
    entry("AdditiveAttention", [[2, 3, 5], [2, 4, 6], [2, 4, 5]], use_scale=False),
    with_(entry("AdditiveAttention", [[2, 3, 5], [2, 4, 5]]), masks=[MASK, KEYS]),
    with_(entry("AdditiveAttention", [[2, 3, 5], [2, 3, 5]]), masks=[None, WHOLE], call={"use_causal_mask": True}),
]

TRAINING = {"training": True}
IMAGES = [2, 5, 4, 2]
COLOURS = [(0, 4)]
DATA = [[1, 2, 3], [4, 8, 3], [7, -4, 3], [2, 0.5, 3]]
KINDS = [[0, 1, 3, 3], [4, 2, -1, 1]]


def turned(name, *factors, shape=IMAGES, **config):
    """At one factor, so that nothing is left to chance."""
    names = ["factor"] if len(factors) == 1 and name == "RandomRotation" else ["height_factor", "width_factor"]
    fixed = {key: [value, value] for key, value in zip(names, factors)}
    return with_(entry(name, [shape], **fixed, **config), call=TRAINING)


PREPARATION = [
    entry("Rescaling", [[2, 3]], scale=0.5, offset=-1.0),
    entry("Rescaling", [[2, 2, 3]], scale=[0.5, 2.0, 3.0], offset=[1.0, 0.0, -1.0]),
    with_(entry("Normalization", [[2, 3]]), adapt=DATA, keep_weights=True),
    with_(entry("Normalization", [[2, 3]], invert=True), adapt=DATA, keep_weights=True),
    with_(entry("Normalization", [[2, 3]], axis=None), adapt=DATA, keep_weights=True),
    with_(entry("Normalization", [[2, 2, 3]], axis=[1, 2]), adapt=[[[1, 2, 3], [4, 5, 9]], [[3, 2, 1], [0, 2, 4]]],
          keep_weights=True),
    with_(entry("Normalization", [[2, 2, 3]], axis=1), adapt=[[[1, 2, 3], [4, 5, 9]], [[3, 2, 1], [0, 2, 4]]],
          keep_weights=True),
    with_(entry("Normalization", [[2, 3]]), keep_weights=True),
    entry("Normalization", [[2, 3]], mean=[1.0, 2.0, 3.0], variance=[4.0, 0.25, 0.0]),
    entry("Normalization", [[2, 3]], mean=2.0, variance=4.0),
    *(with_(entry("CategoryEncoding", [[2, 4]], num_tokens=4, output_mode=mode), given=[(KINDS, "int32")])
      for mode in ("multi_hot", "one_hot", "count")),
    with_(entry("CategoryEncoding", [[3, 1]], num_tokens=3, output_mode="one_hot"), given=[([[0], [2], [1]], "int32")]),
    with_(entry("CategoryEncoding", [[2, 4], [2, 4]], num_tokens=4, output_mode="count"),
          given=[(KINDS, "int32"), ([[1, 2, 3, 0.5], [1, 1, 4, 2]], "float32")]),
    *(entry("Discretization", [[2, 3]], bin_boundaries=[-1.0, 0.0, 0.5], output_mode=mode)
      for mode in ("int", "one_hot", "multi_hot", "count")),
    with_(entry("Discretization", [[2, 3]], bin_boundaries=[0.0, 1.0]), given=[([[-0.5, 0, 0.5], [1, 1.5, 0]], "float32")]),
    entry("Resizing", [IMAGES], height=3, width=7),
    entry("Resizing", [IMAGES], height=10, width=4),
    entry("Resizing", [IMAGES], height=3, width=7, interpolation="nearest"),
    entry("Resizing", [IMAGES], height=7, width=6, interpolation="bicubic"),
    entry("Resizing", [IMAGES], height=4, width=4, crop_to_aspect_ratio=True),
    entry("Resizing", [IMAGES], height=3, width=6, pad_to_aspect_ratio=True, fill_value=0.5),
    entry("CenterCrop", [IMAGES], height=3, width=2),
    entry("CenterCrop", [IMAGES], height=2, width=3),
    entry("CenterCrop", [IMAGES], height=6, width=3),
]

IMAGE_CHANGES = [
    *(turned("RandomRotation", 0.1, fill_mode=fill, interpolation=how)
      for fill in ("constant", "nearest", "reflect", "wrap") for how in ("bilinear", "nearest")),
    turned("RandomRotation", -0.3, shape=[1, 3, 6, 1], fill_mode="constant", fill_value=0.5),
    turned("RandomRotation", 0.25, shape=[1, 3, 3, 1]),
    *(turned("RandomZoom", 0.4, -0.3, fill_mode=fill) for fill in ("constant", "nearest", "reflect", "wrap")),
    turned("RandomZoom", 0.5),
    turned("RandomZoom", -0.5, interpolation="nearest"),
    *(turned("RandomTranslation", 0.3, -0.6, fill_mode=fill) for fill in ("constant", "nearest", "reflect", "wrap")),
    turned("RandomTranslation", -0.2, 0.25, interpolation="nearest", fill_mode="constant", fill_value=2.0),
    turned("RandomTranslation", 1.0, -1.0),
    with_(entry("RandomBrightness", [IMAGES], factor=[0.3, 0.3], value_range=[0, 4]), call=TRAINING, contents=COLOURS),
    with_(entry("RandomBrightness", [IMAGES], factor=[-0.5, -0.5], value_range=[0, 4]), call=TRAINING,
          contents=COLOURS),
    with_(entry("RandomContrast", [IMAGES], factor=0.0, value_range=[1, 3]), call=TRAINING, contents=COLOURS),
    with_(turned("RandomRotation", 0.1), call={"training": False}),
]

ACTIVATIONS = [
    entry("PReLU", [[2, 5]]),
    entry("PReLU", [[2, 3, 4, 2]], shared_axes=[1, 2]),
    entry("PReLU", [[2, 3, 4]], shared_axes=[2]),
    entry("Softmax", [[2, 3, 4]]),
    entry("Softmax", [[2, 3, 4]], axis=1),
    entry("Softmax", [[2, 3, 4]], axis=[1, 2]),
    entry("Softmax", [[2, 3, 4, 2]], axis=[1, 3]),
    with_(entry("Softmax", [[2, 3, 4], [2, 3, 4]]), contents=[(-2, 2), (0, 1)]),
    with_(entry("Softmax", [[2, 3, 4], [2, 1, 4]]), contents=[(-2, 2), (0, 1)]),
    with_(entry("Softmax", [[2, 3, 4], [2, 3, 1]], axis=1), contents=[(-2, 2), (0, 1)]),
    entry("Identity", [[2, 3]]),
]

HISTORIES = [
    entry("LayerNormalization", [[4, 3, 6]]),
    entry("LayerNormalization", [[4, 3, 6]], axis=[1, 2]),
    entry("RMSNormalization", [[4, 6]]),
    entry("UnitNormalization", [[4, 6]]),
    entry("GroupNormalization", [[4, 3, 6]], groups=3),
    entry("MultiHeadAttention", [[4, 3, 6]], num_heads=2, key_dim=3),
    with_(entry("MultiHeadAttention", [[4, 3, 6]], num_heads=2, key_dim=3), call={"use_causal_mask": True}),
    entry("GroupQueryAttention", [[4, 3, 6]], head_dim=3, num_query_heads=2, num_key_value_heads=1),
    entry("Attention", [[4, 3, 6]], use_scale=True),
    entry("AdditiveAttention", [[4, 3, 6]]),
    entry("PReLU", [[4, 3, 6]], shared_axes=[1]),
    entry("Softmax", [[4, 3, 6]], axis=1),
    entry("Concatenate", [[4, 6]]),
    entry("Multiply", [[4, 6]]),
    entry("Dot", [[4, 3, 6]], axes=2),
]

TABLES = {"merging": MERGING, "normalization": NORMALIZATION,
          "attention": ATTENTION[:12], "attention_masks": ATTENTION[12:],
          "preparation": PREPARATION, "image_changes": IMAGE_CHANGES, "activations": ACTIVATIONS}
