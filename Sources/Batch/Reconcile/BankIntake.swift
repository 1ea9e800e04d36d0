import BankStatements
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
      guard let bytes = contents(ofFile: path) else {
        throw BatchError("\(path): it cannot be read; run acorn archive verify", kind: .storage)
      }
      let outcome: Result<[BankStatement], BankStatementError>
      do throws(BankStatementError) {
        outcome = .success(try readBankStatements(bytes, name: name, csvMappings: mappings))
      } catch {
        outcome = .failure(error)
      }
      try storing { () throws(StoreError) in
        switch outcome {
        case .success(let statements):
          try ledger.append(
            statements.enumerated().map { record($1, sha256: sha256, position: $0, name: name) })
        case .failure(let error):
          try ledger.refuseStatement(sha256: sha256, name: name, what: error.description)
        }
      }
    }
    return !documents.isEmpty
  }

  private func record(
    _ statement: BankStatement, sha256: String, position: Int, name: String
  ) -> StatementRecord {
    let account = BankStatement.plainAccount(statement.account).text
    var repetitions: [BankLineKey: Int] = [:]
    let lines = statement.lines.filter(\.isBooked).map { line in
      let repetition = repetitions[line.key, default: 0]
      repetitions[line.key] = repetition + 1
      return BankLineRecord(
        id: BankIntake.id(of: line, repetition, account: account), account: account,
        amount: line.amount, bookingDay: line.bookingDate, valueDay: line.valueDate,
        reference: line.reference.text,
        text: [line.counterparty, line.text, line.paymentReference]
          .filter { !$0.isEmpty }.map(\.text).joined(separator: " "))
    }
    return StatementRecord(
      sha256: sha256, position: position, name: name, format: statement.format.rawValue,
      account: account, currency: statement.currency, statementID: statement.id.text,
      from: statement.from, to: statement.to ?? lines.map(\.bookingDay).max(),
      openingMinor: statement.opening?.minorUnits, closingMinor: statement.closing?.minorUnits,
      differenceMinor: statement.footingDifference?.minorUnits, lines: lines)
  }

  /// The bank's own reference where it has one, so that people find the line again; unique by
  /// account, day, amount and repetition, and equal in every format.
  static func id(of line: BankLine, _ repetition: Int, account: String) -> String {
    // Formats print an account with and without its bank's code: the end is what they share.
    let key = [
      String(account.suffix(8)), line.reference.text, line.bookingDate.description,
      line.amount.description, String(repetition),
    ]
    let digest = SHA256.hex(of: Array(key.joined(separator: "\u{1f}").utf8)).prefix(8)
    return line.reference.isEmpty ? "L-\(digest)" : "\(line.reference.text)-\(digest)"
  }
}
