import LedgerCore
import TestSupport
import Testing

@Suite struct VendorValueTests {
  private let usd = Currency("USD")!

  private func cost(_ text: String) -> UnitCost {
    UnitCost(ExactDecimal(Array(text.utf8))!, usd)
  }

  private static let quantities: [(VendorQuantity.Unit, Int64?, Int64?)] = [
    (.eaches, nil, 24), (.cases, 12, 288), (.cases, nil, nil), (.cases, 0, nil),
    (.other("Pallets"), 12, nil),
  ]

  @Test(arguments: quantities)
  func piecesFollowFromTheUnit(unit: VendorQuantity.Unit, size: Int64?, pieces: Int64?) {
    #expect(VendorQuantity(amount: 24, unit: unit, unitSize: size).eaches == pieces)
  }

  @Test func aQuantityBeyondReasonHasNoPieces() {
    #expect(VendorQuantity(amount: .max, unit: .cases, unitSize: 2).eaches == nil)
  }

  private static let costs: [(String, Int64, String, Int64)] = [
    ("11.25", 3, "11.25", 3375), ("0.1234", 100, "0.1234", 1234), ("0.1250", 1, "0.125", 13),
    ("5", 2, "5.00", 1000), ("1.100", 1, "1.10", 110),
  ]

  @Test(arguments: costs)
  func costsAreExactBeyondTheCurrencysDecimals(
    text: String, pieces: Int64, shown: String, minor: Int64
  ) {
    #expect(cost(text).text == shown)
    #expect(cost(text).minorUnits(of: pieces) == minor)
  }

  /// Pieces and cost within their bounds may make an amount that no document may state.
  @Test func goodsWorthMoreThanAnyAmountHaveNoWorth() {
    #expect(cost("10000.00").minorUnits(of: 1_000_000) == 1_000_000_000_000)
    #expect(cost("10000.00").minorUnits(of: 1_000_001) == nil)
    #expect(cost("-10000.00").minorUnits(of: 1_000_001) == nil)
  }

  @Test func costsCompareByValue() {
    #expect(cost("1.10") == cost("1.1000"))
    #expect(cost("1.0999").isLess(than: cost("1.10")))
    #expect(!cost("1.10").isLess(than: cost("1.0999")))
    #expect(cost("5.50").times(12) == cost("66"))
  }

  @Test func articlesFitWhereNoNameOfBothDiffers() {
    let both = VendorProduct(asin: "B000000001", sku: "SKU-1")
    #expect(both.fits(VendorProduct(asin: "B000000001")))
    #expect(both.fits(VendorProduct(sku: "SKU-1", gtin: "4006381333931")))
    #expect(!both.fits(VendorProduct(asin: "B000000001", sku: "SKU-2")))
    #expect(!both.fits(VendorProduct(gtin: "4006381333931")))
  }
}

@Suite struct VendorMatchingTests {
  private let day = CalendarDate("2026-05-31")!

  @Test func noDocumentsGiveNoRows() {
    let matching = VendorMatching(VendorBooks(), VendorTerms(today: day))
    #expect(matching.rows.isEmpty && matching.recoveries.isEmpty && matching.findings.isEmpty)
  }

  private func books(
    notified: Int64?, matched: Int64, reasons: [String] = [], status: String = "PARTIALLY_PAID"
  ) -> VendorBooks {
    let usd = Currency("USD")!
    let product = VendorProduct(asin: "B000000001")
    let cost = UnitCost(ExactDecimal(units: 1000, decimals: 2), usd)
    func eaches(_ count: Int64) -> VendorQuantity {
      VendorQuantity(amount: count, unit: .eaches, unitSize: 1)
    }
    let issued = Instant("2026-03-06T08:00:00Z")!
    var books = VendorBooks()
    books.orders = [
      VendorOrder(
        number: "4ABCDEF1", state: "Closed", vendorCode: "VEND1", orderedAt: nil, shipUntil: nil,
        deliverUntil: nil,
        lines: [.init(line: "1", product: product, ordered: eaches(24), cost: cost)])
    ]
    if let notified {
      books.shipments = [
        VendorShipment(
          id: "ASN1", confirmedAt: issued, shippedAt: issued, deliveryAt: nil, vendorCode: "VEND1",
          lines: [
            .init(line: "1", order: "4ABCDEF1", product: product, shipped: eaches(notified))
          ])
      ]
    }
    let paid = Money(minorUnits: matched * 1000, usd)
    books.invoices = [
      VendorInvoice(
        number: "INV-1", status: status, isDeduction: false, issuedAt: issued,
        dueAt: Instant("2026-05-05T08:00:00Z"), terms: "Net 60",
        amount: Money(minorUnits: 24_000, usd), related: ["VENDOR_CODE": ["VEND1"]],
        lines: [
          .init(
            line: "1", orders: ["4ABCDEF1"], product: product, quantity: 24, cost: cost,
            total: Money(minorUnits: 24_000, usd), text: "", serviceChargeType: "",
            matching: .init(
              quantityVariance: 24 - matched, paidQuantity: matched, paid: paid, reasons: reasons))
        ])
    ]
    books.remittances = [
      VendorRemittance(
        id: "7001", number: "40000001", paidAt: Instant("2026-05-08T10:00:00Z")!, amount: paid,
        invoiceAmount: nil, exchangeRate: "", status: "SUCCESSFUL", vendorCodes: ["VEND1"],
        itemCount: 1,
        items: [.init(invoice: "INV-1", total: nil, net: paid, discount: nil, withheld: nil)])
    ]
    return books
  }

  private func row(_ books: VendorBooks) -> VendorMatchRow {
    VendorMatching(books, VendorTerms(today: day)).rows[0]
  }

