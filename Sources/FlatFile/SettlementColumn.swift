/// The columns of settlement files that Acorn reads, by their header.
///
/// - Source: Amazon SP-API, "Settlement reports attributes", Flat File V2 and Flat File (V1).
enum SettlementColumn: String, CaseIterable {
  case settlementID = "settlement-id"
  case startDate = "settlement-start-date"
  case endDate = "settlement-end-date"
  case depositDate = "deposit-date"
  case totalAmount = "total-amount"
  case currency
  case transactionType = "transaction-type"
  case orderID = "order-id"
  case merchantOrderID = "merchant-order-id"
  case adjustmentID = "adjustment-id"
  case shipmentID = "shipment-id"
  case marketplaceName = "marketplace-name"
  case amountType = "amount-type"
  case amountDescription = "amount-description"
  case amount
  case fulfillmentID = "fulfillment-id"
  case postedDate = "posted-date"
  case postedDateTime = "posted-date-time"
  case orderItemCode = "order-item-code"
  case merchantOrderItemID = "merchant-order-item-id"
  case merchantAdjustmentItemID = "merchant-adjustment-item-id"
  case sku
  case quantityPurchased = "quantity-purchased"
  case promotionID = "promotion-id"
  // V1 only
  case shipmentFeeType = "shipment-fee-type"
  case shipmentFeeAmount = "shipment-fee-amount"
  case orderFeeType = "order-fee-type"
  case orderFeeAmount = "order-fee-amount"
  case priceType = "price-type"
  case priceAmount = "price-amount"
  case itemRelatedFeeType = "item-related-fee-type"
  case itemRelatedFeeAmount = "item-related-fee-amount"
  case miscFeeAmount = "misc-fee-amount"
  case otherFeeAmount = "other-fee-amount"
  case otherFeeReason = "other-fee-reason-description"
  case promotionType = "promotion-type"
  case promotionAmount = "promotion-amount"
  case directPaymentType = "direct-payment-type"
  case directPaymentAmount = "direct-payment-amount"
  case otherAmount = "other-amount"

  /// Without these a row's amount, kind, period or dimensions would have to be guessed.
  static let requiredInBoth: [SettlementColumn] = [
    .settlementID, .startDate, .endDate, .totalAmount, .currency, .transactionType, .orderID,
    .marketplaceName, .postedDate, .sku, .quantityPurchased,
  ]
  static let requiredInV2: [SettlementColumn] = [.amountType, .amountDescription, .amount]
  static let requiredInV1: [SettlementColumn] = [
    .priceType, .priceAmount, .itemRelatedFeeType, .itemRelatedFeeAmount, .otherAmount,
  ]
}

/// One of the nine amounts a V1 row may hold, and the V2 amount type it stands for.
struct V1Amount {
  let type: SettlementColumn?
  let amount: SettlementColumn
  let amountType: String

  static let all: [V1Amount] = [
    V1Amount(type: .shipmentFeeType, amount: .shipmentFeeAmount, amountType: "Shipment-Fees"),
    V1Amount(type: .orderFeeType, amount: .orderFeeAmount, amountType: "Order-Fees"),
    V1Amount(type: .priceType, amount: .priceAmount, amountType: "ItemPrice"),
    V1Amount(type: .itemRelatedFeeType, amount: .itemRelatedFeeAmount, amountType: "ItemFees"),
    V1Amount(type: nil, amount: .miscFeeAmount, amountType: "MiscFees"),
    V1Amount(type: .otherFeeReason, amount: .otherFeeAmount, amountType: "OtherFees"),
    V1Amount(type: .promotionType, amount: .promotionAmount, amountType: "Promotion"),
    V1Amount(type: .directPaymentType, amount: .directPaymentAmount, amountType: "DirectPayment"),
    V1Amount(type: nil, amount: .otherAmount, amountType: "other-transaction"),
  ]
}

/// Where each column stands in a document, found by header name.
struct ColumnLayout: Equatable {
  enum Version: String {
    case v2 = "V2"
    case v1 = "V1"
  }

  let version: Version
  let columnCount: Int
  let unknownColumns: [String]
  private let places: [Int]
  /// The header line's bytes, to recognise its repetition.
  let header: [UInt8]
  /// Runs of columns that hold all that an event's rows share besides label and amount.
  let contextRuns: [(first: Int, last: Int)]
  /// What may differ between rows of an event; nil for V1 and for an order of columns in which it
  /// does not stand together.
  let varying: VaryingColumns?

  static let maximumColumns = 64

  static func == (lhs: ColumnLayout, rhs: ColumnLayout) -> Bool { lhs.header == rhs.header }

  /// The place of a column, or −1.
  @inline(__always)
  subscript(column: SettlementColumn) -> Int { places[column.place] }

