import LedgerCore
import LedgerStore

/// What was done to the months, in order, and what is locked now.
struct PeriodHistory {
  struct Act {
    let document: PeriodDocument
    let sha256: String
    let at: Instant
  }

  let acts: [Act]

  init(_ ledger: Ledger) throws(BatchError) {
    let rows = try storing { () throws(StoreError) in try ledger.periodDocuments() }
    var acts: [Act] = []
    for row in rows {
      guard let document = PeriodDocument(bytes: row.body) else {
        throw BatchError(
          "period document \(row.sha256.prefix(12)) cannot be read; run acorn archive verify",
          kind: .storage)
      }
      acts.append(Act(document: document, sha256: row.sha256, at: row.actedAt))
    }
    self.acts = acts
  }

  /// The locked months, oldest first.
  var inForce: [LockedPeriod] {
    var locked: [CalendarMonth: LockedPeriod] = [:]
    for act in acts {
      switch act.document {
      case .lock(let period): locked[period.month] = period
      case .unlock(let month, _, _): locked[month] = nil
      }
    }
    return locked.values.sorted { $0.month < $1.month }
  }

  var lastLocked: CalendarMonth? { inForce.last?.month }
}

/// Takes archived locks and unlocks into the ledger.
struct PeriodIntake {
  let archive: Archive

  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) {
    let known = try storing { () throws(StoreError) in try ledger.periodDocumentCount() }
    let periods = deliveries.filter { $0.kind == .period }
    for (sequence, delivery) in periods.enumerated().dropFirst(known) {
      let path = archive.path(of: delivery.sha256)
      guard let bytes = contents(ofFile: path), PeriodDocument(bytes: bytes) != nil else {
        throw BatchError(
          "\(path): \(delivery.source) cannot be read; run acorn archive verify", kind: .storage)
      }
      try storing { () throws(StoreError) in
        try ledger.append(
          periodDocument: bytes, sequence: sequence, sha256: delivery.sha256,
          at: Instant(seconds: delivery.receivedAt))
      }
    }
  }
}

/// A month of the books as `acorn period list` shows it.
package struct PeriodState: Sendable {
  package let month: CalendarMonth
  package let isLocked: Bool
  /// When it was last locked or opened again, and why.
  package let actedAt: Instant?
  package let reason: String
  /// The archived document, with the month's journal where it is locked.
  package let sha256: String
  package let entries: Int
}

extension Books {
  /// Locks a month with its journal and trial balance, as they are now.
  ///
  /// Months are locked in order; `withEarlier` locks those before it too. Returns what was locked.
  @discardableResult
  package func lock(
    _ month: CalendarMonth, withEarlier: Bool = false
  ) throws(BatchError) -> [CalendarMonth] {
    try update()
    guard month.last < context.now.day() else {
      throw BatchError(
        "\(month) has not ended yet; it can be locked from \(month.next.first) on", kind: .usage)
    }
    let history = try PeriodHistory(ledger)
    if let last = history.lastLocked, month <= last {
      throw BatchError("\(month) is locked already; months up to \(last) are", kind: .usage)
    }
    let journal = try journalMaker().journal()
    let months = Set(journal.map(\.period)).union([month]).filter { candidate in
      candidate <= month && (history.lastLocked.map { $0 < candidate } ?? true)
    }.sorted()
    if months.count > 1, !withEarlier {
      throw BatchError(
        "\(months[0]) is open and comes before \(month); lock it first, or use --with-earlier",
        kind: .usage)
    }
    let balances = trialBalance(of: journal)
    for month in months {
      let period = LockedPeriod(
        month: month, entries: journal.filter { $0.period == month })
      try archivePeriod(
        PeriodDocument.bytes(
          locking: period, trialBalance: balances.filter { $0.month == month }),
        source: "lock \(month)")
    }
    try update()
    return months
  }

  /// Opens the month that was locked last; the reason and who gave it are archived.
  package func unlock(
    _ month: CalendarMonth, reason: String, by person: String
  ) throws(BatchError) {
    guard !reason.isEmpty, reason.utf8.count <= 2000 else {
      throw BatchError("--reason: say in a sentence why the month is opened again", kind: .usage)
    }
    guard !person.isEmpty, person.utf8.count <= 200 else {
      throw BatchError("--by: name the person who opens the month", kind: .usage)
    }
    try update()
    guard let last = try PeriodHistory(ledger).lastLocked else {
      throw BatchError("\(month) is not locked: no month is", kind: .usage)
    }
    guard month == last else {
      throw BatchError(
        month < last
          ? "\(last) was locked after \(month); open it first"
          : "\(month) is not locked; months up to \(last) are", kind: .usage)
    }
    try archivePeriod(
      PeriodDocument.bytes(unlocking: month, reason: reason, by: person),
      source: "unlock \(month)")
    try update()
  }

  /// The months that have entries or were ever locked, oldest first.
  package func periods() throws(BatchError) -> [PeriodState] {
    try update()
    let history = try PeriodHistory(ledger)
    let journal = try journalMaker().journal()
    let counts = Dictionary(grouping: journal, by: \.period).mapValues(\.count)
    let latest = Dictionary(
      history.acts.map { ($0.document.month, $0) }, uniquingKeysWith: { $1 })
    let locked = Set(history.inForce.map(\.month))
    return Set(counts.keys).union(latest.keys).sorted().map { month in
      let act = latest[month]
      var reason = ""
      if case .unlock(_, let text, let person)? = act?.document {
        reason = person.isEmpty ? text : "\(text) (\(person))"
      }
      return PeriodState(
        month: month, isLocked: locked.contains(month), actedAt: act?.at, reason: reason,
        sha256: act?.sha256 ?? "", entries: counts[month] ?? 0)
    }
  }

  func journalMaker() throws(BatchError) -> JournalMaker {
    JournalMaker(
      ledger: ledger, master: master, outlook: try outlook(ledger, master, on: context.now))
  }

  private func archivePeriod(_ bytes: [UInt8], source: String) throws(BatchError) {
    try storing { () throws(StoreError) in
      let stored = try archive.store(bytes: bytes)
      try archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .period, source: source,
          store: "", receivedAt: context.now.seconds)
      ])
    }
  }
}
