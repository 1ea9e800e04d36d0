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
    self.lines = lines.map {
      DepositLine(
        id: ByteString($0.id), bankAccount: ByteString($0.account), date: $0.bookingDay,
        amount: $0.amount, text: ByteString("\($0.text) \($0.reference)"))
    }
    self.master = master
    var last: [Currency: [String: CalendarDate]] = [:]
    for statement in statements {
      guard let to = statement.to else { continue }
      let known = last[statement.currency]?[statement.account] ?? to
      last[statement.currency, default: [:]][statement.account] = max(known, to)
    }
    covered = last.compactMapValues { $0.values.min() }
  }

  // MARK: - Tills

  func tills(_ deposits: [TillDeposit]) -> Outcome {
    let expected = deposits.map { deposit in
      let from = deposit.bankDay ?? deposit.to
      return ChannelDeposit(
        id: deposit.id, place: deposit.outlet, bank: deposit.bank, kind: deposit.tender,
        amount: Money(minorUnits: deposit.netMinor, deposit.currency), from: from,
        to: due(from, deposit.currency))
    }
    let verdicts = matchChannelDeposits(expected, with: lines)
    var rows: [Row] = []
    for (deposit, (expected, verdict)) in zip(deposits, zip(expected, verdicts)) {
      rows.append(
        Row(
          isTill: true, store: master.outlets[deposit.outlet]?.store ?? "",
          place: deposit.outlet.text, month: deposit.to.monthText, expected: expected,
          verdict: verdict, isSent: true))
    }
    return conclude(rows)
  }

  // MARK: - Web stores

  func webStores(_ payouts: [WebPayout]) -> Outcome {
    var rows: [Row] = []
    for store in master.configuration.webStores {
      let own = payouts.filter { $0.store == store.id }
      let expected = own.map { payout in
        ChannelDeposit(
          id: payout.id, place: ByteString(store.id), bank: "", kind: "payout",
          amount: Money(minorUnits: payout.totalMinor, payout.currency), from: payout.day,
          to: due(payout.day, payout.currency))
      }
      let verdicts = matchChannelDeposits(
        expected, with: lines, payers: store.payerNames.map { ByteString($0) })
      for (payout, (expected, verdict)) in zip(own, zip(expected, verdicts)) {
        rows.append(
          Row(
            isTill: false, store: store.id, place: "", month: payout.day.monthText,
            expected: expected, verdict: verdict,
            isSent: payout.status == "paid" || payout.status.isEmpty))
      }
    }
    return conclude(rows)
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
          "it fits several bank lines or shares one: \(text(lines))",
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
