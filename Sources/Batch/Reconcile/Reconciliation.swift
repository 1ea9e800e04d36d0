import BankStatements
import LedgerCore
import LedgerStore
import SellingPartner

/// What reconciling takes from outside the settlements.
struct ReconciliationInput {
  var records: [String: AmazonRecords] = [:]
  var bankLines: [BankLineRecord] = []
  var statements: [StatementRecord] = []
  var refusedStatements: [(sha256: String, name: String, what: String)] = []
  var flows: [Int64: [Ledger.DailyFlow]] = [:]
  var cash: [String: [Ledger.CashMovement]] = [:]
  /// Nil where SP-API has told nothing.
  var movements: StoreMovements?
  var balances: [String: [BalanceFacts]] = [:]
  var reports: [String: [ReportFacts]] = [:]
  /// Documents that were downloaded, by store.
  var heldDocuments: [String: Set<String>] = [:]
  var unknownParts: [UnknownPart] = []
  /// The day on which SP-API was asked last.
  var today: CalendarDate?

  /// The day on which it was asked last for a store: what is overdue there depends on that.
  func today(of store: String) -> CalendarDate? {
    guard let today else { return nil }
    return records[store]?.askedAt.map { min($0.day(), today) } ?? today
  }
}

/// What others than the settlements look for at the bank: a line pays once.
struct BankClaims {
  /// Amazon's payments to a vendor.
  var vendor: [ExpectedDeposit] = []
  /// The lines that name deposits of tills and web stores.
  var namedLines: Set<ByteString> = []
}

extension BankLineRecord {
  var depositLine: DepositLine {
    DepositLine(
      id: ByteString(id), bankAccount: ByteString(account), date: bookingDay, amount: amount,
      text: ByteString("\(text) \(reference)"))
  }
}

extension DepositVerdict {
  /// The lines that it names or may be, where that is not proven.
  fileprivate var claimedLines: [ByteString] {
    switch self {
    case .unique, .none: []
    case .ambiguous(let matches), .undecided(let matches): matches.flatMap(\.lines)
    case .differs(let lines, _): lines
    }
  }
}

/// Ties settlements to payouts and payouts to bank lines, and says what Amazon owes.
struct Reconciliation {
  private(set) var identities: [IdentityResult] = []
  private(set) var findings: [Finding] = []
  private(set) var receivables: [ReceivableRow] = []
  private(set) var matches: [DepositMatchRow] = []
  private(set) var missing: [MissingSettlement] = []
  /// Bank lines that look like payouts, and are none that is known.
  private var openLines: Set<String> = []
  /// Bank lines that payouts name or may be, though it is not proven which.
  private(set) var claimedLines: Set<String> = []
  /// What was found at the bank for each of the vendor's payments.
  private(set) var vendorVerdicts: [DepositVerdict] = []

  let input: ReconciliationInput
  let master: MasterData

  init(
    _ accounts: [AccountBooks], _ input: ReconciliationInput, _ master: MasterData,
    _ claims: BankClaims
  ) {
    self.input = input
    self.master = master
    checkStatements()
    let arrivals = matchDeposits(accounts, claims)
    for account in accounts where input.records[account.chain.store] != nil {
      let books = ReceivableBooks(account, input, master, arrivals: arrivals)
      if let records = input.records[account.chain.store], let today = input.today,
        let silent = silence(
          of: account.chain, homeMarketplace: account.profile.homeMarketplace, records,
          graceDays: master.configuration.thresholds.silenceDays, today: today)
      {
        findings.append(silent)
      }
      receivables += books.rows
      identities.append(books.identity)
      findings += books.finding.map { [$0] } ?? []
    }
    for (store, records) in input.records.sorted(by: { $0.key < $1.key }) {
      let own = accounts.filter { $0.chain.store == store }
      missing += missingSettlements(of: store, records, own)
      findings += undelivered(store, own)
    }
    for part in input.unknownParts { findings.append(Reconciliation.drift(part)) }
  }

  // MARK: - Statements

  private mutating func checkStatements() {
    for refused in input.refusedStatements {
      findings.append(
        Finding(
          kind: .statementError, opened: "", store: "", settlementID: "", currency: "",
          what: refused.what, place: "document \(refused.sha256.prefix(12)) \(refused.name)",
          whatToDo: "download the statement again, or describe its columns in a [[bank_csv]]"))
    }
    for statement in input.statements {
      for (what, place, difference) in statement.contradictions {
        findings.append(
          Finding(
            kind: .statementMismatch, opened: statement.to?.description ?? "", store: "",
            settlementID: "", amount: difference, currency: statement.currency.code, what: what,
            place: "document \(statement.sha256.prefix(12)) \(statement.name),"
              + " account \(statement.account)" + (place.isEmpty ? "" : ", \(place)"),
            whatToDo: "download the statement of the whole period again"))
      }
    }
  }

  private static func drift(_ part: UnknownPart) -> Finding {
    Finding(
      kind: .schemaDrift, opened: part.firstSeen.day().description, store: part.store,
      settlementID: "", currency: "",
      what: "\(part.operation) answers with an unknown \(part.part), \(part.count) times",
      place: "\(part.operation) \(part.part)",
      whatToDo: "nothing is lost: the answers are archived; a newer Acorn may know it")
  }

