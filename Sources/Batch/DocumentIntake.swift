import FlatFile
import Gzip
import LedgerCore
import LedgerStore
import SellingPartner

/// A document of the archive with all of its deliveries, and how it is to be read.
struct DocumentJob: Sendable {
  let sha256: String
  let path: String
  let deliveries: [Delivery]
  /// Home marketplaces that the books have found for settlements of it (see `assignAccounts`).
  var homes: [String: String] = [:]

  /// The shortest of its names, so that copies with longer ones change nothing.
  var name: String {
    deliveries.map { delivery in
      APIRequest(source: delivery.source)?["reportId"].map { "report \($0)" } ?? delivery.name
    }.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) } ?? sha256
  }

  /// The settlements that the file's names speak of, each by its last number of nine digits or more,
  /// with the shortest name that does; the shortest of all first.
  ///
  /// A call of the API has no such name: the numbers in it are those of reports.
  var settlementsInNames: [(id: String, file: String)] {
    let files = Set(deliveries.map(\.name)).filter { APIRequest(source: $0) == nil }
    var found: [(id: String, file: String)] = []
    for file in files.sorted(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
      let number = file.split { !$0.isNumber }.last { $0.utf8.count >= 9 }
      guard let id = number.map(String.init), !found.contains(where: { $0.id == id }) else {
        continue
      }
      found.append((id, file))
    }
    return found
  }
}

/// A document as it was read: ready to go into the ledger, posted or refused.
struct ReadDocument: Sendable {
  let record: DocumentRecord
  let settlements: [PostableSettlement]
}

/// Reads archived documents for the ledger.
struct DocumentIntake: Sendable {
  let master: MasterData
  let readsAhead: Bool

  func read(_ job: DocumentJob) -> ReadDocument {
    let binding = StoreBinding(deliveries: job.deliveries, master: master) {
      DocumentProbe(path: job.path)
    }
    switch binding {
    case .unbound(let what, let whatToDo):
      let error = FlatFileError(.unboundStore, what, whatToDo: whatToDo)
      return refused(job, store: nil, faultOfForm(job) ?? DocumentReading(refusedFor: error))
    case .bound(let store):
      guard let profile = master.stores[store] else { preconditionFailure("bound to no store") }
      var reading = read(job.path, for: profile, homes: [:])
      let homes = bestHomes(of: reading, in: profile).merging(job.homes) { $1 }
      if homes.contains(where: { $1 != defaultHome(reading, $0, profile) }) {
        reading = read(job.path, for: profile, homes: homes)
      }
      return reading.isProved
        ? posted(job, profile, reading, homes) : refused(job, store: store, reading)
    }
  }

  /// What is wrong with a document whoever it belongs to, such as not being a settlement file, or
  /// naming no currency by which a store could be found.
  private func faultOfForm(_ job: DocumentJob) -> DocumentReading? {
    let reader = DocumentReader { _ in nil }
    let reading = reader.read { () throws(FlatFileError) in try openDocument(path: job.path) }
    let kinds = reading.problems.map(\.kind)
    let isOfForm = kinds.contains { $0 != .unboundStore && $0 != .rowError }
    return isOfForm || !kinds.contains(.unboundStore) ? reading : nil
  }

  // MARK: - Home marketplaces

  /// Reads for the home marketplaces by settlement; others take the store's first of the currency.
  private func read(
    _ path: String, for store: StoreProfile, homes: [String: String]
  ) -> DocumentReading {
    // One document holds settlements of one account, so any of its homes serves all of them.
    let home = homes.sorted { $0.key < $1.key }.first?.value
    let reader = DocumentReader(readsAhead: readsAhead) { currency in
      let accounts = store.accounts(in: currency, master.marketplaces)
      let code = home ?? accounts[0].homeMarketplace
      guard master.marketplaces.coded(accounts[0].homeMarketplace)?.currency == currency,
        let marketplace = master.marketplaces.coded(code)
      else { return nil }
      return DimensionResolver(
        store: store, home: marketplace, marketplaces: master.marketplaces, zones: master.zones)
    }
    return reader.read { () throws(FlatFileError) in try openDocument(path: path) }
  }

  private func defaultHome(
    _ reading: DocumentReading, _ settlementID: String, _ store: StoreProfile
  ) -> String? {
    reading.settlements.first { $0.summary.settlementID == settlementID }.map {
      store.accounts(in: $0.summary.currency, master.marketplaces)[0].homeMarketplace
    }
  }

