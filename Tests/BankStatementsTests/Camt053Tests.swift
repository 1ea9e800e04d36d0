import LedgerCore
import Testing

@testable import BankStatements

@Suite struct Camt053Tests {
  private let euro = Currency("EUR")!

  /// A statement with one entry of the given elements.
  private func message(_ entry: String, head: String = "", balances: String = "") -> String {
    """
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
    <Id>1</Id>\(head)<CreDtTm>2026-03-31T22:00:00Z</CreDtTm>
    <Acct><Id><Othr><Id>4711</Id></Othr></Id></Acct>\(balances)
    <Ntry>\(entry)</Ntry></Stmt></BkToCstmrStmt></Document>
    """
  }

  private func entry(
    _ amount: String = "12.30", currency: String = "EUR", side: String = "CRDT",
    status: String = "BOOK", more: String = ""
  ) -> String {
    "<Amt Ccy=\"\(currency)\">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd><Sts>\(status)</Sts>"
      + "<BookgDt><Dt>2026-03-02</Dt></BookgDt>\(more)"
  }

  private func line(_ text: String) throws -> BankLine {
    try #require(try read(text).first?.lines.first)
  }

  @Test func severalStatementsInAMessageAreReadOneByOne() throws {
    var other = MadeStatement()
    other.account = "DE88100900001234567892"
    other.currency = "USD"
    let both = MadeStatement().camt053().replacing("</Stmt>", with: "</Stmt>" + other.stmt())
    let statements = try read(both)
    #expect(statements.map(\.account) == ["DE02120300000000202051", "DE88100900001234567892"])
    #expect(statements.map(\.currency.code) == ["EUR", "USD"])
    #expect(statements.map(\.lines.count) == [2, 2])
    #expect(statements.map { $0.lines[1].place.entry } == [2, 2])
  }

  @Test func aPendingEntryIsInNoBalance() throws {
    let made = MadeStatement()
    let pending =
      "<Ntry><Amt Ccy=\"EUR\">9.99</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>"
    let text = made.camt053().replacing("</Stmt>", with: pending + "</Stmt>")
    let statement = try #require(try read(text).first)
    #expect(statement.lines.map(\.isBooked) == [true, true, false])
    #expect(statement.lines[2].bookingDate.description == "2026-04-01")
    #expect(statement.footingDifference == .zero(euro))
    #expect(statement.lineKeys == made.keys)
    #expect(try !line(message(entry(status: "PDNG"))).isBooked)
    #expect(try !line(message(entry(status: "INFO"))).isBooked)
  }

  @Test func theSideGivesTheSignAlsoOfAReversal() throws {
    #expect(try line(message(entry(side: "DBIT"))).amount == Money(minorUnits: -1230, euro))
    let reversed = try line(message(entry(side: "CRDT", more: "<RvslInd>true</RvslInd>")))
    #expect(reversed.isReversal)
    #expect(reversed.amount == Money(minorUnits: 1230, euro))
  }

  @Test func balancesHaveASignAndAPriorCloseOpens() throws {
    func balance(_ code: String, _ amount: String, _ side: String) -> String {
      "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">\(amount)</Amt>"
        + "<CdtDbtInd>\(side)</CdtDbtInd></Bal>"
    }
    let text = message(
      entry(), balances: balance("PRCD", "20", "DBIT") + balance("CLBD", "7.7", "DBIT"))
    let statement = try #require(try read(text).first)
    #expect(statement.opening == Money(minorUnits: -2000, euro))
    #expect(statement.closing == Money(minorUnits: -770, euro))
    #expect(statement.footingDifference == .zero(euro))
    #expect(statement.account == "4711")
  }

  @Test func aBatchIsOneLineWithItsParts() throws {
    func part(_ amount: String, _ name: String) -> String {
      "<TxDtls><Refs><EndToEndId>E-\(name)</EndToEndId></Refs>"
        + "<AmtDtls><TxAmt><Amt Ccy=\"EUR\">\(amount)</Amt></TxAmt></AmtDtls>"
        + "<RltdPties><Cdtr><Nm>\(name)</Nm></Cdtr></RltdPties>"
        + "<RmtInf><Ustrd>for \(name)</Ustrd></RmtInf></TxDtls>"
    }
    func batch(_ second: String) -> String {
      message(
        entry(side: "DBIT", more: "<NtryDtls>\(part("10.00", "A"))\(part(second, "B"))</NtryDtls>"))
    }
    let line = try line(batch("2.30"))
    #expect(line.parts.map(\.amount?.minorUnits) == [-1000, -230])
    #expect(line.parts.map(\.paymentReference) == ["E-A", "E-B"])
    #expect(line.text == "for A for B")
    #expect(line.counterparty == "")
    #expect(try read(batch("2.30"))[0].differences.isEmpty)
    let wrong = try read(batch("2.31"))[0].differences
    #expect(wrong.map { [$0.stated, $0.found] } == [[-1230, -1231]])
    #expect(wrong.map(\.kind) == [.batch])
  }