  // MARK: - Deposits

  /// A part of a payout that has reached the bank, by settlement.
  struct Arrival {
    let settlementID: String
    let day: CalendarDate
    let amountMinor: Int64
  }

  private mutating func matchDeposits(
    _ accounts: [AccountBooks], _ claims: BankClaims
  ) -> [String: [Arrival]] {
    var planned: [PlannedDeposit] = []
    let master = master
    let terms = DepositTerms(bankDays: master.configuration.thresholds.bankDays) {
      master.calendar(for: $0)
    }
    for account in accounts {
      planned += plannedDeposits(
        of: account.chain.settlements, accountType: account.profile.type,
        input.records[account.chain.store] ?? AmazonRecords(), terms)
    }
    for (store, records) in input.records.sorted(by: { $0.key < $1.key }) {
      let settlements = accounts.filter { $0.chain.store == store }.flatMap(\.chain.settlements)
      planned += orphanDeposits(
        records, store: store, settlements: Set(settlements.map(\.settlementID)), terms)
      planned += orphanTransfers(
        records, store: store,
        settledGroups: Set(settlements.compactMap { records.match($0).group?.id }), terms)
    }
    guard !input.statements.isEmpty else { return [:] }
    var rules = MatchingRules()
    if !master.configuration.payerNames.isEmpty {
      rules.payerNames = master.configuration.payerNames.map { ByteString($0) }
    }
    rules.namedLines = claims.namedLines
    let matching = matchPayouts(
      planned.map(\.deposit) + claims.vendor, with: input.bankLines.map(\.depositLine), rules)
    openLines = Set(matching.openLines.map(\.text))
    claimedLines = Set(matching.verdicts.flatMap(\.claimedLines).map(\.text))
    vendorVerdicts = Array(matching.verdicts.dropFirst(planned.count))
    return conclude(planned, Array(matching.verdicts.prefix(planned.count)))
  }

  private mutating func conclude(
    _ planned: [PlannedDeposit], _ verdicts: [DepositVerdict]
  ) -> [String: [Arrival]] {
    var coverage = coverage
    let byID = Dictionary(input.bankLines.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    for (deposit, verdict) in zip(planned, verdicts) {
      guard case .unique(let match) = verdict else { continue }
      for record in match.lines.compactMap({ byID[$0.text] }) {
        coverage.addArrival(of: deposit.deposit, in: record.account, record.amount.currency)
      }
    }
    var arrivals: [String: [Arrival]] = [:]
    for (deposit, verdict) in zip(planned, verdicts) {
      let outcome = bankIdentity(
        deposit, verdict, coverage, reference: { reference($0, $1, $2) })
      identities.append(outcome.result)
      if let finding = outcome.finding { findings.append(finding) }
      guard case .unique(let match) = verdict else { continue }
      for line in match.lines {
        guard let record = byID[line.text] else { continue }
        matches.append(
          DepositMatchRow(
            store: deposit.store, payoutID: deposit.deposit.id.text,
            settlementID: deposit.settlementID, lineID: record.id, kind: match.kind.rawValue,
            evidence: match.evidence.rawValue))
        let isPart = match.kind == .split && record.amount.currency == deposit.currency
        arrivals[deposit.settlementID, default: []].append(
          Arrival(
            settlementID: deposit.settlementID, day: record.bookingDay,
            amountMinor: isPart ? record.amount.minorUnits : deposit.deposit.amount.minorUnits))
      }
    }
    return arrivals
  }

  /// Whether all credits of Amazon's are explained, by bank account.
  ///
  /// - Parameters:
  ///   - vendor: the lines that are Amazon's payments to a vendor.
  ///   - others: the lines that are deposits of tills and web stores.
  func creditIdentities(vendor: Set<String>, others: Set<String>) -> [IdentityResult] {
    let explained = vendor.union(matches.map(\.lineID))
    let credits = input.bankLines.compactMap { line -> AmazonCredit? in
      let isExplained = explained.contains(line.id)
      guard isExplained || openLines.contains(line.id) && !others.contains(line.id) else {
        return nil
      }
      return AmazonCredit(
        lineID: line.id, account: line.account, day: line.bookingDay, amount: line.amount,
        text: line.text, isExplained: isExplained)
    }
    return LedgerCore.creditIdentities(of: credits)
  }

  private var coverage: StatementCoverage {
    let master = master
    var coverage = StatementCoverage { master.calendar(for: $0) }
    for statement in input.statements {
      guard let last = statement.to else { continue }
      // A CSV file begins with its first line, wherever the period begins.
      let isOfLines = statement.format == BankStatement.Format.csv.rawValue
      coverage.add(
        account: statement.account, currency: statement.currency,
        StatedPeriod(
          from: isOfLines ? nil : statement.from, firstLine: statement.from, to: last,
          opening: statement.openingMinor, closing: statement.closingMinor))
    }
    return coverage
  }

  private func reference(_ money: Money, _ currency: Currency, _ day: CalendarDate) -> String? {
    master.rates.converted(money, to: currency, on: day)?.money.description
  }
}
