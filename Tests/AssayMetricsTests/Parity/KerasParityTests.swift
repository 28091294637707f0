import AssayCore
import AssayMetrics
import Testing

/// 200 random calls of each metric of Keras's and 372 at the edges, answered by Assay's own metric of that name: the same
/// figure, or a reason that has a name.
struct KerasParityTests {
  @Test func everyCallAgreesOrHasItsReason() throws {
    var agreed: [String: Int] = [:]
    var disagreed: [KerasDisagreement: Int] = [:]
    let calls = try KerasCall.random() + KerasCall.edges()
    #expect(calls.count == 9000 + 31 * 12)
    var unexplained: [String] = []
    for (place, call) in calls.enumerated() {
      let answer = try call.answer()
      if call.agrees(answer) {
        agreed[call.className, default: 0] += 1
      } else if let reason = try KerasDisagreement.allCases.first(where: {
        try $0.explains(answer, to: call)
      }) {
        disagreed[reason, default: 0] += 1
      } else {
        unexplained.append("call \(place), \(call.className): \(answer), Keras \(call.wanted)")
      }
    }
    #expect(unexplained == [])
    #expect(agreed.count == 45)
    #expect(
      agreed.values.reduce(0, +) + disagreed.values.reduce(0, +) + unexplained.count == calls.count)
    // As the guide has it, so that a reason that no longer occurs does not stay.
    let guide = try ParityGuide.numbers()
    for reason in KerasDisagreement.allCases {
      let count = disagreed[reason, default: 0]
      #expect(count > 0 && guide[reason.rawValue] == count, "\(reason): \(count)")
    }
    #expect(agreed.values.reduce(0, +) == 8145)
  }
}