  /// Whether a line that is no settlement header looks like one of a bank's or a shop's export.
  private static func hasCSVCells(_ line: [UInt8]) -> Bool {
    func count(_ delimiter: Character) -> Int { line.count { $0 == delimiter.asciiValue } }
    return count(";") > 0 || count(",") > 1 || count("\t") > 1
  }

  /// Reads a header line (without its line feed); a BOM at its start is skipped.
  static func parse(_ header: [UInt8]) -> Result<ColumnLayout, FlatFileError> {
    let withoutMark = header.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(header.dropFirst(3)) : header
    let names = withoutMark.split(separator: 9, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self).trimmedASCII.lowercased()
    }
    if let saved = SavedElsewhere(withoutMark) {
      return .failure(
        FlatFileError(
          .unknownFormat, at: SourceLocation(line: 1),
          "the first line is a settlement's header \(saved.how)",
          whatToDo: "import the file as Amazon gave it"))
    }
    guard names.contains("settlement-id") else {
      if let foreign = ForeignContent(header) {
        return .failure(
          FlatFileError(
            .unknownFormat, at: SourceLocation(line: 1),
            "the document is no settlement file but \(foreign.name)", whatToDo: foreign.whatToDo))
      }
      let beginning = String(decoding: withoutMark.prefix(60), as: UTF8.self)
      return .failure(
        FlatFileError(
          .unknownFormat, at: SourceLocation(line: 1),
          "the first line is no settlement header but '\(beginning)'",
          whatToDo: hasCSVCells(withoutMark)
            ? "describe a bank's columns in a [[bank_csv]] of acorn.toml, a till's in a [[till]],"
              + " a web store's in a [[webstore.export]], and import it again"
            : "pass a settlement flat file (its first column is settlement-id)"))
    }
    guard names.count <= maximumColumns else {
      return schemaError("the header has \(names.count) columns, more than \(maximumColumns)")
    }
    var places = [Int](repeating: -1, count: SettlementColumn.allCases.count)
    var unknown: [String] = []
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard let column = SettlementColumn(rawValue: name) else {
        unknown.append(name)
        continue
      }
      guard places[column.place] < 0 else { return schemaError("column '\(name)' stands twice") }
      places[column.place] = index
    }
    let version: Version = places[SettlementColumn.priceAmount.place] >= 0 ? .v1 : .v2
    var required =
      SettlementColumn.requiredInBoth
      + (version == .v1 ? SettlementColumn.requiredInV1 : SettlementColumn.requiredInV2)
    if places[SettlementColumn.postedDateTime.place] >= 0 {
      required.removeAll { $0 == .postedDate }
    }
    let missing = required.filter { places[$0.place] < 0 }.map { "'\($0.rawValue)'" }
    guard missing.isEmpty else {
      return schemaError("the header lacks \(missing.joined(separator: ", "))")
    }
    return .success(
      ColumnLayout(
        version: version, columnCount: names.count, unknownColumns: unknown, places: places,
        header: withoutMark, contextRuns: runs(over: places),
        varying: version == .v2 ? varying(places) : nil))
  }

  private static func schemaError(_ what: String) -> Result<ColumnLayout, FlatFileError> {
    .failure(
      FlatFileError(
        .schemaError, at: SourceLocation(line: 1), what,
        whatToDo: "download the report again, or tell us about the new layout"))
  }

  /// The columns that tell events apart.
  private static let context: [SettlementColumn] = [
    .transactionType, .orderID, .merchantOrderID, .marketplaceName, .fulfillmentID, .postedDate,
    .postedDateTime, .sku,
  ]

  private static func varying(_ places: [Int]) -> VaryingColumns? {
    let amount = [SettlementColumn.amountType, .amountDescription, .amount].map { places[$0.place] }
    let repeated = ([.settlementID, .totalAmount] + context).map { places[$0.place] }
    guard let first = amount.min(), let last = amount.max(),
      !repeated.contains(where: { (first...last).contains($0) })
    else { return nil }
    return VaryingColumns(first: first, last: last, lastRepeated: max(last, repeated.max() ?? last))
  }

  private static func runs(over places: [Int]) -> [(first: Int, last: Int)] {
    var runs: [(first: Int, last: Int)] = []
    for place in context.map({ places[$0.place] }).filter({ $0 >= 0 }).sorted() {
      if let last = runs.last, place - last.last <= 3,
        !(last.last + 1..<place).contains(places[SettlementColumn.amount.place])
      {
        runs[runs.count - 1].last = place
      } else {
        runs.append((place, place))
      }
    }
    return runs
  }
}

extension SettlementColumn {
  fileprivate var place: Int { SettlementColumn.places[self] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

extension String {
  /// Without ASCII blanks and control characters at either end.
  package var trimmedASCII: String {
    let head = utf8.drop { $0 <= 32 }
    return String(decoding: head.reversed().drop { $0 <= 32 }.reversed(), as: UTF8.self)
  }
}
