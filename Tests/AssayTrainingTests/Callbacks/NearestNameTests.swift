import AssayTraining
import Testing

struct NearestNameTests {
  @Test(arguments: [
    ("val_acc", "val_accuracy"), ("los", "loss"), ("Loss", "loss"), ("lsos", nil),
    ("val_lose", "val_loss"), ("auc_1", "auc"), ("accurracy", "accuracy"), ("mean", nil), ("", nil),
  ])
  func findsWhatWasProbablyMeant(name: String, meant: String?) {
    let names = ["loss", "val_loss", "accuracy", "val_accuracy", "auc"]
    #expect(nearestName(to: name, in: names) == meant)
  }

  @Test func isNilWithoutNames() { #expect(nearestName(to: "loss", in: []) == nil) }
}
