import AssayCore

extension HostileConfigTests {
  /// Paths and addresses, CVE-2025-12058.
  static let paths: [Attack] = [
    Attack(
      "a vocabulary at a path",
      "FILE:config.json, layer 'x' (StringLookup): found a layer of class "
        + "StringLookup; wanted a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "StringLookup",
          "config": ["name": "x", "vocabulary": "/etc/passwd"],
        ])
    },
    Attack(
      "a vocabulary at an address",
      "FILE:config.json, layer 'x' (TextVectorization): found a layer of class "
        + "TextVectorization; wanted a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "TextVectorization",
          "config": ["name": "x", "vocabulary": "http://169.254.169.254/latest"],
        ])
    },
    Attack(
      "weights at a path",
      "FILE:config.json, layer 'dense' (Dense): found weights = "
        + "\"/etc/passwd\"; wanted arguments of Dense that Assay knows"
    ) {
      try HostileFile().changing(1, "config/weights", to: "/etc/passwd")
    },
    Attack(
      "an initializer of a file",
      "FILE:config.json, layer 'dense' (Dense): found kernel_initializer = "
        + "\"file:///etc/passwd\"; wanted one of …"
    ) {
      try HostileFile().changing(1, "config/kernel_initializer", to: "file:///etc/passwd")
    },
    Attack(
      "a mean at a path",
      "FILE:config.json, layer 'n' (Normalization): found mean = "
        + "\"/etc/passwd\"; wanted numbers"
    ) {
      try HostileFile(
        layers: [
          [
            "class_name": "Normalization", "config": ["name": "n", "mean": "/etc/passwd"],
          ]
        ], input: [nil, 3])
    },
  ]
}
