import Foundation
import SwiftProtobuf

/// The records of one run for the HParams panel.
package enum HParamSession {
  /// The run begins, with these settings.
  package static func start(
    _ settings: [String: HParam], at time: Date = Date()
  ) throws -> ProtoSummary.Value {
    var data = ProtoHParamsPluginData()
    data.sessionStartInfo.hparams = settings.mapValues {
      switch $0 {
      case .number(let number): Google_Protobuf_Value(numberValue: number)
      case .text(let text): Google_Protobuf_Value(stringValue: text)
      case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
      }
    }
    data.sessionStartInfo.startTimeSecs = time.timeIntervalSince1970
    return try .hyperparameters("_hparams_/session_start_info", data)
  }

  /// The run has ended well.
  package static func end(at time: Date = Date()) throws -> ProtoSummary.Value {
    var data = ProtoHParamsPluginData()
    data.sessionEndInfo.status = .success
    data.sessionEndInfo.endTimeSecs = time.timeIntervalSince1970
    return try .hyperparameters("_hparams_/session_end_info", data)
  }
}
