import LedgerCore
import LedgerStore

/// A person's word on an exception: it stays in the list as accepted, with the reason, for ever.
///
/// Decisions are archived like every other input, so that a ledger made again has them too.
package struct Decision: Sendable, Equatable {
  package let exceptionID: String
  package let reason: String
  /// Who decided; empty in documents from before it was asked for.
  package let person: String

  private static let firstLine = "acorn decision 2"

  package init(exceptionID: String, reason: String, by person: String) {
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

  /// The decision itself, where it says why and who.
  func checked(_ what: String) throws(BatchError) -> Decision {
    try checkReason(reason, why: what)
    try checkPerson(person, who: "decides that")
    return self
  }
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
  /// Accepts an open exception; refuses an id that is not in the list.
  package func accept(_ decision: Decision) throws(BatchError) {
    let decision = try decision.checked("the exception is accepted")
    try update()
    let isKnown = try storing { () throws(StoreError) in
      try ledger.hasException(decision.exceptionID)
    }
    guard isKnown else {
      throw BatchError(
        "there is no exception \(decision.exceptionID); see acorn report exceptions", kind: .usage)
    }
    try archiveDecision(decision)
    try update()
  }

  func archiveDecision(_ decision: Decision) throws(BatchError) {
    try storing { () throws(StoreError) in
      let stored = try archive.store(bytes: decision.bytes)
      try archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .decision,
          source: decision.exceptionID, store: "", receivedAt: context.now.seconds)
      ])
    }
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
