import LedgerCore
import Testing

@testable import BankStatements

@Suite struct OFXTests {
  private let made = MadeStatement()

  @Test func valuesWithAndWithoutClosingTagsMayBeMixed() throws {
    let mixed = made.ofx1().replacing("<FITID>K1\r\n", with: "<FITID>K1</FITID>\r\n")
      .replacing("<CURDEF>EUR\r\n", with: "<CURDEF>EUR</CURDEF>")
    #expect(try read(mixed).first?.lineKeys == made.keys)
    #expect(try read(made.ofx1()).first?.lines[1].text == "INVOICE 7, 8 <9>")
    let flat = made.ofx1().replacing("\r\n", with: " ")
    #expect(try read(flat).first?.lineKeys == made.keys)
    let empty = made.ofx1().replacing("<NAME>AMAZON PAYMENTS\r\n", with: "<NAME>\r\n")
    #expect(try read(empty).first?.lines.map(\.counterparty.isEmpty) == [true, false])
  }

  @Test(arguments: [
    ("20260302", true), ("20260302120000", true), ("20260302235959.999[-5:EST]", true),
    ("20260230", false), ("2026030", false), ("tomorrow", false),
  ])
  func aDayIsTheOneThatTheBankPrints(text: String, isDay: Bool) throws {
    let file = made.ofx2().replacing("20260302120000.000[-5:EST]", with: text)
    if isDay {
      #expect(try read(file).first?.lines[0].bookingDate.description == "2026-03-02")
    } else {
      #expect(refusal(file).contains("entry 1: DTPOSTED '\(text)' is no day"))
    }
  }

  @Test(arguments: [
    ("+123.45", 12345), ("123,45", 12345), ("-123.4", -12340), ("123", 12300),
  ])
  func amountsHaveASignAndEitherMark(text: String, units: Int64) throws {
    let file = made.ofx1().replacing("<TRNAMT>123.45", with: "<TRNAMT>\(text)")
    #expect(try read(file).first?.lines[0].amount.minorUnits == units)
  }

  @Test(arguments: ["1.234,50", "123.456", "$123", "", "--1", "NaN"])
  func whatIsNoAmountIsRefused(text: String) {
    let file = made.ofx2().replacing("<TRNAMT>123.45", with: "<TRNAMT>\(text)")
    #expect(refusal(file).contains("entry 1: TRNAMT '\(text)' is no amount in EUR"))
  }

  @Test func aBalanceOfALaterDayIsNotTheClosingOne() throws {
    #expect(try read(made.ofx2()).first?.closing == Money(minorUnits: made.closing, made.code))
    let later = made.ofx2().replacing("<DTASOF>20260331", with: "<DTASOF>20260402")
    #expect(try read(later).first?.closing == nil)
  }

  @Test func correctionsAndForeignAmountsAreRefused() {
    func with(_ element: String) -> String {
      refusal(made.ofx2().replacing("<FITID>K1", with: element + "<FITID>K1"))
    }
    #expect(with("") == "")
    #expect(with("<ORIGCURRENCY><CURSYM>USD</CURSYM></ORIGCURRENCY>") == "")
    #expect(with("<CURRENCY><CURSYM>USD</CURSYM></CURRENCY>").contains("the amount is in 'USD'"))
    #expect(with("<CORRECTACTION>DELETE</CORRECTACTION>").contains("CORRECTACTION 'DELETE'"))
  }

  @Test func aCreditCardsStatementIsAStatement() throws {
    let card = made.ofx2().replacing("STMTRS", with: "CCSTMTRS")
      .replacing("BANKACCTFROM", with: "CCACCTFROM")
    let statement = try #require(try read(card).first)
    #expect(statement.account == "DE02120300000000202051")
    #expect(statement.lineKeys == made.keys)
  }

  @Test func aRefusalOfTheBanksIsShown() {
    let text =
      made.ofxHeader
      + "<OFX><BANKMSGSRSV1><STMTTRNRS><STATUS><CODE>2003<SEVERITY>ERROR"
      + "<MESSAGE>Account not found</STATUS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    #expect(refusal(text).contains("no STMTRS: status '2003' 'Account not found'"))
  }

  @Test func tagsThatDoNotMatchAreRefusedWithTheirLine() {
    let crossed = made.ofx1().replacing(
      "</STMTTRN></BANKTRANLIST>", with: "</BANKTRANLIST></STMTTRN>")
    #expect(refusal(crossed).contains("'BANKTRANLIST' ends where 'STMTTRN' is open"))
    #expect(refusal(made.ofx1().replacing("</OFX>", with: "")).contains("does not end with </OFX>"))
    #expect(refusal(made.ofx1() + "<" + String(repeating: "A", count: 99)).contains("does not end"))
    let unnamed = made.ofx1().replacing("<CURDEF>EUR\r\n", with: "")
    #expect(refusal(unnamed).contains("no CURDEF"))
  }

  @Test func aDocumentTypeIsRefusedHereToo() {
    let text = made.ofx2().replacing(
      "<OFX>", with: "<!DOCTYPE OFX [<!ENTITY a \"b\">]><OFX>")
    #expect(refusal(text).contains("declares a document type"))
  }
}
