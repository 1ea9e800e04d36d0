import LedgerCore
import LedgerStore

/// Reads what a web store's payment provider charged, refunded and kept.
struct WebTransactionReader {
  let sheet: ChannelSheet
  let store: WebStoreProfile

  func read(_ emit: ChannelSink) throws(BatchError) {
    // The export has no id: a transaction is its instant, kind, order and amounts; equal ones of
    // one export are several, numbered in their order.
    var met: [String: Int] = [:]
    try sheet.eachRow { row throws(BatchError) in
      guard let currency = sheet.currency(row) else { return }
      let facts = WebTransaction(
        store: store.id, day: sheet.neededDay(.time, row),
        type: sheet.needed(.type, row).lowercasedASCII, order: sheet.text(.order, row),
        payoutID: sheet.text(.payout, row),
        payoutStatus: sheet.text(.payoutStatus, row).lowercasedASCII,
        amountMinor: sheet.neededAmount(.amount, row, currency),
        feeMinor: sheet.amount(.fee, row, currency),
        netMinor: sheet.neededAmount(.net, row, currency), currency: currency)
      let difference = facts.netMinor - facts.amountMinor + facts.feeMinor
      if difference != 0 {
        sheet.note(
          .webPayoutMismatch, row.line, sheet.layout.columns[.net],
          Money(minorUnits: difference, currency),
          "\(facts.type) of order \(facts.order): the net is not the amount less the fee",
          "ask the payment provider; amount and fee count as stated")
      }
      let key = [
        store.id, sheet.text(.time, row).text, facts.type.text, facts.order.text,
        String(facts.amountMinor), String(facts.feeMinor), currency.code,
        sheet.text(.checkout, row).text,
      ].joined(separator: "\u{1f}")
      let number = met[key, default: 0]
      met[key] = number + 1
      try emit(
        WebTransactionRecord(line: row.line, key: "\(key)\u{1f}\(number)", facts: facts))
    }
  }
}

/// Reads a payment provider's transfers with their control totals.
struct WebPayoutReader {
  let sheet: ChannelSheet
  let store: WebStoreProfile

  func read(_ emit: ChannelSink) throws(BatchError) {
    try sheet.eachRow { row throws(BatchError) in
      guard let currency = sheet.currency(row) else { return }
      let facts = WebPayout(
        store: store.id, id: sheet.needed(.payout, row), day: sheet.neededDay(.time, row),
        status: sheet.needed(.status, row).lowercasedASCII,
        chargesMinor: sheet.amount(.charges, row, currency),
        refundsMinor: sheet.amount(.refunds, row, currency),
        adjustmentsMinor: sheet.amount(.adjustments, row, currency),
        reservedMinor: sheet.amount(.reserved, row, currency),
        feesMinor: sheet.amount(.fees, row, currency),
        retriedMinor: sheet.amount(.retried, row, currency),
        totalMinor: sheet.neededAmount(.total, row, currency), currency: currency)
      try emit(WebPayoutRecord(line: row.line, facts: facts))
    }
  }
}
