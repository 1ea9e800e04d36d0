import Batch
import LedgerCore
import TestSupport

/// A few made-up settlements of two stores, by file name.
enum SmallWorld {
  static var configuration: Configuration {
    Configuration(stores: [
      Configuration.Store("NA1", home: "US", ["US", "CA"], accounts: ["USD US", "CAD CA"]),
      Configuration.Store(
        "EU1", home: "DE", ["DE"], accounts: ["EUR DE", "EUR DE Invoiced Orders"]),
    ])
  }

  /// MT940: a payout of 25.00 USD on 2026-03-18.
  static let statement = """
    :20:S1
    :25:021000021/000123456789
    :28C:3/1
    :60F:C260316USD100,00
    :61:2603180318C25,00NTRFNONREF//US1
    :86:AMAZON.COM SVCS EDI PYMNTS
    :62F:C260318USD125,00

    """

  static let catalog = """
    sku,store,asin,category,title,unit_cost,currency,effective_from
    MUG-1,NA1,,Cups,Mug,3.00,USD,2026-01-01
    PLATE-1,NA1,,Plates,Plate,1.50,USD,2026-01-01
    MUG-1,EU1,,Tassen,Becher,2.75,EUR,2026-01-01

    """

  static func home() -> TestHome { TestHome(configuration, master: [.catalog: catalog]) }

  /// One fortnight of an account: sales of two goods with fees, and charges of the account.
  static func settlement(
    _ id: String, _ currency: String, from start: String, to end: String, isInvoiced: Bool = false,
    debt: Int64 = 0
  ) -> MadeSettlement {
    var made = MadeSettlement(id, currency, start, end)
    let site = ["USD": "Amazon.com", "CAD": "Amazon.ca", "EUR": "Amazon.de"][currency] ?? ""
    let number = Int64(id.suffix(3)) ?? 0
    for (index, sku) in ["MUG-1", "PLATE-1", "LAMP-9"].enumerated() {
      let posted = Instant(seconds: made.start.seconds + Int64(index) * 90_000 + 7)
      var sale = MadeRow(1999 + number * 7 + Int64(index) * 500, posted)
      (sale.sku, sale.quantity, sale.marketplace) = (sku, "\(index + 1)", site)
      sale.orderID = "111-\(id.suffix(4))-\(index)"
      var fee = sale.labelled("Order", "ItemFees", "Commission")
      (fee.amountMinor, fee.quantity) = (-313 - Int64(index), "")
      made.rows += [sale, fee]
    }
    guard !isInvoiced else { return made }
    let posted = made.start
    if debt != 0 {
      made.rows.append(MadeRow(debt, posted).ofAccount("other-transaction", "Payable to Amazon"))
    }
    made.rows.append(MadeRow(-1007, posted).ofAccount("other-transaction", "Storage Fee"))
    var advertising = MadeRow(-555, posted).ofAccount(
      "Cost of Advertising", "TransactionTotalAmount")
    advertising.type = "ServiceFee"
    made.rows.append(advertising)
    return made
  }

  static let files: [String: [UInt8]] = [
    "NA1_90100000011.txt": SettlementFile(
      settlement("90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    ).bytes,
    "NA1_90100000012.txt.gz": gzipped(
      SettlementFile(
        settlement("90100000012", "USD", from: "2026-03-15T20:00:00Z", to: "2026-03-29T20:00:00Z")
      ).bytes),
    "NA1_90110000013.txt": SettlementFile(
      settlement("90110000013", "CAD", from: "2026-03-03T18:00:00Z", to: "2026-03-17T18:00:00Z")
    ).bytes,
    "EU1_90200000014.txt": SettlementFile(
      settlement("90200000014", "EUR", from: "2026-03-04T07:00:00Z", to: "2026-03-18T07:00:00Z"),
      .de
    ).bytes,
    "EU1_90210000015.txt": SettlementFile(
      settlement(
        "90210000015", "EUR", from: "2026-03-06T11:00:00Z", to: "2026-03-20T11:00:00Z",
        isInvoiced: true), .de
    ).bytes,
    // Out of balance by one cent.
    "EU1_90200000016.txt": {
      var made = settlement(
        "90200000016", "EUR", from: "2026-03-18T07:00:00Z", to: "2026-04-01T07:00:00Z")
      made.statedTotalMinor = made.rowsTotalMinor - 1
      return SettlementFile(made, .de).bytes
    }(),
  ]

  static var names: [String] { files.keys.sorted() }

  /// Writes files of the world into the home's folder; returns their paths.
  @discardableResult
  static func write(_ names: [String], for home: TestHome) -> [String] {
    names.map { home.folder.write("in/\($0)", files[$0] ?? []) }
  }
}
