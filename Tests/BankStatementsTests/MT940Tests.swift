import LedgerCore
import Testing

@testable import BankStatements

@Suite struct MT940Tests {
  /// A message with one line, which is the whole difference between its balances.
  private func message(
    _ line: String, opening: String = "C260101EUR100,00", closing: String = "C260131EUR0,00"
  ) -> String {
    ":20:X\r\n:25:12345678/0000001\r\n:28C:1/1\r\n:60F:\(opening)\r\n\(line)\r\n"
      + ":62F:\(closing)\r\n-\r\n"
  }

  private func line(_ text: String) throws -> BankLine {
    try #require(try read(message(text)).first?.lines.first)
  }

  @Test(
    arguments: [
      ("C1,23", 123, false, true), ("D1,23", -123, false, true), ("RC1,23", -123, true, true),
      ("RD1,23", 123, true, true), ("EC1,23", 123, false, false), ("CR1,23", 123, false, true),
      ("RDR1,2", 120, true, true), ("C1,", 100, false, true), ("D0,05", -5, false, true),
    ] as [(String, Int64, Bool, Bool)])
  func theMarkGivesSignAndReversal(
    text: String, units: Int64, isReversal: Bool, isBooked: Bool
  ) throws {
    let line = try line(":61:260102\(text)NTRFNONREF//B1")
    #expect(line.amount.minorUnits == units)
    #expect(line.isReversal == isReversal)
    #expect(line.isBooked == isBooked)
  }

  @Test(arguments: [
    ("2601020103", "2026-01-03", "2026-01-02"), ("2601011231", "2025-12-31", "2026-01-01"),
    ("2512310102", "2026-01-02", "2025-12-31"), ("260102", "2026-01-02", "2026-01-02"),
    ("2803010229", "2028-02-29", "2028-03-01"), ("9912310101", "2000-01-01", "1999-12-31"),
  ])
  func theEntryDayIsInTheYearNextToTheValueDay(dates: String, booking: String, value: String) throws
  {
    let line = try line(":61:\(dates)C1,00NTRFNONREF//B1")
    #expect(line.bookingDate.description == booking)
    #expect(line.valueDate?.description == value)
  }

  @Test func referencesStandBeforeAndBehindTheSlashes() throws {
    let both = try line(":61:260102C1,00NTRFOWN-1//BANK-1\r\nDETAILS")
    #expect(both.reference == "BANK-1")
    #expect(both.paymentReference == "OWN-1")
    #expect(both.text == "DETAILS")
    let none = try line(":61:260102C1,00NMSCNONREF")
    #expect(none.reference == "")
    #expect(none.paymentReference == "")
  }

  @Test func numberedPartsAreJoinedWhereTheyWereCut() throws {
    let line = try line(
      """
      :61:260102C1,00NTRFNONREF//B1
      :86:166?00GUTSCHRIFT?109310?20EREF+2026-000123?21SVWZ+AMZN PAYOUT ABCDEFGHI
      ?22JKLMNO Amazon.de and some m?23ore words?30BANKDEFF?31DE02120300000
      000202051?32AMAZON PAYMENTS EUROPE S.C?33.A.
      """)
    #expect(line.text == "AMZN PAYOUT ABCDEFGHI JKLMNO Amazon.de and some more words")
    #expect(line.paymentReference == "2026-000123")
    #expect(line.counterparty == "AMAZON PAYMENTS EUROPE S.C .A.")
  }

  @Test func tagsBetweenSlashesAreUnderstood() throws {
    let line = try line(
      """
      :61:260102C1,00NTRFNONREF//B1
      :86:/TRTP/SEPA OVERBOEKING/IBAN/NL00BANK0123456789/NAME/AMAZON PAYMEN
      TS/REMI/AMZN ABC123/EREF/NOTPROVIDED
      """)
    #expect(line.counterparty == "AMAZON PAYMENTS")
    #expect(line.text == "AMZN ABC123")
    #expect(line.paymentReference == "")
  }

