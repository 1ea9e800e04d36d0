import LedgerCore
import LedgerStore

/// Makes the accounting journal from a ledger: what the facts say, and what stands in the books.
struct JournalMaker {
  let ledger: Ledger
  let master: MasterData
  /// The last day of which SP-API has told everything; nil without it: then nothing is accrued.
  let lastToldDay: CalendarDate?
  private let outlook: NightOutlook?
  /// The rows of the versions in force by month.
  let months: Once<MonthlySums>
  /// The settlements in force.
  let heads: Once<[Ledger.SettlementHead]>
  private let settlements: Once<SettlementJournal>

  /// Without an outlook nothing is accrued.
  init(ledger: Ledger, master: MasterData, outlook: NightOutlook?) {
    self.ledger = ledger
    self.master = master
    self.outlook = outlook
    let months = Once { () throws(BatchError) in
      try storing { () throws(StoreError) in try ledger.monthlySums() }
    }
    let heads = Once { () throws(BatchError) in
      try storing { () throws(StoreError) in try ledger.settlementHeads() }
    }
    (self.months, self.heads) = (months, heads)
    settlements = Once { () throws(BatchError) in
      SettlementJournal(try heads.value(), try months.value(), master)
    }
    lastToldDay = outlook?.deliveries.lastAskedDay.map { CalendarDate(dayNumber: $0.dayNumber - 1) }
  }

  /// The journal with its locked months.
  func journal() throws(BatchError) -> [AccountingEntry] {
    LedgerCore.journal(try facts(), locked: try PeriodHistory(ledger).inForce)
  }

