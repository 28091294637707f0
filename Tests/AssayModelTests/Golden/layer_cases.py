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

TABLES = {"merging": MERGING, "normalization": NORMALIZATION,
          "attention": ATTENTION[:12], "attention_masks": ATTENTION[12:]}
