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
    for (account, chain) in try storing(chains) {
      for jump in LedgerCore.jumps(of: chain, limits: limits) where request.includes(jump.end.day())
      {
        let digits = jump.measure == .amount ? chain.currency.minorDigits : 1
        try stream.append([
          .text(chain.store), .text(chain.type), .text(chain.currency.code),
          .text(jump.settlementID), .plain(jump.end.description), .text(jump.measure.rawValue),
          .amount(jump.value, digits: digits), .amount(jump.usual, digits: digits),
          .amount(jump.spread, digits: digits), .integer(Int64(jump.settlements)),
          .text(account),
        ])
      }
    }
    try stream.finish()
  }

  /// Every account's settlements in force with its home marketplace, by store, currency and type.
  private func chains() throws(StoreError) -> [(marketplace: String, chain: AccountChain)] {
    struct Key: Hashable { var store, currency, type, marketplace: String }
    let accounts = try ledger.currentAccounts()
    let facts = try ledger.settlementFacts { _ in nil }
    let members = Dictionary(grouping: facts.filter { accounts[$0.versionID] != nil }) { facts in
      let account = accounts[facts.versionID]!
      return Key(
        store: facts.store, currency: facts.currency.code, type: account.type,
        marketplace: account.home)
    }
    return members.sorted {
      ($0.key.store, $0.key.currency, $0.key.type, $0.key.marketplace)
        < ($1.key.store, $1.key.currency, $1.key.type, $1.key.marketplace)
    }.map { key, settlements in
      (
        key.marketplace,
        AccountChain(
          store: key.store, type: key.type, currency: settlements[0].currency,
          settlements: settlements, refused: [])
      )
    }
  }
}
