import AssayCore
import AssayData
import AssayTraining
import Foundation
import Testing

@Suite("Weights in safetensors")
struct SafetensorsTests {
  private let golden: SavedGolden
  private let model: Model

  init() throws {
    golden = try SavedGolden("sequential_dense")
    model = try Model.load(golden.path(".keras"), compile: false)
    try model.setWeights(model.weights.map { Tensor(zeros: $0.shape) })
  }

  @Test func thoseOfTheirOwnLibraryAreLoaded() throws {
    try model.loadWeights(from: golden.path(".safetensors"))
    try golden.expectSame(model)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try model.loadWeights(from: golden.path(".safetensors"))
    let folder = try Written("safetensors")
    defer { folder.remove() }
    let path = folder.path + "/sequential_dense.safetensors"
    try model.saveWeights(to: path)
    let other = try Model.load(golden.path(".keras"), compile: false)
    try other.setWeights(other.weights.map { Tensor(zeros: $0.shape) })
    try other.loadWeights(from: path)
    try golden.expectSame(other)
  }

  @Test func arraysOfAnotherModelAreRefused() throws {
    let other = try Model.load(SavedGolden("learned_sizes").path(".keras"), compile: false)
    let before = other.weights.map(\.doubles)
    #expect(throws: (any Error).self) {
      try other.loadWeights(from: golden.path(".safetensors"))
    }
    #expect(other.weights.map(\.doubles) == before)
  }
}
