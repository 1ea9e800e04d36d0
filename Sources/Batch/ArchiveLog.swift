import LedgerCore
import LedgerStore

/// What others know of the log of deliveries, which is the root of everything: the ledger keeps how
/// far the log reached when it was last made to follow, and each certificate says how far it reached
/// then. A log that is not there any more, or begins otherwise, is told before anybody uses it.
enum LogKnowledge {
  /// The key under which the ledger keeps it.
  static let metaKey = "log"
  /// The source of the decisions that go on with the archive as it is.
  static let accepted = "archive"

  /// Nothing is asked of the log until it is used. Without a ledger the certificates are left.
  static func check(
    _ archive: Archive, _ ledger: Ledger?, _ home: Home
  ) throws(StoreError) {
    let kept = try ledger?.meta(metaKey).flatMap { LogState(text: $0) }
    // A ledger of an earlier version keeps no state of the log, but it names documents.
    let named = kept == nil ? Set(try ledger?.documentSayings().keys.map { $0 } ?? []) : []
    let witness = kept.map { LogWitness("the ledger", $0) }
    archive.check(against: witness) { archive, deliveries throws(StoreError) in
      var witnesses: [LogWitness] = []
      let current = deliveries.sinceAccepted
      if let certificate = current.last(where: { $0.kind == .certificate }) {
        let path = archive.path(of: certificate.sha256)
        guard let state = contents(ofFile: path).flatMap({ Certificate.logState($0) }) else {
          throw StoreError(
            .damaged("the certificate cannot be read; restore it from a backup"), at: path)
        }
        witnesses.append(LogWitness("the certificate of the last close", state))
      } else if kept == nil, current.count == deliveries.count,
        let bytes = contents(ofFile: "\(home.reports)/latest/\(Certificate.fileName)"),
        let state = Certificate.logState(bytes)
      {
        witnesses.append(LogWitness("reports/latest", state))
      }
      guard witness == nil, witnesses.isEmpty else { return witnesses }
      let missing = named.subtracting(deliveries.map(\.sha256))
      guard let first = missing.min() else { return [] }
      throw archive.damaged(
        "it lacks \(missing.count) documents that the ledger has, such as \(first);"
          + " \(Archive.wayOn)")
    }
  }

  /// The archive of a home, in whatever state its ledger may be: one that cannot be read knows nothing.
  static func archive(of home: Home, _ ledger: Ledger?) throws(StoreError) -> Archive {
    let archive = try Archive(root: home.archive)
    do throws(StoreError) { try check(archive, ledger, home) } catch {
      try check(archive, nil, home)
    }
    return archive
  }

  /// The ledger keeps which log it follows from, so that one which has lost lines is noticed.
  static func keep(
    _ archive: Archive, _ ledger: Ledger, _ deliveries: [Delivery]
  ) throws(BatchError) {
    try storing { () throws(StoreError) in
      let state = try archive.logState(lines: deliveries.count).text
      guard try ledger.meta(metaKey) != state else { return }
      try ledger.setMeta(metaKey, state)
    }
  }
}

extension [Delivery] {
  /// What came after somebody has last accepted the archive as it was; all, if nobody has.
  var sinceAccepted: ArraySlice<Delivery> {
    let last = lastIndex { $0.kind == .decision && $0.source == LogKnowledge.accepted }
    return self[(last.map { $0 + 1 } ?? 0)...]
  }
}

extension Archive {
  /// Goes on with the archive as it is, though others know of deliveries that are lost.
  ///
  /// The word of whoever decides that is archived, and stands in the log of changes.
  func accept(_ reason: String, by person: String, at now: Instant) throws(BatchError) {
    try checkReason(reason, why: "the archive is accepted as it is")
    try checkPerson(person, who: "decides that")
    acceptLog()
    try storing { () throws(StoreError) in
      try append(
        [Decision(exceptionID: LogKnowledge.accepted, reason: reason, by: person)], at: now)
    }
  }
}

extension Books {
  /// Goes on with the archive as it is: the ledger is made from what is there, and the next
  /// certificate begins a new chain.
  package func acceptArchive(_ reason: String, by person: String) throws(BatchError) {
    try archive.accept(reason, by: person, at: context.now)
    try rebuild()
  }
}