  @Test func aTextThatLooksLikeAnEndOrBelongsToTheStatementIsTold() throws {
    let text = message(
      ":61:260102D100,00NTRFNONREF//B1\r\n:86:FREE TEXT\r\n-\r\nMORE"
    ).replacing("-\r\n", with: "-\r\n:86:ABOUT THE STATEMENT\r\n", maxReplacements: 0)
    let statement = try #require(try read(text).first)
    #expect(statement.lines.map(\.text) == ["FREE TEXT"])
    let behind = message(":61:260102D100,00NTRFNONREF//B1").replacing(
      "0,00\r\n-", with: "0,00\r\n:86:ABOUT THE STATEMENT\r\n-")
    #expect(try read(behind).first?.lines.map(\.text) == [""])
  }

  @Test func blocksAroundAMessageAreTakenOff() throws {
    let made = MadeStatement()
    let plain = made.mt940()
    let wrapped =
      "{1:F01BANKDEFFXXXX0000000000}{2:O9400000000000BANKDEFFXXXX}{4:\r\n"
      + plain.replacing("-\r\n", with: "-}{5:{CHK:0}}\r\n")
    #expect(try read(wrapped).flatMap(\.lineKeys) == made.keys)
    #expect(try read(wrapped + wrapped).count == 2)
    #expect(try read("0000 01BANKDEFF\r\n940\r\n" + plain).flatMap(\.lineKeys) == made.keys)
  }

  @Test func pagesAreStatementsOfTheirOwn() throws {
    let first = message(":61:260102D40,00NTRFNONREF//B1", closing: "C260131EUR60,00")
      .replacing(":62F:", with: ":62M:")
    let second = message(":61:260103D60,00NTRFNONREF//B2", opening: "C260131EUR60,00")
      .replacing(":60F:", with: ":60M:").replacing(":28C:1/1", with: ":28C:1/2")
    let pages = try read(first + second)
    #expect(pages.map(\.sequence) == ["1/1", "1/2"])
    #expect(pages.map(\.footingDifference?.minorUnits) == [0, 0])
  }

  @Test(arguments: [
    (":61:260102X1,00NTRFNONREF", "has no mark C, D, RC or RD"),
    (":61:261302C1,00NTRFNONREF", "has no value date"),
    (":61:2601020230C1,00NTRFNONREF", "has no entry date"),
    (":61:260102C1.00NTRFNONREF", "has no transaction type"),
    (":61:260102C1,005NTRFNONREF", "has no amount in EUR"),
    (":61:260102C1,00", "has no transaction type"),
  ])
  func aLineWithAFaultIsRefusedWithItsPlace(text: String, what: String) {
    let message = refusal(message(text))
    #expect(message.hasPrefix("made:5: entry 1: :61: '"), "\(message)")
    #expect(message.contains(what), "\(message)")
  }

  @Test func aMessageWithoutItsBalancesOrAccountIsRefused() {
    let good = message(":61:260102D100,00NTRFNONREF//B1")
    #expect(refusal(good) == "")
    #expect(
      refusal(good.replacing(":62F:C260131EUR0,00\r\n", with: ""))
        == "made:4: no :62F: follows the balance of :60F:; "
        + "the file was cut off: download the statement again")
    #expect(refusal(good.replacing(":25:12345678/0000001\r\n", with: "")).contains("no :25:"))
    #expect(refusal(good.replacing(":60F:C260101EUR100,00\r\n", with: "")).contains("outside of"))
    #expect(refusal(good.replacing("EUR0,00", with: "USD0,00")).contains("a balance is in USD"))
    #expect(refusal(good.replacing("C260101EUR", with: "X260101EUR")).contains("is no balance"))
    let long = good.replacing("NONREF", with: String(repeating: "N", count: 70_000))
    #expect(refusal(long).contains("made:5: the line is longer than 65536 bytes"))
  }
}