  /// The same with each row group for itself where the groups still make up what was booked, and the
  /// ids of the entries where they make up something else today: these stay summed.
  func detailedJournal() throws(BatchError) -> (entries: [AccountingEntry], summed: Set<String>) {
    let details = Dictionary(
      (try settlementEntries(byRowGroup: true) + channelEntries(byRowGroup: true))
        .map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var summed = Set<String>()
    let entries = try journal().map { entry -> AccountingEntry in
      guard let detail = details[entry.root] else { return entry }
      if let detailed = entry.detailed(by: detail) { return detailed }
      summed.insert(entry.id)
      return entry
    }
    return (entries, summed)
  }

  /// The same for reports, which show neither accounts' names in other systems nor rates: months whose
  /// entries are still what the facts say need not be read, nor made where `kept` knows of them.
  func reported(_ kept: KeptJournal? = nil) throws(BatchError) -> ReportedEntries {
    try ReportedEntries(
      settlements.value(), others: otherEntries(), LockedMonths(ledger), kept)
  }

  /// What the documents say today, whatever is locked.
  func facts() throws(BatchError) -> [AccountingEntry] {
    try settlementEntries(byRowGroup: false) + otherEntries()
  }

  private func otherEntries() throws(BatchError) -> [AccountingEntry] {
    try channelEntries(byRowGroup: false) + payoutEntries() + accrualEntries()
  }

  // MARK: - Settlements

  private func settlementEntries(
    byRowGroup: Bool
  ) throws(BatchError) -> [AccountingEntry] {
    let settlements = try settlements.value()
    guard byRowGroup else {
      return settlements.indices.flatMap { settlements.entries(at: $0) }
    }
    let slices = try storing { () throws(StoreError) in try ledger.settlementRowGroups() }
    return try heads.value().flatMap { head in
      var book = settlements.book(of: head)
      book.slices = slices[head.versionID] ?? []
      return entries(of: book, master.chart)
    }
  }

  // MARK: - Payouts

  func payoutEntries() throws(BatchError) -> [AccountingEntry] {
    let pairs = try storing { () throws(StoreError) in try ledger.depositPairs() }
    let byPayout = Dictionary(grouping: pairs) { "\($0.store)\u{1f}\($0.payoutID)" }
    var lines: [String: BankedLine] = [:]
    for pair in pairs {
      let siblings = byPayout["\(pair.store)\u{1f}\(pair.payoutID)"] ?? [pair]
      guard let payout = pair.payout, let amount = part(of: payout, pair, siblings) else {
        continue
      }
      let home =
        pair.homeMarketplace.isEmpty
        ? master.stores[pair.store]?.homeMarketplace ?? "" : pair.homeMarketplace
      lines[
        pair.lineID,
        default: BankedLine(
          id: pair.lineID, bankAccount: pair.bankAccount, day: pair.day, amount: pair.credited,
          documents: pair.statement.isEmpty ? [] : [pair.statement], parts: [])
      ].parts.append(
        BankedLine.Part(
          store: pair.store, marketplace: home, payoutID: pair.payoutID,
          settlementID: pair.settlementID, amount: amount,
          closed: pair.closed.map { master.day(of: $0, in: home) },
          documents: pair.documents.isEmpty ? [] : [pair.documents]))
    }
    try addChannels(to: &lines)
    return lines.values.sorted { $0.id < $1.id }.compactMap {
      payoutEntry(of: $0, master.chart) { master.rates.converted($0, to: $1, on: $2)?.money }
    }
  }

  /// What a line pays of a payout: all of it, or its share where the payout came in several lines.
  private func part(
    of payout: Money, _ pair: Ledger.DepositPair, _ siblings: [Ledger.DepositPair]
  ) -> Money? {
    guard siblings.count > 1, let place = siblings.firstIndex(where: { $0.lineID == pair.lineID })
    else { return payout }
    let weights = siblings.map { max(0, $0.credited.minorUnits) }
    return allocate(payout.minorUnits, by: weights).map {
      Money(minorUnits: $0[place], payout.currency)
    }
  }

  // MARK: - Accruals

  private func accrualEntries() throws(BatchError) -> [AccountingEntry] {
    guard let lastToldDay, let told = try outlook?.movements() else { return [] }
    let heads = try heads.value()
    var entries: [AccountingEntry] = []
    for (store, profile) in master.stores.sorted(by: { $0.key < $1.key }) {
      let all = told.of(store)
      for currency in told.currencies(of: store) {
        for account in profile.accounts(in: currency, master.marketplaces) {
          let isTaken = told.taken(by: AccountSelector(account, store, master))
          let periods = SettledPeriods(
            heads.filter {
              $0.store == store && $0.currency == currency && $0.accountType == account.type
                && $0.homeMarketplace == account.homeMarketplace
            }.map { $0.start..<$0.end })
          let zone = master.zone(of: account.homeMarketplace)
          var accruals = Accruals()
          for movement in all where movement.isCounted && isTaken[movement.kind] {
            accruals.add(AccountMovement(movement, zone, periods))
          }
          entries += accruals.entries(
            of: account, store: store, until: lastToldDay, master.chart)
        }
      }
    }
    return entries
  }
}

extension AccountMovement {
  fileprivate init(_ told: ToldMovement, _ zone: ZoneRules, _ periods: SettledPeriods) {
    let released = told.releasedAt.map { Instant(seconds: $0) }
    self.init(
      posted: zone.day(of: Instant(seconds: told.postedAt)), released: released.map(zone.day(of:)),
      isSettled: released.map(periods.contains) ?? false, amountMinor: told.totalMinor)
  }
}

extension AccountingEntry {
  /// The same entry with the row groups of another one, where these sum to the same lines; else nil.
  /// They stand on the accounts of other systems on which the entry was booked.
  fileprivate func detailed(by detail: AccountingEntry) -> AccountingEntry? {
    func line(
      _ line: AccountingLine, on account: ChartAccount, _ text: String = ""
    ) -> AccountingLine {
      AccountingLine(
        account: account, role: line.role, dimensions: line.dimensions, reference: line.reference,
        amount: line.amount, text: text)
    }
    let sums = detail.lines.map { line($0, on: $0.account) }
    let summed = AccountingEntry.merged(sums)
    func amounts(_ lines: [AccountingLine], _ sign: Int64) -> [AccountingLine.Key: Int64] {
      Dictionary(lines.map { ($0.key, sign * $0.amount.minorUnits) }, uniquingKeysWith: +)
    }
    let sign: Int64 = kind == .reversal ? -1 : 1
    guard amounts(summed, sign) == amounts(lines, 1) else { return nil }
    let accounts = Dictionary(lines.map { ($0.key, $0.account) }, uniquingKeysWith: { $1 })
    let details = zip(detail.lines, sums).map { detail, sum in
      line(detail, on: accounts[sum.key] ?? detail.account, detail.text)
    }
    return AccountingEntry(
      id: id, date: date, kind: kind, origin: origin, cause: cause, corrects: corrects,
      rateDay: rateDay, bookedRates: bookedRates, lines: sign < 0 ? details.map { -$0 } : details)
  }
}
