import LedgerCore
import LedgerStore

/// The entries of tills, web stores and vendors.
extension JournalMaker {
  /// What their documents say of each month, and what Amazon has paid to vendors.
  func channelEntries(byRowGroup: Bool) throws(BatchError) -> [AccountingEntry] {
    let webStores = Set(master.configuration.webStores.map(\.id))
    let (books, bookings) = try storing { () throws(StoreError) in
      (
        try ledger.channelBooks(byRowGroup: byRowGroup) { master.outlets[$0]?.store },
        try ledger.vendorBookings(byRowGroup: byRowGroup)
      )
    }
    let known = books.filter { $0.key.channel != .webstore || webStores.contains($0.key.store) }
    let payments = vendorPayments(bookings)
    let (remittances, documents) = try remittances()
    return (known + vendorBooks(bookings)).compactMap { entry(of: $0, master.chart) }
      + payments.entries(of: remittances, documents: documents)
  }

  /// What vendors' invoices and payments book.
  func vendorEntries() throws(BatchError) -> [AccountingEntry] {
    let bookings = try storing { () throws(StoreError) in
      try ledger.vendorBookings(byRowGroup: false)
    }
    guard !bookings.isEmpty else { return [] }
    let payments = vendorPayments(bookings)
    let (remittances, documents) = try remittances()
    return vendorBooks(bookings).compactMap { entry(of: $0, master.chart) }
      + payments.entries(of: remittances, documents: documents)
  }

  private func vendorPayments(_ bookings: [VendorBooking]) -> VendorPaymentEntries {
    VendorPaymentEntries(bookings, master.chart) {
      master.rates.converted($0, to: $1, on: $2)?.money
    }
  }

  private func remittances() throws(BatchError) -> ([VendorRemittance], [String: String]) {
    let records = try storing { () throws(StoreError) in try ledger.remittanceRecords() }
    let books = try VendorBooks(records: records.map(\.record))
    return (
      books.remittances,
      Dictionary(
        records.map { ($0.record.key, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    )
  }

  // MARK: - At the bank

  /// Adds what bank lines pay of deposits, payouts of web stores and remittances.
  func addChannels(to lines: inout [String: BankedLine]) throws(BatchError) {
    let pairs = try storing { () throws(StoreError) in try ledger.channelBankPairs() }
    guard !pairs.isEmpty else { return }
    let parts = try bankedParts(pairs)
    let siblings = Dictionary(grouping: pairs, by: \.name)
    for (lineID, members) in Dictionary(grouping: pairs, by: \.lineID).sorted(by: {
      $0.key < $1.key
    }) {
      let line = members[0]
      let known = members.compactMap { parts[$0.name] }
      guard known.count == members.count else { continue }
      lines[
        lineID,
        default: BankedLine(
          id: lineID, bankAccount: line.bankAccount, day: line.day, amount: line.credited,
          documents: line.statement.isEmpty ? [] : [line.statement], parts: [])
      ].parts += shares(of: line, members, known, siblings)
    }
  }

  /// What a line pays: all of its members, or, where these came in several lines, its own amount of
  /// them; a remittance in another currency by the lines' shares.
  private func shares(
    of line: Ledger.ChannelBankPair, _ members: [Ledger.ChannelBankPair],
    _ parts: [BankedLine.Part], _ siblings: [String: [Ledger.ChannelBankPair]]
  ) -> [BankedLine.Part] {
    guard members.contains(where: { (siblings[$0.name]?.count ?? 1) > 1 }), let first = parts.first
    else { return parts }
    let ids = parts.map(\.payoutID).joined(separator: ", ")
    if first.amount.currency == line.credited.currency {
      return [first.with(line.credited, payoutID: ids)]
    }
    let all = siblings[members[0].name] ?? []
    let place = all.firstIndex { $0.lineID == line.lineID } ?? 0
    let weights = all.map { max(0, $0.credited.minorUnits) }
    return allocate(first.amount.minorUnits, by: weights).map {
      [first.with(Money(minorUnits: $0[place], first.amount.currency), payoutID: ids)]
    } ?? []
  }

  private func bankedParts(
    _ pairs: [Ledger.ChannelBankPair]
  ) throws(BatchError) -> [String: BankedLine.Part] {
    let (deposits, payouts) = try storing { () throws(StoreError) in
      (try ledger.tillDeposits(), try ledger.webPayouts())
    }
    var parts: [String: BankedLine.Part] = [:]
    func add(
      _ channel: SalesChannel, _ place: String, _ id: String, _ reference: String, store: String,
      _ amount: Money, closed: CalendarDate, _ role: String,
      outlet: ByteString = Dimensions.unassigned
    ) {
      parts[Ledger.ChannelBankPair.name(channel, place, id)] = BankedLine.Part(
        store: store, marketplace: Dimensions.noMarketplace, payoutID: id, settlementID: reference,
        amount: amount, closed: closed, documents: [], role: role, outlet: outlet)
    }
    for deposit in deposits {
      let outlet = deposit.outlet.text
      add(
        .till, outlet, deposit.id.text, outlet, store: master.outlets[deposit.outlet]?.store ?? "",
        Money(minorUnits: deposit.netMinor, deposit.currency),
        closed: CalendarMonth(deposit.to).last, JournalRole.tillInTransit, outlet: deposit.outlet)
    }
    for payout in payouts {
      add(
        .webstore, payout.store, payout.id.text, payout.store, store: payout.store,
        Money(minorUnits: payout.totalMinor, payout.currency),
        closed: CalendarMonth(payout.day).last, JournalRole.webstoreInTransit)
    }
    for remittance in try remittances().0 {
      add(
        .vendor, "", remittance.id, remittance.number, store: vendorPlace(remittance.vendorCodes),
        remittance.amount, closed: remittance.paidAt.day(), JournalRole.vendorInTransit)
    }
    return parts
  }
}

extension Ledger.ChannelBankPair {
  fileprivate static func name(_ channel: SalesChannel, _ place: String, _ id: String) -> String {
    "\(channel.rawValue)\u{1f}\(place)\u{1f}\(id)"
  }

  fileprivate var name: String { Self.name(channel, place, id.text) }
}

extension BankedLine.Part {
  fileprivate func with(_ amount: Money, payoutID: String) -> BankedLine.Part {
    BankedLine.Part(
      store: store, marketplace: marketplace, payoutID: payoutID, settlementID: settlementID,
      amount: amount, closed: closed, documents: documents, role: role, outlet: outlet)
  }
}
