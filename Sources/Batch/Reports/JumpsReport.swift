import LedgerCore
import LedgerStore
import Reporting

extension ReportMaker {
  /// Settlements that are unlike the ones before them on their account, with the numbers behind it.
  func jumps(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let header = ReportHeader(
      name: "jumps",
      columns: [
        "store", "account_type", "currency", "settlement_id", "end", "measure", "value", "usual",
        "spread", "settlements", "marketplace",
      ],
      currencyNote: "amount: major units of the currency a day; else percent of product sales."
        + " usual and spread: medians over the settlements before")
    var stream = ReportStream(header, request, to: sink)
    let limits = master.configuration.thresholds.jump
    for (account, settlements) in try comparedAccounts() {
      for jump in LedgerCore.jumps(of: settlements, limits: limits)
      where request.includes(jump.end.day()) {
        let digits = jump.measure == .amount ? account.currency.minorDigits : 1
        try stream.append([
          .text(account.store), .text(account.type), .text(account.currency.code),
          .text(jump.settlementID), .plain(jump.end.description), .text(jump.measure.rawValue),
          .amount(jump.value, digits: digits), .amount(jump.usual, digits: digits),
          .amount(jump.spread, digits: digits), .integer(Int64(jump.settlements)),
          .text(account.marketplace),
        ])
      }
    }
    try stream.finish()
  }

  private struct Account: Hashable, Comparable {
    let store: String
    let currency: Currency
    let type, marketplace: String

    static func < (lhs: Account, rhs: Account) -> Bool {
      (lhs.store, lhs.currency, lhs.type, lhs.marketplace)
        < (rhs.store, rhs.currency, rhs.type, rhs.marketplace)
    }
  }

  /// Every account's settlements in force in order of time, by store, currency and type.
  private func comparedAccounts() throws(BatchError) -> [(Account, [ComparedSettlement])] {
    var amounts: [Int64: [Component: Int64]] = [:]
    for version in try journal.months.value().versions {
      amounts[version.id] = Dictionary(
        version.sums.map { ($0.component, $0.amountMinor) }, uniquingKeysWith: +)
    }
    let accounts = Dictionary(grouping: try journal.heads.value()) {
      Account(
        store: $0.store, currency: $0.currency, type: $0.accountType,
        marketplace: $0.homeMarketplace)
    }
    return accounts.sorted { $0.key < $1.key }.map { account, heads in
      let settlements = heads.sorted { ($0.end, $0.settlementID) < ($1.end, $1.settlementID) }
      return (
        account,
        settlements.map {
          ComparedSettlement(
            settlementID: $0.settlementID, start: $0.start, end: $0.end,
            amounts: amounts[$0.versionID] ?? [:])
        }
      )
    }
  }
}
