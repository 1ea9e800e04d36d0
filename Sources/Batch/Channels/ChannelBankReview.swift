import LedgerCore
import LedgerStore

/// Looks for the deposits of tills and web stores in the bank's statements.
struct ChannelBankReview {
  typealias Outcome = (tieOut: ChannelTieOut, matches: [ChannelMatchRow])

  private let lines: [DepositLine]
  /// The last day that every account of a currency covers.
  private var covered: [Currency: CalendarDate] = [:]
  private let master: MasterData

  init(lines: [BankLineRecord], statements: [StatementRecord], master: MasterData) {
    self.lines = lines.map(\.depositLine)
    self.master = master
    var last: [Currency: [String: CalendarDate]] = [:]
    for statement in statements {
      guard let to = statement.to else { continue }
      let known = last[statement.currency]?[statement.account] ?? to
      last[statement.currency, default: [:]][statement.account] = max(known, to)
    }
    covered = last.compactMapValues { $0.values.min() }
  }

  /// The lines that name deposits and are these to the cent.
  func namedLines(of deposits: [TillDeposit], _ payouts: [WebPayout]) -> Set<ByteString> {
    linesNamed(by: deposits.map(expected) + known(payouts).map(expected), among: lines)
  }

  /// Looks for tills' deposits and web stores' payouts together, since a line pays once.
  func conclude(_ deposits: [TillDeposit], _ payouts: [WebPayout]) -> Outcome {
    let payouts = known(payouts)
    let expected = deposits.map(expected) + payouts.map(expected)
    let verdicts = matchChannelDeposits(expected, with: lines)
    let found = zip(expected, verdicts)
    let tills = zip(deposits, found).map { deposit, found in
      Row(
        isTill: true, store: master.outlets[deposit.outlet]?.store ?? "",
        place: deposit.outlet.text, month: deposit.to.monthText, expected: found.0,
        verdict: found.1, isSent: true)
    }
    let web = zip(payouts, found.dropFirst(deposits.count)).map { payout, found in
      Row(
        isTill: false, store: payout.store, place: "", month: payout.day.monthText,
        expected: found.0, verdict: found.1,
        isSent: payout.status == "paid" || payout.status.isEmpty)
    }
    let (one, other) = (conclude(tills), conclude(web))
    return (one.tieOut + other.tieOut, one.matches + other.matches)
  }

  private func expected(_ deposit: TillDeposit) -> ChannelDeposit {
    let from = deposit.bankDay ?? deposit.to
    return ChannelDeposit(
      id: deposit.id, source: "till", place: deposit.outlet, bank: deposit.bank,
      kind: deposit.tender, amount: Money(minorUnits: deposit.netMinor, deposit.currency),
      from: from, to: due(from, deposit.currency))
  }

  private func expected(_ payout: WebPayout) -> ChannelDeposit {
    let payers = master.configuration.webStores.first { $0.id == payout.store }?.payerNames ?? []
    return ChannelDeposit(
      id: payout.id, source: ByteString("web \(payout.store)"), place: ByteString(payout.store),
      bank: "", kind: "payout", amount: Money(minorUnits: payout.totalMinor, payout.currency),
      from: payout.day, to: due(payout.day, payout.currency),
      payers: payers.map { ByteString($0) })
  }

  /// Of the web stores of the configuration, store by store.
  private func known(_ payouts: [WebPayout]) -> [WebPayout] {
    master.configuration.webStores.flatMap { store in payouts.filter { $0.store == store.id } }
  }

  private func due(_ from: CalendarDate, _ currency: Currency) -> CalendarDate {
    master.calendar(for: currency).adding(master.configuration.thresholds.bankDays, to: from)
  }

  // MARK: - Verdicts

  private struct Row {
    let isTill: Bool
    let store, place, month: String
    let expected: ChannelDeposit
    let verdict: ChannelDepositVerdict
    /// Whether whoever sends it says that it is on its way.
    let isSent: Bool
  }

