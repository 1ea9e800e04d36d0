import LedgerCore
import LedgerStore

/// A person's word on an exception: it stays in the list as accepted, with the reason, for ever.
///
/// Decisions are archived like every other input, so that a ledger made again has them too.
struct Decision: Equatable {
  let exceptionID: String
  let reason: String
  /// Who decided; empty in documents from before it was asked for.
  let person: String

  private static let firstLine = "acorn decision 2"

  init(exceptionID: String, reason: String, by person: String) {
    self.exceptionID = exceptionID
    self.reason = reason
    self.person = person
  }

  /// The archived form: a line each for what it is, the id and the person; the rest is the reason.
  var bytes: [UInt8] {
    let name = person.split(separator: "\n").joined(separator: " ")
    return Array("\(Decision.firstLine)\n\(exceptionID)\n\(name)\n\(reason)".utf8)
  }

  /// Earlier documents begin with the id, and the reason follows.
  init?(bytes: [UInt8]) {
    let isNamed = bytes.starts(with: Array("\(Decision.firstLine)\n".utf8))
    let parts = bytes.split(
      separator: 10, maxSplits: isNamed ? 3 : 1, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == (isNamed ? 4 : 2) else { return nil }
    exceptionID = parts[isNamed ? 1 : 0]
    person = isNamed ? parts[2] : ""
    reason = parts[isNamed ? 3 : 1]
  }

  /// The reason with who gave it, as lists show it.
  var reasonAndPerson: String { person.isEmpty ? reason : "\(reason) (\(person))" }
}

/// Refuses a reason that says nothing; `why` completes "say in a sentence why".
func checkReason(_ reason: String, why: String) throws(BatchError) {
  guard !reason.allSatisfy(\.isWhitespace), reason.utf8.count <= 2000 else {
    throw BatchError("--reason: say in a sentence why \(why)", kind: .usage)
  }
}

/// Refuses a name that names nobody; `who` completes "name the person who".
func checkPerson(_ person: String, who: String) throws(BatchError) {
  guard !person.allSatisfy(\.isWhitespace), person.utf8.count <= 200 else {
    throw BatchError("--by: name the person who \(who)", kind: .usage)
  }
}

extension Books {
  /// Accepts open exceptions, all or none of them; refuses an id that is not in the list.
  package func accept(
    _ ids: [String], reason: String, by person: String
  ) throws(BatchError) {
    try checkReason(reason, why: "the exception is accepted")
    try checkPerson(person, who: "decides that")
    try update()
    for id in ids {
      let isKnown = try storing { () throws(StoreError) in try ledger.hasException(id) }
      guard isKnown else {
        throw BatchError("there is no exception \(id); see acorn report exceptions", kind: .usage)
      }
    }
    try archiveDecisions(
      Set(ids).sorted().map { Decision(exceptionID: $0, reason: reason, by: person) })
    try update()
  }

  func archiveDecisions(_ decisions: [Decision]) throws(BatchError) {
    try storing { () throws(StoreError) in try archive.append(decisions, at: context.now) }
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

extension Archive {
  /// Takes in people's decisions, all at once.
  func append(_ decisions: [Decision], at now: Instant) throws(StoreError) {
    var deliveries: [Delivery] = []
    for decision in decisions {
      let stored = try store(bytes: decision.bytes)
      deliveries.append(
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .decision,
          source: decision.exceptionID, store: "", receivedAt: now.seconds))
    }
    try append(deliveries)
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
          decision: decision.exceptionID, reason: decision.reasonAndPerson, sha256: delivery.sha256,
          at: Instant(seconds: delivery.receivedAt))
      }
    }
  }
}
