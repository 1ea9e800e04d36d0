import LedgerCore
import LedgerStore

/// Concludes the vendor side: matches, deductions, and the bank lines of the remittances.
struct VendorReview {
  private(set) var matching: VendorMatching?
  private(set) var findings: [Finding] = []
  private(set) var deposits: [VendorDepositRow] = []
  let today: CalendarDate
  /// Payments of money, in the order of `expected`.
  private let paid: [VendorRemittance]
  private let statements: [StatementRecord]

  init(_ ledger: Ledger, _ master: MasterData) throws(BatchError) {
    let (records, problems) = try storing { () throws(StoreError) in
      (try ledger.vendorRecords(), try ledger.vendorProblems())
    }
    let books = try VendorBooks(records: records)
    statements = try storing { () throws(StoreError) in
      books.isEmpty ? [] : try ledger.bankStatements()
    }
    findings = problems.map(VendorReview.finding)
    let days = [books.lastDay].compactMap { $0 } + statements.compactMap(\.to)
    today = days.max() ?? CalendarDate(dayNumber: 0)
    paid = books.remittances.filter { $0.amount.minorUnits > 0 }.sorted { $0.id < $1.id }
    guard !books.isEmpty else { return }
    var terms = master.configuration.vendorTerms
    terms.today = today
    let matching = VendorMatching(books, terms)
    self.matching = matching
    findings += matching.findings
  }

  func save(into ledger: Ledger) throws(StoreError) {
    guard let matching else { return }
    try ledger.saveVendor(matching, today: today, deposits: deposits)
  }

  private static func finding(_ problem: VendorRecordProblem) -> Finding {
    Finding(
      kind: .vendorDocument, opened: "", store: "", settlementID: "", currency: "",
      what: problem.what,
      place: "document \(problem.sha256.prefix(12)) \(problem.name), line \(problem.line)",
      whatToDo: problem.whatToDo)
  }

  // MARK: - Bank

  /// The payments, to be looked for at the bank together with Amazon's payouts to sellers: both come
  /// from the same payer, and a line is one of them.
  func expected(_ master: MasterData) -> [ExpectedDeposit] {
    paid.map { remittance in
      ExpectedDeposit(
        id: ByteString(remittance.id), source: "vendor", account: "vendor",
        amount: remittance.amount, from: remittance.paidAt.day(), to: due(remittance, master),
        traceID: ByteString(remittance.number), status: remittance.isFailed ? .failed : .sent)
    }
  }

  /// Takes what was found for each of `expected`; nothing was where there are no statements.
  mutating func conclude(_ verdicts: [DepositVerdict], _ master: MasterData) {
    for (remittance, verdict) in zip(paid, verdicts) {
      conclude(remittance, verdict, due: due(remittance, master), statements)
    }
  }

  private func due(_ remittance: VendorRemittance, _ master: MasterData) -> CalendarDate {
    master.calendar(for: remittance.amount.currency)
      .adding(master.configuration.thresholds.bankDays, to: remittance.paidAt.day())
  }

  private mutating func conclude(
    _ remittance: VendorRemittance, _ verdict: DepositVerdict, due: CalendarDate,
    _ statements: [StatementRecord]
  ) {
    func tell(_ what: String, _ amount: Money, _ severity: Severity = .error) {
      findings.append(
        Finding(
          kind: .vendorDeposit, severity: severity, opened: remittance.paidAt.day().description,
          store: remittance.vendorCodes.count == 1 ? remittance.vendorCodes[0] : "",
          settlementID: "", amount: amount, currency: amount.currency.code, what: what,
          place: "payment \(remittance.number) (\(remittance.id))",
          whatToDo: "ask Amazon for the trace of the payment, and the bank for the line"))
    }
    switch verdict {
    case .unique(let match):
      for line in match.lines {
        deposits.append(
          VendorDepositRow(
            paymentID: remittance.id, paymentNumber: remittance.number, lineID: line.text,
            kind: match.kind.rawValue, evidence: match.evidence.rawValue))
      }
    case .differs(let lines, let gap):
      tell(
        "bank lines \(lines.map(\.text).joined(separator: ", ")) name it, with another amount",
        Money(minorUnits: gap, remittance.amount.currency))
    case .ambiguous(let matches):
      let lines = Set(matches.flatMap(\.lines)).sorted().map { "bank line \($0)" }
      tell(
        matches.count == 1
          ? "it shares \(lines.joined(separator: ", ")) with another payment or payout; none is picked"
          : "\(matches.count) explanations by bank lines are possible:"
            + " \(lines.joined(separator: ", "))", remittance.amount, .warning)
    case .undecided: tell("too many bank lines are possible", remittance.amount, .warning)
    case .none:
      let covered = statements.filter { $0.currency == remittance.amount.currency }
        .compactMap(\.to).max()
      guard !remittance.isFailed, let covered, due < covered else { return }
      tell("no bank line by \(covered) is this payment", remittance.amount)
    }
  }
}
