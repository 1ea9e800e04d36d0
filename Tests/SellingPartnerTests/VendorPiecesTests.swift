import LedgerCore
import SellingPartner
import TestSupport
import Testing

@Suite struct VendorPiecesTests {
  private let received = Instant("2026-06-01T00:00:00Z")!

  private func pieces(_ text: String) -> VendorPieces {
    VendorPieces(Array(text.utf8), receivedAt: received)
  }

  private func status(_ number: String, _ updated: String, item: String = "") -> String {
    #"{"purchaseOrderNumber":"\#(number)","purchaseOrderStatus":"OPEN","lastUpdatedDate":"\#(updated)","#
      + #""itemStatus":[\#(item)]}"#
  }

  @Test func recordsAreFoundInAPagesPayloadAndInLinesAlike() {
    let one = status("4ABCDEF1", "2026-03-01T08:00:00Z")
    let two = status("4ABCDEF2", "2026-03-02T08:00:00Z")
    let page = pieces(
      #"{"payload":{"ordersStatus":[\#(one),\#(two)],"pagination":{"nextToken":"x"}}}"#)
    let lines = pieces(
      #"{"known_from":"2026-03-01T08:00:00Z","record":\#(one)}"# + "\r\n\n"
        + #"{"known_from":"2026-03-02T08:00:00Z","record":\#(two)}"#)
    #expect(page.problems.isEmpty && lines.problems.isEmpty)
    #expect(page.pieces.map(\.key) == ["4ABCDEF1", "4ABCDEF2"])
    #expect(page.pieces.map(\.body) == lines.pieces.map(\.body))
    #expect(page.pieces.map(\.known) == lines.pieces.map(\.known))
    #expect(lines.pieces.map(\.line) == [1, 3])
  }

  @Test func aRecordIsRefusedWithTheLineOfItsPlaceInAPrettyDocument() {
    let text = """
      {"invoices": [
        {
          "id": "INV-1", "date": "2026-03-06",
          "remitToParty": {"partyId": "P"},
          "invoiceTotal": {"currencyCode": "USD", "amount": "1.00"}, "items": []
        },
        {
          "id": "INV-2", "date": "sixth of March",
          "remitToParty": {"partyId": "P"},
          "invoiceTotal": {"currencyCode": "USD", "amount": "1.00"}, "items": []
        }
      ]}
      """
    let read = pieces(text)
    #expect(read.pieces.map(\.key) == ["INV-1~P"])
    #expect(read.problems.map(\.line) == [7])
    #expect(
      read.problems.first?.what
        == "invoice INV-2: date is 'sixth of March', not a time such as 2026-03-14T08:49:04Z")
  }

  @Test func aTornDocumentIsOneProblem() {
    let whole = "[\n" + status("4ABCDEF1", "2026-03-01T08:00:00Z") + ",\n"
    let read = pieces(whole)
    #expect(read.pieces.isEmpty)
    #expect(read.problems.count == 1)
  }

  @Test func anyTornOrChangedDocumentIsReadOrRefusedAndNeverTraps() {
    let text = Array(
      #"{"payload":{"ordersStatus":[\#(status("4ABCDEF1", "2026-03-01T08:00:00Z"))]}}"#.utf8)
    for end in text.indices { _ = VendorPieces(Array(text[..<end]), receivedAt: received) }
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      var changed = text
      for _ in 0..<3 {
        changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let read = VendorPieces(changed, receivedAt: received)
      #expect(read.pieces.count <= 1, "seed \(seed)")
    }
  }

  @Test func anUnconfirmedLineHasNoConfirmedQuantity() throws {
    func line(_ status: String) -> String {
      """
      {"itemSequenceNumber":"001","acknowledgementStatus":{"confirmationStatus":"\(status)",\
      "acceptedQuantity":{"amount":2,"unitOfMeasure":"Cases","unitSize":6}}}
      """
    }
    let open = status("4ABCDEF1", "2026-03-01T08:00:00Z", item: line("UNCONFIRMED"))
    let confirmed = status("4ABCDEF1", "2026-03-01T08:00:00Z", item: line("ACCEPTED"))
    #expect(try #require(VendorWire.status(Array(open.utf8))).lines[0].accepted == nil)
    let read = try #require(VendorWire.status(Array(confirmed.utf8))).lines[0]
    #expect(read.accepted?.eaches == 12)
    #expect(read.line == "1")
  }

  @Test func theLinesOfAnInvoiceAreJoinedOverItsPages() {
    func page(_ lines: [Int]) -> [UInt8] {
      let items = lines.map {
        #"{"lineItemId":"\#($0)","totalAmount":{"currencyCode":"USD","currencyAmount":1.5}}"#
      }
      return Array(
        (#"{"invoiceHeader":{"invoiceNumber":"I-1","invoiceIdentifier":"I-1~P","#
          + #""invoiceStatus":"PAID","invoiceType":"AP_INVENTORY","#
          + #""issueDate":"2026-03-06T08:00:00Z","lastUpdatedDate":"2026-03-06T08:00:00Z","#
          + #""invoiceAmount":{"currencyCode":"USD","currencyAmount":"4.50"}},"#
          + #""invoiceItems":[\#(items.joined(separator: ","))],"nextTokenForLineItems":"t"}"#).utf8
      )
    }
    let read = VendorPieces(
      VendorPieces.joined([page([1, 2]), page([3])]), receivedAt: received)
    #expect(read.problems.isEmpty)
    #expect(read.pieces.map(\.key) == ["I-1~P"])
    let invoice = read.pieces.first.flatMap { VendorWire.invoice($0.body) }
    #expect(invoice?.lines.map(\.line) == ["1", "2", "3"])
    #expect(invoice?.lines.map(\.total.minorUnits) == [150, 150, 150])
  }

  @Test func thePagesOfAListAreReadOneAfterTheOther() {
    func page(_ number: String) -> [UInt8] {
      Array(
        "{\n\"payload\":{\"ordersStatus\":[\(status(number, "2026-03-01T08:00:00Z"))]}}\n".utf8)
    }
    let read = VendorPieces(
      VendorPieces.joined([page("4ABCDEF1"), page("4ABCDEF2")]), receivedAt: received)
    #expect(read.problems.isEmpty)
    #expect(read.pieces.map(\.key) == ["4ABCDEF1", "4ABCDEF2"])
  }
}