  /// The account home that most rows of each settlement name, where the store has several.
  private func bestHomes(
    of reading: DocumentReading, in store: StoreProfile
  ) -> [String: String] {
    var homes: [String: String] = [:]
    for settlement in reading.settlements {
      let candidates = store.accounts(in: settlement.summary.currency, master.marketplaces)
        .map(\.homeMarketplace)
      guard Set(candidates).count > 1 else { continue }
      var rows: [String: Int64] = [:]
      for group in settlement.groups {
        rows[settlement.dimensions[Int(group.dimensions)].marketplace, default: 0] += group.rows
      }
      let best = candidates.max { (rows[$0] ?? 0, $1) < (rows[$1] ?? 0, $0) }
      if let best, rows[best] != nil { homes[settlement.summary.settlementID] = best }
    }
    return homes
  }

  // MARK: - Outcomes

  private func posted(
    _ job: DocumentJob, _ store: StoreProfile, _ reading: DocumentReading,
    _ homes: [String: String]
  ) -> ReadDocument {
    let settlements = reading.settlements.map { settlement in
      let accounts = store.accounts(in: settlement.summary.currency, master.marketplaces)
      return PostableSettlement(
        reading: settlement, entry: decompose(settlement, using: master.rules),
        homeMarketplace: homes.sorted { $0.key < $1.key }.first?.value
          ?? accounts[0].homeMarketplace,
        accountLevelRows: accountLevelRows(settlement),
        costCurrency: store.costCurrency(master.marketplaces))
    }
    return ReadDocument(
      record: record(job, store: store.id, reading, isRefused: false), settlements: settlements)
  }

  /// Rows without an order that are income or cost: an Invoiced Orders account has none.
  private func accountLevelRows(_ settlement: SettlementReading) -> Int {
    settlement.rowsWithoutOrder.reduce(0) { sum, entry in
      let label = settlement.labels[Int(entry.key)]
      let component = master.rules.component(of: label, on: settlement.summary.end.day())
      return component.isCashOnly && component != .loan ? sum : sum + entry.value
    }
  }

  private func refused(
    _ job: DocumentJob, store: String?, _ reading: DocumentReading
  ) -> ReadDocument {
    ReadDocument(record: record(job, store: store, reading, isRefused: true), settlements: [])
  }

  /// What is kept of a document.
  func record(
    _ job: DocumentJob, store: String?, _ reading: DocumentReading, isRefused: Bool
  ) -> DocumentRecord {
    let summary = reading.firstSummary
    let named = summary == nil ? job.settlementsInNames : []
    let notes = reading.notes.map { finding($0, .warning) }
    var problems = reading.problems.map { finding($0, .error) }
    if let last = problems.last, reading.problemCount > problems.count {
      problems.append(
        DocumentFinding(
          kind: last.kind, severity: .error, line: nil, column: nil, settlementID: nil,
          amount: nil, what: "there are \(reading.problemCount - problems.count) more problems",
          whatToDo: "mend the first ones and import the document again"))
    }
    // Files of several settlements that have the same bytes, such as none: each is told.
    if isRefused, named.count > 1 {
      problems = named.flatMap { settlement in
        let store = StoreBinding.store(
          saidBy: job.deliveries.filter { $0.name == settlement.file }, master)
        return problems.map { $0.of(settlement.id, in: settlement.file, store: store) }
      }
    }
    return DocumentRecord(
      sha256: job.sha256, name: job.name, store: store, isRefused: isRefused,
      layout: reading.layout, encoding: reading.encoding.rawValue, lines: reading.lines,
      rows: reading.dataRows, blankLines: reading.blankLines,
      repeatedHeaders: reading.repeatedHeaders,
      namedSettlementID: summary?.settlementID ?? named.first?.id,
      statedCurrency: summary?.currency.code, statedPeriod: summary.map { ($0.start, $0.end) },
      sayings: job.deliveries.sayingCount, findings: problems + notes)
  }

  private func finding(_ error: FlatFileError, _ severity: Severity) -> DocumentFinding {
    DocumentFinding(
      kind: error.kind, severity: severity, line: error.location.line,
      column: error.location.column, settlementID: error.settlementID, amount: error.amount,
      what: error.what, whatToDo: error.whatToDo)
  }
}

extension DocumentFinding {
  /// The same of a document that is a settlement's by the name of one of its files.
  fileprivate func of(
    _ settlementID: String, in file: String, store: String?
  ) -> DocumentFinding {
    DocumentFinding(
      kind: kind, severity: severity, line: line, column: column, settlementID: settlementID,
      amount: amount, what: "\(what) (file \(file))", whatToDo: whatToDo, store: store)
  }
}