  @Test func theAmountInThePayersCurrencyIsKept() throws {
    let details =
      "<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy=\"SEK\">140.00</Amt></InstdAmt></AmtDtls>"
      + "</TxDtls></NtryDtls>"
    let line = try line(message(entry(more: details)))
    #expect(line.instructed == Money(minorUnits: 14000, Currency("SEK")!))
    #expect(line.parts.isEmpty)
  }

  @Test(arguments: [
    ("12.3", "EUR", 1230), ("0.01", "EUR", 1), ("12.300", "EUR", 1230), ("100", "JPY", 100),
    ("100.00", "JPY", 100), ("1.234", "KWD", 1234),
    ("9223372036854.77", "EUR", 922_337_203_685_477),
  ])
  func amountsHaveTheirCurrencysDecimals(text: String, currency: String, units: Int64) throws {
    #expect(
      try line(message(entry(text, currency: currency))).amount
        == Money(minorUnits: units, Currency(currency)!))
  }

  @Test(arguments: [
    ("12.345", "EUR"), ("12,30", "EUR"), ("-12.30", "EUR"), ("", "EUR"), (".", "EUR"),
    ("1e3", "EUR"), ("100.5", "JPY"), ("12.30", "eur"), ("12.30", ""),
    ("9999999999999999999", "EUR"),
  ])
  func whatIsNoAmountIsRefusedWithItsPlace(text: String, currency: String) {
    #expect(
      refusal(message(entry(text, currency: currency))).hasPrefix("made:4: entry 1: Amt '"))
  }

  @Test func anEntryOfAnotherCurrencyOrWithoutItsFactsIsRefused() {
    #expect(
      refusal(message(entry(), head: "<Acct><Ccy>USD</Ccy></Acct>"))
        == "made:4: entry 1: the line is in EUR, its account in USD; "
        + "one account has one currency: ask the bank for a statement an account")
    #expect(refusal(message(entry(side: "BOTH"))).contains("CdtDbtInd is 'BOTH'"))
    #expect(refusal(message(entry(status: "MAYBE"))).contains("Sts is 'MAYBE'"))
    let undated = entry().replacing("<BookgDt><Dt>2026-03-02</Dt></BookgDt>", with: "")
    #expect(refusal(message(undated)).contains("neither BookgDt nor ValDt"))
    let misdated = entry().replacing("2026-03-02", with: "2026-02-29")
    #expect(refusal(message(misdated)).contains("BookgDt '2026-02-29' is no day"))
  }

  @Test func entitiesAreRefusedWhereverTheyWouldLead() {
    let bomb = """
      <?xml version="1.0"?>
      <!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
      """
    let file = "<!DOCTYPE Document [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
    let outside = "<!DOCTYPE Document SYSTEM \"http://localhost/x.dtd\">"
    for doctype in [bomb, file, outside] {
      let text = doctype + message(entry().replacing("12.30", with: "&a;"))
      #expect(refusal(text).contains("declares a document type"), "\(doctype)")
    }
    #expect(refusal(message(entry("&a;"))).contains("this is no XML: undefined entity"))
  }

  @Test func aMessageInAnEnvelopeIsRead() throws {
    let wrapped = "<Envelope>\(message(entry()))</Envelope>"
    #expect(try read(wrapped).first?.lines.count == 1)
    #expect(refusal(wrapped.replacing("camt.053", with: "camt.054")).contains("not camt.053"))
  }

  @Test func siblingsOfTheMessageAndOtherXMLAreRefused() {
    let report = message(entry()).replacing("camt.053.001.02", with: "camt.052.001.08")
    #expect(refusal(report).contains("not camt.053; ask the bank for camt.053"))
    #expect(refusal("<a><b/></a>").contains("neither camt.053, MT940, OFX nor BAI2"))
    #expect(refusal(message(entry()) + "<").contains("this is no XML"))
    let deep = String(repeating: "<X>", count: 90) + String(repeating: "</X>", count: 90)
    #expect(refusal(message(entry(more: deep))).contains("nested deeper than 64"))
    let long = "<AddtlNtryInf>\(String(repeating: "x", count: 70_000))</AddtlNtryInf>"
    #expect(refusal(message(entry(more: long))).contains("AddtlNtryInf holds more than 65536"))
  }
}
