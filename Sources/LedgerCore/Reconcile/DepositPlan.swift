/// A deposit to look for at the bank, and whose it is.
package struct PlannedDeposit: Sendable {
  package let deposit: ExpectedDeposit
  package let store: String
  package let accountType: String
  package let settlementID: String
  package let document: String
  /// The last day on which a bank is expected to book it.
  package let due: CalendarDate
  package let isFailed: Bool

  package var currency: Currency { deposit.amount.currency }
}

/// How long a transfer may take.
package struct DepositTerms: Sendable {
  /// Business days of the bank from the transfer to the booking.
  package var bankDays: Int
  package var calendar: @Sendable (Currency) -> BusinessCalendar

  package init(bankDays: Int = 5, calendar: @escaping @Sendable (Currency) -> BusinessCalendar) {
    self.bankDays = bankDays
    self.calendar = calendar
  }
}

/// The deposits that follow from an account's settlements: from Amazon's payouts, else from the
/// event group's transfer, else from the settlement alone.
///
/// A payout has failed where Amazon says so, or where a later settlement credits it again.
package func plannedDeposits(
  of settlements: [SettlementFacts], accountType: String, _ records: AmazonRecords,
  _ terms: DepositTerms
) -> [PlannedDeposit] {
  let returned = Set(
    settlements.flatMap { ReturnedPayout.credited(by: $0, of: settlements) }
      .compactMap(\.paid?.settlementID))
  let payoutsOfSettlement = Dictionary(grouping: records.payouts, by: \.settlementID)
  return settlements.filter { $0.statedTotalMinor > 0 }.flatMap { facts -> [PlannedDeposit] in
    let group = records.match(facts).group
    let document = "document \(facts.sha256.prefix(12)) \(facts.documentName)"
    let cameBack = returned.contains(facts.settlementID)
    let payouts = payoutsOfSettlement[facts.settlementID] ?? []
    if !payouts.isEmpty {
      // Of several payouts Amazon says itself which one failed: it was sent again.
      let isReturned = cameBack && payouts.count == 1
      return payouts.compactMap {
        planned(
          $0, converted: group?.convertedTotal, isReturned: isReturned, facts.store, accountType,
          document, terms)
      }
    }
    let start = group?.transferAt ?? facts.end
    return [
      planned(
        id: group.map { "group \($0.id)" } ?? "settlement \(facts.settlementID)",
        amount: facts.money(facts.statedTotalMinor), converted: group?.convertedTotal,
        // Without a transfer's time, two days may pass until it is made.
        from: start.day(), extraDays: group?.transferAt == nil ? 2 : 0,
        trace: group?.traceID, tail: group?.accountTail,
        isFailed: cameBack || group?.transferStatus?.lowercased() == "failed", store: facts.store,
        accountType: accountType, settlementID: facts.settlementID, document: document, terms)
    ]
  }
}

/// Transfers of closed groups that neither a settlement in the books nor a payout accounts for.
package func orphanTransfers(
  _ records: AmazonRecords, store: String, settledGroups: Set<String>, _ terms: DepositTerms
) -> [PlannedDeposit] {
  records.groups.compactMap { group in
    guard group.isClosed, !settledGroups.contains(group.id), let total = group.originalTotal,
      total.minorUnits > 0, let transferAt = group.transferAt
    else { return nil }
    let ids = records.groupsOfSettlement.filter { $0.value.contains(group.id) }.keys.sorted()
    let hasPayout = records.payouts.contains { payout in
      payout.settlementID.map(ids.contains) ?? false
        || payout.traceID != nil && payout.traceID == group.traceID
    }
    guard !hasPayout else { return nil }
    return planned(
      id: "group \(group.id)", amount: total, converted: group.convertedTotal,
      from: transferAt.day(), extraDays: 0, trace: group.traceID, tail: group.accountTail,
      isFailed: group.transferStatus?.lowercased() == "failed", store: store, accountType: "",
      settlementID: ids.count == 1 ? ids[0] : "", document: "group \(group.id)", terms)
  }
}

/// Payouts whose settlement is not in the books.
package func orphanDeposits(
  _ records: AmazonRecords, store: String, settlements: Set<String>, _ terms: DepositTerms
) -> [PlannedDeposit] {
  records.payouts.filter { !($0.settlementID.map(settlements.contains) ?? false) }.compactMap {
    payout in
    let group = records.groups.first { $0.traceID != nil && $0.traceID == payout.traceID }
    return planned(
      payout, converted: group?.convertedTotal, isReturned: false, store,
      AccountProfile.type(ofTransfer: payout.accountType), "payout \(payout.id)", terms)
  }
}

private func planned(
  _ payout: PayoutFacts, converted: Money?, isReturned: Bool, _ store: String,
  _ accountType: String, _ document: String, _ terms: DepositTerms
) -> PlannedDeposit? {
  guard let amount = payout.amount, amount.minorUnits > 0, let createdAt = payout.createdAt,
    payout.status != "NO_PAYOUT"
  else { return nil }
  return planned(
    id: payout.id, amount: amount, converted: converted, from: createdAt.day(), extraDays: 0,
    trace: payout.traceID, tail: payout.accountTail,
    isFailed: isReturned || payout.status == "FAILED" || payout.status == "CANCELLED",
    store: store, accountType: accountType, settlementID: payout.settlementID ?? "",
    document: document, terms)
}

private func planned(
  id: String, amount: Money, converted: Money?, from: CalendarDate, extraDays: Int,
  trace: String?, tail: String?, isFailed: Bool, store: String, accountType: String,
  settlementID: String, document: String, _ terms: DepositTerms
) -> PlannedDeposit {
  let calendar = terms.calendar(converted?.currency ?? amount.currency)
  let due = calendar.adding(terms.bankDays + extraDays, to: from)
  return PlannedDeposit(
    deposit: ExpectedDeposit(
      id: ByteString(id), account: ByteString("\(store) \(accountType) \(amount.currency)"),
      accountTail: ByteString(tail ?? ""), amount: amount, converted: converted, from: from,
      // A day more than is due, so that a late one is found before it is missed.
      to: calendar.adding(1, to: due), traceID: ByteString(trace ?? ""),
      status: isFailed ? .failed : .sent),
    store: store, accountType: accountType, settlementID: settlementID, document: document,
    due: due, isFailed: isFailed)
}
