import LedgerCore
import LedgerStore

/// Concludes the vendor side: matches, deductions, and the bank lines of the remittances.
struct VendorReview {
  private(set) var matching: VendorMatching?
  private(set) var findings: [Finding] = []
  private(set) var deposits: [VendorDepositRow] = []
  let today: CalendarDate

  /// `taken` are the bank lines that have paid settlements.
  init(_ ledger: Ledger, _ master: MasterData, taken: Set<String>) throws(BatchError) {
    var lines: [BankLineRecord] = []
    var statements: [StatementRecord] = []
    let (records, problems) = try storing { () throws(StoreError) in
      (try ledger.vendorRecords(), try ledger.vendorProblems())
    }
    let books = try VendorBooks(records: records)
    try storing { () throws(StoreError) in
      guard !books.isEmpty else { return }
      statements = try ledger.bankStatements()
      lines = try ledger.bankLines().filter { !taken.contains($0.id) }
    }
    findings = problems.map(VendorReview.finding)
    let days = [books.lastDay].compactMap { $0 } + statements.compactMap(\.to)
    today = days.max() ?? CalendarDate(dayNumber: 0)
    guard !books.isEmpty else { return }
    var terms = master.configuration.vendorTerms
    terms.today = today
    let matching = VendorMatching(books, terms)
    self.matching = matching
    findings += matching.findings
    matchDeposits(books.remittances, lines, statements, master)
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

  private mutating func matchDeposits(
    _ remittances: [VendorRemittance], _ lines: [BankLineRecord], _ statements: [StatementRecord],
    _ master: MasterData
  ) {
    guard !statements.isEmpty else { return }
    let paid = remittances.filter { $0.amount.minorUnits > 0 }.sorted { $0.id < $1.id }
    let expected = paid.map { remittance in
      ExpectedDeposit(
        id: ByteString(remittance.id), account: "vendor", amount: remittance.amount,
        from: remittance.paidAt.day(), to: due(remittance, master),
        traceID: ByteString(remittance.number), status: remittance.isFailed ? .failed : .sent)
    }
    var rules = MatchingRules()
    if !master.configuration.payerNames.isEmpty {
      rules.payerNames = master.configuration.payerNames.map { ByteString($0) }
    }
    let matched = matchPayouts(
      expected,
      with: lines.map {
        DepositLine(
          id: ByteString($0.id), bankAccount: ByteString($0.account), date: $0.bookingDay,
          amount: $0.amount, text: ByteString("\($0.text) \($0.reference)"))
      }, rules)
    for (remittance, verdict) in zip(paid, matched.verdicts) {
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
      tell("\(matches.count) explanations by bank lines are possible", remittance.amount, .warning)
    case .undecided: tell("too many bank lines are possible", remittance.amount, .warning)
    case .none:
      let covered = statements.filter { $0.currency == remittance.amount.currency }
        .compactMap(\.to).max()
      guard !remittance.isFailed, let covered, due < covered else { return }
      tell("no bank line by \(covered) is this payment", remittance.amount)
    }
  }
}
