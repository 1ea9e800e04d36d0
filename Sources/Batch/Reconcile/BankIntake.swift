import BankStatements
import FlatFile
import LedgerCore
import LedgerStore

/// Reads archived bank files for the ledger.
struct BankIntake {
  let archive: Archive
  let mappings: [BankCSVMapping]

  /// Returns whether anything was new.
  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) -> Bool {
    let known = try storing { () throws(StoreError) in try ledger.bankDigests() }
    let documents = Dictionary(
      grouping: deliveries.filter { $0.kind == .bank && !known.contains($0.sha256) }, by: \.sha256)
    for (sha256, deliveries) in documents.sorted(by: { $0.key < $1.key }) {
      let name = deliveries.map(\.name).min() ?? sha256
      let path = archive.path(of: sha256)
      guard let outcome = BankIntake.read(path, named: name, mappings) else {
        throw BatchError("\(path): it cannot be read; run acorn archive verify", kind: .storage)
      }
      try storing { () throws(StoreError) in
        switch outcome {
        case .success(let statements):
          try ledger.append(
            statements.enumerated().map {
              StatementRecord($1, sha256: sha256, position: $0, name: name)
            })
        case .failure(let error):
          try ledger.refuseStatement(sha256: sha256, name: name, what: error.description)
        }
      }
    }
    try storing { () throws(StoreError) in
      guard try ledger.bankLinesAreStale() else { return }
      try ledger.replace(joinedLines(of: try ledger.bankStatements(withLines: true)))
    }
    return !documents.isEmpty
  }

  /// The statements of a file, gzipped or not; nil when it cannot be read at all.
  static func read(
    _ path: String, named name: String, _ mappings: [BankCSVMapping]
  ) -> Result<[BankStatement], BankStatementError>? {
    do {
      guard let bytes = try DocumentProbe.contents(path) else { return nil }
      return .success(try readBankStatements(bytes, name: name, csvMappings: mappings))
    } catch let error as BankStatementError {
      return .failure(error)
    } catch let error as FlatFileError {
      return .failure(BankStatementError(damaged: name, error.what, whatToDo: error.whatToDo))
    } catch {
      return nil
    }
  }
}

extension StatementRecord {
  /// `name`: the file's; `position`: the statement's place in it, from 0.
  init(_ statement: BankStatement, sha256: String, position: Int, name: String) {
    let lines = statement.lines.filter(\.isBooked).map { line in
      StatedLine(
        bookingDay: line.bookingDate, valueDay: line.valueDate,
        amountMinor: line.amount.minorUnits, reference: line.reference.text,
        text: [line.counterparty, line.text, line.paymentReference]
          .filter { !$0.isEmpty }.map(\.text).joined(separator: " "))
    }
    self.init(
      sha256: sha256, position: position, name: name, format: statement.format.rawValue,
      account: BankStatement.plainAccount(statement.account).text, currency: statement.currency,
      statementID: statement.id.text, from: statement.from,
      to: statement.to ?? lines.map(\.bookingDay).max(),
      openingMinor: statement.opening?.minorUnits, closingMinor: statement.closing?.minorUnits,
      differenceMinor: statement.footingDifference?.minorUnits,
      differences: statement.differences.filter { $0.kind != .footing }.map {
        StatedDifference(
          kind: $0.kind.rawValue, stated: $0.stated, found: $0.found, place: $0.place.description)
      }, lines: lines)
  }
}