  @Test func aShortageIsJudgedByTheShipmentNotice() {
    let disputable = row(books(notified: 24, matched: 20))
    #expect(disputable.variance == .shortageInvalid)
    #expect(disputable.recoverableMinor == 4000)
    let fewer = row(books(notified: 22, matched: 20))
    #expect(fewer.variance == .shortageValid)
    #expect(fewer.expectedMinor == 22_000)
    let overbilled = row(books(notified: 24, matched: 20, reasons: ["OVERBILLING"]))
    #expect(overbilled.verdict == .justified)
    let unproved = row(books(notified: nil, matched: 20))
    #expect(unproved.verdict == .undetermined)
    #expect(unproved.recoverableMinor == 0)
  }

  @Test func aRejectedInvoiceCanBeClaimedInFull() {
    var rejected = books(notified: 24, matched: 24, status: "REJECTED")
    rejected.remittances = []
    #expect(row(rejected).variance == .rejected)
    #expect(row(rejected).recoverableMinor == 24_000)
  }

  @Test func anInvoiceIsOverdueOnceThePaymentRunAfterItsDueDateHasPassed() {
    var open = books(notified: 24, matched: 24, status: "IN_PROGRESS")
    open.remittances = []
    open.invoices[0].lines[0].matching?.paid = Money(minorUnits: 0, Currency("USD")!)
    func state(_ today: String) -> String {
      let row = VendorMatching(open, VendorTerms(today: CalendarDate(today)!)).rows[0]
      return "\(row.state) \(row.variance) \(row.recoverableMinor)"
    }
    #expect(state("2026-05-11") == "open none 0")
    #expect(state("2026-05-12") == "overdue unpaid 24000")
  }

  @Test func theSameGoodsBilledAgainAreADuplicate() {
    var twice = books(notified: 24, matched: 24)
    var again = twice.invoices[0]
    again.number = "INV-1-A"
    again.status = "IN_PROGRESS"
    twice.invoices.append(again)
    let rows = VendorMatching(twice, VendorTerms(today: day)).rows
    #expect(rows.map(\.variance) == [.none, .duplicate])
    #expect(rows[1].recoverableMinor == 0)
  }

  /// 24 of 24 were ordered, 12 billed with their notice, 12 without; Amazon received 18.
  @Test func goodsWhoseNoticeIsMissingWereNotBilledBefore() {
    var books = books(notified: 12, matched: 24)
    let usd = Currency("USD")!
    books.statuses = [
      VendorOrderStatus(
        number: "4ABCDEF1", status: "CLOSED",
        lines: [
          .init(
            line: "1", product: VendorProduct(asin: "B000000001"),
            accepted: VendorQuantity(amount: 24, unit: .eaches, unitSize: 1), rejected: nil,
            received: VendorQuantity(amount: 18, unit: .eaches, unitSize: 1),
            receiveStatus: "RECEIVED")
        ])
    ]
    func half(_ number: String, paid: Int64) -> VendorInvoice {
      var invoice = books.invoices[0]
      (invoice.number, invoice.amount) = (number, Money(minorUnits: 12_000, usd))
      invoice.lines[0].quantity = 12
      invoice.lines[0].total = invoice.amount
      invoice.lines[0].matching = .init(
        quantityVariance: 12 - paid, paidQuantity: paid,
        paid: Money(minorUnits: paid * 1000, usd), reasons: [])
      return invoice
    }
    books.invoices = [half("INV-1", paid: 12), half("INV-2", paid: 6)]
    books.remittances[0].items = [("INV-1", 12), ("INV-2", 6)].map {
      .init(
        invoice: $0.0, total: nil, net: Money(minorUnits: $0.1 * 1000, usd), discount: nil,
        withheld: nil)
    }
    let rows = VendorMatching(books, VendorTerms(today: day)).rows
    #expect(rows.map(\.variance) == [.none, .shortageUnproved])
    #expect(rows[1].verdict == .undetermined, "no notice says that these goods left")
    #expect(rows[1].recoverableMinor == 0)
  }

  @Test func aShortageThatADeductionTakesIsTheOneOfItsVendor() {
    var books = books(notified: nil, matched: 20)
    books.orders = []
    books.invoices = ["VEND1", "VEND2"].map { code in
      var invoice = books.invoices[0]
      (invoice.identifier, invoice.related) = ("INV-1~\(code)", ["VENDOR_CODE": [code]])
      return invoice
    }
    books.remittances = ["VEND1", "VEND2"].map { code in
      var remittance = books.remittances[0]
      (remittance.id, remittance.vendorCodes) = (code, [code])
      return remittance
    }
    var deduction = books.invoices[0]
    (deduction.number, deduction.identifier, deduction.isDeduction) = ("D1", "", true)
    deduction.related = ["VENDOR_CODE": ["VEND2"], "SHORTAGE_INVOICE_IDS": ["INV-1"]]
    books.invoices.append(deduction)
    let entries = VendorMatching(books, VendorTerms(today: day)).recoveries
      .filter { $0.number == "INV-1" }
    #expect(
      entries.map { "\($0.vendorCode) \($0.claim)" }.sorted() == ["VEND1 open", "VEND2 see D1"])
  }

  @Test func theOrderOfDocumentsChangesNothing() {
    var books = books(notified: 24, matched: 20)
    var again = books.invoices[0]
    again.number = "INV-0"
    books.invoices.append(again)
    var reversed = books
    reversed.invoices.reverse()
    let (one, other) = (
      VendorMatching(books, VendorTerms(today: day)),
      VendorMatching(reversed, VendorTerms(today: day))
    )
    #expect(one.rows == other.rows)
    #expect(one.recoveries == other.recoveries)
    #expect(one.findings == other.findings)
  }
}
