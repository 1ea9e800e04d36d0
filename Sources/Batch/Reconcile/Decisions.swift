import LedgerCore
import LedgerStore

/// A person's word on an exception: it stays in the list as accepted, with the reason, for ever.
///
/// Decisions are archived like every other input, so that a ledger made again has them too.
package struct Decision: Sendable, Equatable {
  package let exceptionID: String
  package let reason: String

  package init(exceptionID: String, reason: String) {
    self.exceptionID = exceptionID
    self.reason = reason
  }

  /// The archived form: the id, a line feed, the reason.
  var bytes: [UInt8] { Array("\(exceptionID)\n\(reason)".utf8) }

  init?(bytes: [UInt8]) {
    let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    exceptionID = String(decoding: parts[0], as: UTF8.self)
    reason = String(decoding: parts[1], as: UTF8.self)
  }
}

extension Books {
  /// Accepts an open exception; refuses an id that is not in the list.
  package func accept(_ decision: Decision) throws(BatchError) {
    guard !decision.reason.isEmpty, decision.reason.utf8.count <= 2000 else {
      throw BatchError("--reason: say in a sentence why the exception is accepted", kind: .usage)
    }
    try update()
    let isKnown = try storing { () throws(StoreError) in
      try ledger.hasException(decision.exceptionID)
    }
    guard isKnown else {
      throw BatchError(
        "there is no exception \(decision.exceptionID); see acorn report exceptions", kind: .usage)
    }
    try storing { () throws(StoreError) in
      let stored = try archive.store(bytes: decision.bytes)
      try archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .decision,
          source: decision.exceptionID, store: "", receivedAt: context.now.seconds)
      ])
    }
    try update()
  }
}

/// Takes archived decisions into the ledger.
struct DecisionIntake {
  let archive: Archive

  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) {
    for delivery in deliveries where delivery.kind == .decision {
      let path = archive.path(of: delivery.sha256)
      guard let decision = contents(ofFile: path).flatMap({ Decision(bytes: $0) }) else {
        throw BatchError(
          "\(path): the decision about \(delivery.source) cannot be read;"
            + " run acorn archive verify", kind: .storage)
      }
      try storing { () throws(StoreError) in
        try ledger.append(
          decision: decision.exceptionID, reason: decision.reason, sha256: delivery.sha256,
          at: Instant(seconds: delivery.receivedAt))
      }
    }
  }
}
