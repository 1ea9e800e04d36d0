import BankStatements
import LedgerCore

/// What an export of a till or a web store holds.
package enum ChannelKind: String, Sendable, CaseIterable {
  case tillSales = "till_sales"
  case tillTenders = "till_tenders"
  case tillDeposits = "till_deposits"
  case webOrders = "web_orders"
  case webTransactions = "web_transactions"
  case webPayouts = "web_payouts"

  package var isTill: Bool { self == .tillSales || self == .tillTenders || self == .tillDeposits }
}

/// What a column of an export means.
package enum ChannelField: String, Sendable, CaseIterable {
  // Of a ticket's line, of tenders and of deposits
  case ticket, outlet, time, type, sku, quantity, discount, tax, total, net, currency, tender
  case unitPrice = "unit_price"
  case amount, from, to, gross, fee, bank
  case deposit
  case overShort = "over_short"
  case bankDate = "bank_date"
  /// Tells a kind of row from others; see `ChannelLayout.rowType`.
  case rowType = "row_type"
  // Of an order
  case order, created, paid, shipped, cancelled, status, subtotal, shipping, refunded, source
  case shippingMethod = "shipping_method"
  case lineDiscount = "line_discount"
  case lineTotal = "line_total"
  // Of a transaction and a payout
  case payout, checkout
  case payoutStatus = "payout_status"
  case charges, refunds, adjustments, reserved, fees, retried
}

/// Where an export has what, and how it writes numbers and days.
package struct ChannelLayout: Sendable, Equatable {
  package enum DateStyle: String, CaseIterable, Sendable { case ymd, dmy, mdy }
  package enum TaxMode: String, CaseIterable, Sendable { case inclusive, exclusive }

  package var kind: ChannelKind
  package var name: String
  package var columns: [ChannelField: String]
  /// Fields whose columns may be absent.
  package var optional: Set<ChannelField> = []
  /// Columns by which the export is told from others; without any, all that must be there.
  package var signature: [String] = []
  package var decimalComma = false
  package var dates = DateStyle.ymd
  package var delimiter = UInt8(ascii: ",")
  package var charset = Charset.utf8
  /// Whether prices hold the tax; nil where either may be, as the rows show.
  package var tax: TaxMode?
  /// For exports that name no outlet, currency or means of payment.
  package var outlet: ByteString = ""
  package var currency: Currency?
  /// What the export calls an outlet of the outlets file.
  package var outletNames: [ByteString: ByteString] = [:]
  /// The value of `row_type` in rows that count; empty where all do.
  package var rowType: ByteString = ""
  /// Words of this till for what a row does, in lower case, beside those that `TillType` knows.
  package var types: [String: TillType] = [:]
  /// The value of `source` in orders that an outlet's till took; empty where none are.
  package var tillSource: ByteString = ""
  /// The web store whose exports these are; empty for any.
  package var store = ""

  package init(kind: ChannelKind, name: String, columns: [ChannelField: String]) {
    self.kind = kind
    self.name = name
    self.columns = columns
  }

  var required: [String] {
    columns.filter { !optional.contains($0.key) }.map(\.value).sorted()
  }

  /// Whether a header has what tells this layout; it may still lack a column that is needed.
  func fits(_ header: Set<String>) -> Bool {
    (signature.isEmpty ? required : signature).allSatisfy(header.contains)
  }
}

/// All layouts that an import knows: the user's own before those that come with Acorn.
struct ChannelLayouts: Sendable {
  let all: [ChannelLayout]

  init(_ configuration: Configuration) {
    all = configuration.channelLayouts + ChannelLayout.builtIn
  }

  /// The layout of an export by its first line; nil when it is none.
  func layout(ofHead head: [UInt8]) -> ChannelLayout? {
    let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for charset in charsets {
      guard let text = charset == .utf8 ? head : firstLine(head, charset) else { continue }
      for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 9] {
        var row = CSVRow(text, from: start, delimiter: delimiter)
        guard row.next(), row.cells.count > 1 else { continue }
        let header = Set(row.cells.indices.map { row.text($0).text })
        let fitting = all.first {
          $0.charset == charset && $0.delimiter == delimiter && $0.fits(header)
        }
        if let fitting { return fitting }
      }
    }
    return nil
  }

  /// Each charset once, in the order of the layouts.
  private var charsets: [Charset] {
    all.reduce(into: []) { if !$0.contains($1.charset) { $0.append($1.charset) } }
  }

  private func firstLine(_ head: [UInt8], _ charset: Charset) -> [UInt8]? {
    try? charset.decoded(Array(head.prefix { $0 != 10 }))
  }
}

extension ChannelLayout {
  /// An export's text in UTF-8.
  func decoded(_ bytes: [UInt8], name: String) throws(BatchError) -> [UInt8] {
    guard charset != .utf8 else { return bytes }
    do throws(BankStatementError) {
      return try charset.decoded(bytes)
    } catch {
      throw BatchError("\(name): \(error)")
    }
  }
}

extension ChannelKind {
  /// The fields that such an export may have.
  package var fields: [ChannelField] {
    switch self {
    case .tillSales:
      [
        .ticket, .outlet, .time, .type, .sku, .quantity, .unitPrice, .discount, .tax, .total,
        .net, .currency, .tender, .rowType,
      ]
    case .tillTenders: [.time, .outlet, .tender, .amount, .currency]
    case .tillDeposits:
      [
        .deposit, .outlet, .from, .to, .tender, .gross, .fee, .overShort, .net, .currency, .bank,
        .bankDate,
      ]
    case .webOrders:
      [
        .order, .created, .paid, .shipped, .cancelled, .status, .currency, .subtotal, .shipping,
        .tax, .total, .discount, .refunded, .shippingMethod, .tender, .sku, .quantity,
        .unitPrice, .lineTotal, .lineDiscount, .source, .outlet,
      ]
    case .webTransactions:
      [
        .time, .type, .order, .payout, .payoutStatus, .amount, .fee, .net, .checkout, .currency,
      ]
    case .webPayouts:
      [
        .payout, .time, .status, .charges, .refunds, .adjustments, .reserved, .fees, .retried,
        .total, .currency,
      ]
    }
  }

  fileprivate var neededFields: [ChannelField] {
    switch self {
    case .tillSales: [.ticket, .time]
    case .tillTenders: [.time, .tender, .amount]
    case .tillDeposits: [.deposit, .from, .to, .tender, .gross, .net]
    case .webOrders: [.order, .created, .total]
    case .webTransactions: [.time, .type, .amount, .net]
    case .webPayouts: [.payout, .time, .status, .total]
    }
  }
}

extension ChannelLayout {
  /// Fields without which such an export says nothing.
  package var missingFields: [ChannelField] {
    var missing = kind.neededFields.filter { columns[$0] == nil }
    if kind.isTill, outlet.isEmpty, columns[.outlet] == nil { missing.append(.outlet) }
    if !kind.isTill, currency == nil, columns[.currency] == nil { missing.append(.currency) }
    if kind == .tillSales, columns[.total] == nil, columns[.net] == nil,
      columns[.unitPrice] == nil
    {
      missing.append(.total)
    }
    if kind == .webOrders, columns[.unitPrice] == nil, columns[.lineTotal] == nil {
      missing.append(.unitPrice)
    }
    if !tillSource.isEmpty, columns[.source] == nil { missing.append(.source) }
    return missing
  }
}