  private func conclude(_ rows: [Row]) -> Outcome {
    var tieOut = ChannelTieOut()
    var matches: [ChannelMatchRow] = []
    var groups: [String: [(row: Row, status: String)]] = [:]
    var order: [String] = []
    for row in rows {
      let (status, finding) = judged(row)
      if let finding { tieOut.findings.append(finding) }
      var (ids, evidence): ([ByteString], String) = ([], "")
      if case .paid(let lines, let how) = row.verdict { (ids, evidence) = (lines, how) }
      for id in ids.isEmpty ? [""] : ids {
        matches.append(
          ChannelMatchRow(
            isTill: row.isTill, store: row.isTill ? row.place : row.store,
            depositID: row.expected.id, status: status, lineID: id.text, evidence: evidence))
      }
      let key =
        "\(row.store)\u{1f}\(row.place)\u{1f}\(row.expected.amount.currency)\u{1f}\(row.month)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append((row, status))
    }
    for key in order.sorted() { tieOut.identities.append(identity(groups[key] ?? [])) }
    return (tieOut, matches)
  }

  private func judged(_ row: Row) -> (status: String, finding: Finding?) {
    let amount = row.expected.amount
    switch row.verdict {
    case .paid: return ("paid", nil)
    case .nothingDue: return ("nothing_due", nil)
    case .ambiguous(let lines):
      return (
        "ambiguous",
        finding(
          row, .depositAmbiguous, amount,
          lines.count == 1
            ? "it shares \(text(lines)) with another deposit or payout; none is picked"
            : "it fits several bank lines or shares one: \(text(lines))",
          "look at the bank's own note of these lines")
      )
    case .differs(let lines, let by):
      let gap = Money(minorUnits: by, amount.currency)
      return (
        "differs",
        finding(
          row, .depositMismatch, gap,
          "the bank line that names it, \(text(lines)), is \(gap) off",
          "ask the acquirer or the bank for the difference")
      )
    case .none:
      guard amount.minorUnits != 0 else { return ("nothing_due", nil) }
      guard row.isSent else { return ("in_transit", nil) }
      guard let last = covered[amount.currency] else { return ("no_statements", nil) }
      guard last > row.expected.to else { return ("in_transit", nil) }
      return (
        "overdue",
        finding(
          row, .depositOverdue, amount,
          "no bank line for \(amount), due by \(row.expected.to); statements reach to \(last)",
          "ask the outlet, the acquirer or the payment provider, then the bank")
      )
    }
  }

  private func text(_ lines: [ByteString]) -> String {
    lines.map { "bank line \($0)" }.joined(separator: ", ")
  }

  private func finding(
    _ row: Row, _ kind: FindingKind, _ amount: Money, _ what: String, _ whatToDo: String
  ) -> Finding {
    let name = row.isTill ? "deposit \(row.expected.id)" : "web payout \(row.expected.id)"
    return Finding(
      kind: kind, opened: row.expected.to.description, store: row.store, settlementID: "",
      amount: amount, currency: amount.currency.code, what: "\(name): \(what)", place: name,
      whatToDo: whatToDo)
  }

  private func identity(_ group: [(row: Row, status: String)]) -> IdentityResult {
    let first = group[0].row
    let currency = first.expected.amount.currency
    func sum(_ rows: [(row: Row, status: String)]) -> Int64 {
      rows.reduce(0) { $0 + $1.row.expected.amount.minorUnits }
    }
    let settled = group.filter { $0.status == "paid" || $0.status == "nothing_due" }
    let wrong = group.filter { $0.status == "overdue" || $0.status == "differs" }
    let rest = Dictionary(
      grouping: group.filter { $0.status != "paid" && $0.status != "nothing_due" }, by: \.status)
    let cause = rest.sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key.split(separator: "_").joined(separator: " "))" }
      .joined(separator: ", ")
    return IdentityResult(
      identity: first.isTill ? .tillBank : .webstoreBank, store: first.store,
      accountType: first.place, currency: currency.code, settlementID: first.month,
      status: !wrong.isEmpty ? .broken : rest.isEmpty ? .holds : .undetermined,
      expected: Money(minorUnits: sum(group), currency).text,
      actual: Money(minorUnits: sum(settled), currency).text,
      difference: Money(minorUnits: sum(settled) - sum(group), currency).text, cause: cause,
      evidence: "\(settled.count) of \(group.count) found")
  }
}
