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
      acts.append(Act(document: try row.document(), sha256: row.sha256, at: row.actedAt))
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

extension Ledger.PeriodDocumentRow {
  /// The ledger's copy stands for the archived document: a locked month must be what was locked.
  fileprivate func confirm() throws(BatchError) {
    guard SHA256.hex(of: body) == sha256 else { throw altered }
  }

  fileprivate func document() throws(BatchError) -> PeriodDocument {
    try confirm()
    guard let document = PeriodDocument(bytes: body) else { throw altered }
    return document
  }

  private var altered: BatchError {
    BatchError(
      "the ledger's copy of period document \(sha256.prefix(12)) is not what was archived;"
        + " run acorn rebuild", kind: .storage)
  }
}

/// The locked months in force.
struct LockedMonths {
  private let ledger: Ledger
  /// The number of the document that locked each, oldest month first.
  private let sequences: [(month: CalendarMonth, sequence: Int64)]

  init(_ ledger: Ledger) throws(BatchError) {
    self.ledger = ledger
    sequences = try storing { () throws(StoreError) in try ledger.lockedMonths() }
  }

  var last: CalendarMonth? { sequences.last?.month }

  /// What the facts come to beside what is locked, as reports show it; `entry` gives their lines.
  func journal(
    _ facts: [ReportedEntry], entry: (ReportedEntry) throws(BatchError) -> AccountingEntry
  ) throws(BatchError) -> [ReportedEntry] {
    var rows: [CalendarMonth: Ledger.PeriodDocumentRow] = [:]
    var locked: [(month: CalendarMonth, entries: [LockedEntry])] = []
    for (month, sequence) in sequences {
      let (documents, entries) = try storing { () throws(StoreError) in
        (try ledger.periodDocuments(sequence), try ledger.lockedEntries(sequence))
      }
      // Whether or not its entries are read, a month must be what was locked.
      for row in documents { try row.confirm() }
      rows[month] = documents.first
      locked.append((month, entries))
    }
    func read(_ month: CalendarMonth) throws(BatchError) -> [AccountingEntry] {
      guard case .lock(let period)? = try rows[month]?.document() else { return [] }
      return period.entries
    }
    return try reportedJournal(
      facts, locked: locked, entry: entry, fact: { ReportedEntry($0) }, read: read)
  }
}

/// Takes archived locks and unlocks into the ledger.
struct PeriodIntake {
  let archive: Archive

  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) {
    let periods = deliveries.filter { $0.kind == .period }
    let known = try PeriodIntake.confirm(ledger, periods)
    for (sequence, delivery) in periods.enumerated().dropFirst(known) {
      let path = archive.path(of: delivery.sha256)
      guard let bytes = contents(ofFile: path), let document = PeriodDocument(bytes: bytes) else {
        throw BatchError(
          "\(path): \(delivery.source) cannot be read; run acorn archive verify", kind: .storage)
      }
      try storing { () throws(StoreError) in
        try ledger.append(
          periodDocument: bytes, document, sequence: sequence, sha256: delivery.sha256,
          at: Instant(seconds: delivery.receivedAt))
      }
    }
  }

  /// Expects what the ledger has to be the first of these deliveries; returns how many they are.
  @discardableResult
  static func confirm(_ ledger: Ledger, _ periods: [Delivery]) throws(BatchError) -> Int {
    var known: [[String]] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT sha256, acted_at FROM period_document ORDER BY sequence", columns: 2
      ) { known.append($0) }
    }
    guard periods.prefix(known.count).map({ [$0.sha256, "\($0.receivedAt)"] }) == known else {
      throw BatchError(
        "the ledger's locked months are not those that were archived; run acorn rebuild",
        kind: .storage)
    }
    return known.count
  }
}

/// A month of the books as `acorn period list` shows it.
package struct PeriodState: Sendable {
  package let month: CalendarMonth
  package let isLocked: Bool
  /// When it was last locked or opened again, why, and by whom.
  package let actedAt: Instant?
  package let reason: String
  /// The archived document, with the month's journal where it is locked.
  package let sha256: String
  package let entries: Int
}

extension Books {
  /// Locks a month with its journal and trial balance, as they are now.
  ///
  /// Months are locked in order; `withEarlier` locks those before it too. Who does it is archived.
  /// Returns what was locked.
  @discardableResult
  package func lock(
    _ month: CalendarMonth, withEarlier: Bool = false, by person: String
  ) throws(BatchError) -> [CalendarMonth] {
    try checkPerson(person, who: "locks the month")
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
    if let functional = master.configuration.functionalCurrency {
      // These rates are kept for ever.
      for text in staleRates(of: journal.filter { months.contains($0.period) }, to: functional) {
        context.logger.warning("\(text)")
      }
    }
    let balances = trialBalance(of: journal)
    for month in months {
      let period = LockedPeriod(
        month: month, entries: journal.filter { $0.period == month }.map(booked), by: person)
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
    try checkReason(reason, why: "the month is opened again")
    try checkPerson(person, who: "opens the month")
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
      switch act?.document {
      case .unlock(_, let text, let person): reason = person.isEmpty ? text : "\(text) (\(person))"
      case .lock(let period): reason = period.person.isEmpty ? "" : "(\(period.person))"
      case nil: break
      }
      return PeriodState(
        month: month, isLocked: locked.contains(month), actedAt: act?.at, reason: reason,
        sha256: act?.sha256 ?? "", entries: counts[month] ?? 0)
    }
  }

  /// An entry with what it is worth in the currency of the books today, where that is told.
  private func booked(_ entry: AccountingEntry) -> AccountingEntry {
    guard let functional = master.configuration.functionalCurrency else { return entry }
    return entry.booked(in: functional) { master.rates.rate(from: $0, to: $1, on: $2) }
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
