import LedgerCore
import LedgerStore

/// A person's word on an exception: it stays in the list as accepted, with the reason, for ever.
///
/// Decisions are archived like every other input, so that a ledger made again has them too.
struct Decision: Equatable {
  let exceptionID: String
  let reason: String

  init(exceptionID: String, reason: String) {
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
  /// Accepts open exceptions, all or none of them; refuses an id that is not in the list.
  package func accept(_ ids: [String], reason: String) throws(BatchError) {
    guard !reason.isEmpty, reason.utf8.count <= 2000 else {
      throw BatchError(
        "--reason: say in a sentence why the exception is accepted", kind: .usage)
    }
    try update()
    for id in ids {
      let isKnown = try storing { () throws(StoreError) in try ledger.hasException(id) }
      guard isKnown else {
        throw BatchError("there is no exception \(id); see acorn report exceptions", kind: .usage)
      }
    }
    try storing { () throws(StoreError) in
      var deliveries: [Delivery] = []
      for id in Set(ids).sorted() {
        let stored = try archive.store(bytes: Decision(exceptionID: id, reason: reason).bytes)
        deliveries.append(
          Delivery(
            sha256: stored.sha256, byteCount: stored.byteCount, kind: .decision, source: id,
            store: "", receivedAt: context.now.seconds))
      }
      try archive.append(deliveries)
    }
    try update()
  }

  /// The open exceptions about refused documents that came from a file or from a folder, also when it
  /// is there no more: what somebody has imported by mistake.
  package func exceptions(ofRefusedFrom path: String) throws(BatchError) -> [String] {
    try update()
    let source = absolute(path)
    let ids = try storing { () throws(StoreError) in
      let refused = try ledger.refusedDigests()
      let digests = try archive.deliveries().filter { delivery in
        refused.contains(delivery.sha256)
          && (delivery.source == source || delivery.source.hasPrefix("\(source)/"))
      }.map(\.sha256)
      return try ledger.openExceptions(ofDocuments: Set(digests))
    }
    guard !ids.isEmpty else {
      throw BatchError(
        "--imported-from: no open exception is about a refused file from \(source)", kind: .usage)
    }
    return ids
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
