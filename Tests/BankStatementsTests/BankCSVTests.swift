import LedgerCore
import Testing

@testable import BankStatements

@Suite struct BankCSVTests {
  private func mapping(
    dates: DateOrder = .yearMonthDay, mark: BankCSVMapping.DecimalMark = .point,
    amount: BankCSVMapping.Amount = .signed("Amount"),
    balance: BankCSVMapping.Balance = .none
  ) -> BankCSVMapping {
    BankCSVMapping(
      name: "test", dates: dates, decimalMark: mark, bookingDate: "Date", amount: amount,
      currency: .fixed("USD"), account: .fixed("1"), text: ["Text"], balance: balance)
  }

  private func units(_ amount: String, _ mark: BankCSVMapping.DecimalMark) throws -> Int64? {
    try read("Date,Amount,Text\n2026-03-01,\"\(amount)\",T\n", [mapping(mark: mark)])
      .first?.lines.first?.amount.minorUnits
  }

  @Test(
    arguments: [
      ("1234.56", .point, 123456), ("1,234.56", .point, 123456),
      ("-1,234,567.8", .point, -123_456_780),
      ("1.234,56", .comma, 123456), ("1 234,56-", .comma, -123456), ("(12.30)", .point, -1230),
      ("+5", .point, 500), ("−5,00", .comma, -500), ("1'000.00", .point, 100000),
      ("0.10", .point, 10), ("1\u{A0}234,56", .comma, 123456), ("1\u{202F}234,5", .comma, 123450),
    ] as [(String, BankCSVMapping.DecimalMark, Int64)])
  func amountsAreReadInTheBanksHabit(
    text: String, mark: BankCSVMapping.DecimalMark, expected: Int64
  ) throws {
    #expect(try units(text, mark) == expected)
  }

  @Test(
    arguments: [
      ("12,34.56", .point), ("1,2345", .point), ("1.234.56", .point), ("12,3", .point),
      ("", .point),
      ("1.23", .comma), ("abc", .point), ("1.234", .point), ("- 5", .point), ("1,,000", .point),
      ("1.", .comma), (",5", .comma),
    ] as [(String, BankCSVMapping.DecimalMark)])
  func whatIsNoAmountOfThatHabitIsRefused(text: String, mark: BankCSVMapping.DecimalMark) {
    #expect(throws: BankStatementError.self) { try units(text, mark) }
  }

  /// Behind a decimal comma that delimits, 25,37 would be 25 and the text 37.
  @Test(arguments: [
    ("2026-03-01,25,37,T", "comma"), ("2026-03-01,25,37,", "comma and no text"),
    ("2026-03-01,25.37", "cut"), ("2026-03-01", "cut"),
    ("2026-03-01,25.37,T, and more", "unquoted"),
  ])
  func aRowOfAnotherShapeIsRefused(row: String, why: String) {
    let error = #expect(throws: BankStatementError.self) {
      try read("Date,Amount,Text\n\(row)\n", [mapping()])
    }
    #expect(error?.place.line == 2)
    #expect(error?.what.hasPrefix("the row has ") == true)
    #expect(error?.whatToDo.contains("the decimal mark of the mapping test") == true)
  }

  @Test(arguments: ["2026-03-01,25.37,T,", "2026-03-01,25.37,T,,,", "2026-03-01,25.37,T"])
  func banksEndRowsInDelimiters(row: String) throws {
    for header in ["Date,Amount,Text", "Date,Amount,Text,Note", "Date,Amount,Text,"] {
      let lines = try read("\(header)\n\(row)\n", [mapping()]).first?.lines
      #expect(lines?.map(\.amount.minorUnits) == [2537])
      #expect(lines?.map(\.text) == ["T"])
    }
  }

  @Test(arguments: [
    ("01.03.2026", DateOrder.dayMonthYear), ("1/3/26", .dayMonthYear),
    ("03/01/2026", .monthDayYear),
    ("2026-03-01", .yearMonthDay), ("2026/3/1", .yearMonthDay), ("20260301", .yearMonthDay),
    ("01032026", .dayMonthYear), ("03012026", .monthDayYear),
  ])
  func daysAreReadInTheBanksOrder(text: String, order: DateOrder) throws {
    let file = "Date,Amount,Text\n\(text),1,T\n"
    #expect(
      try read(file, [mapping(dates: order)]).first?.lines[0].bookingDate.description
        == "2026-03-01")
  }

  @Test(arguments: [
    ("13.13.2026", DateOrder.dayMonthYear), ("03/31/2026", .dayMonthYear),
    ("2026-3", .yearMonthDay),
    ("", .yearMonthDay), ("2026-02-29", .yearMonthDay), ("01.03.026", .dayMonthYear),
  ])
  func whatIsNoDayOfThatOrderIsRefused(text: String, order: DateOrder) {
    #expect(
      refusal("Date,Amount,Text\n\(text),1,T\n", [mapping(dates: order)]).hasPrefix(
        "made:2: entry 1:"))
  }

  @Test func debitAndCreditMayHaveTheirOwnColumns() throws {
    let pair = mapping(amount: .pair(debit: "Out", credit: "In"))
    let file = "Date,Out,In,Text\n2026-03-01,5.00,,A\n2026-03-01,-6.00,0.00,B\n2026-03-01,,7.00,C\n"
    #expect(try read(file, [pair]).first?.lines.map(\.amount.minorUnits) == [-500, -600, 700])
    #expect(
      refusal(file + "2026-03-02,1.00,2.00,D\n", [pair]).contains("made:5: entry 4: Out and In"))
    #expect(refusal(file + "2026-03-02,,,D\n", [pair]).contains("both empty or both filled"))
  }

  @Test func aRunningBalanceIsFollowedInEitherOrderOfTime() throws {
    let running = mapping(balance: .running("Balance"))
    let rows = [
      "2026-03-01,10.00,A,110.00", "2026-03-02,-30.00,B,80.00", "2026-03-02,5.00,C,85.00",
    ]
    let head = "Date,Amount,Text,Balance\n"
    for order in [rows, rows.reversed()] {
      let statement = try #require(
        try read(head + order.joined(separator: "\n"), [running]).first)
      #expect(statement.opening?.minorUnits == 10000)
      #expect(statement.closing?.minorUnits == 8500)
      #expect(statement.differences.isEmpty)
      #expect(statement.from?.description == "2026-03-01")
    }
    let lost = try #require(
      try read(head + [rows[0], rows[2]].joined(separator: "\n"), [running]).first)
    #expect(lost.differences.map(\.kind) == [.runningBalance, .footing])
    #expect(lost.differences[0].place.line == 3)
    #expect(lost.footingDifference?.minorUnits == -3000)
  }

  /// Copying all lines for each row took minutes for sixty thousand of them, now half a second.
  @Test func aLongFileIsReadInOneGo() throws {
    let rows = String(repeating: "2026-03-01,1,T\n", count: 4000)
    #expect(try read("Date,Amount,Text\n" + rows, [mapping()]).first?.lines.count == 4000)
  }

  @Test func balancesOfThePeriodMayStandOnEveryLine() throws {
    let period = mapping(balance: .period(opening: "Start", closing: "End"))
    let file = "Date,Amount,Text,Start,End\n2026-03-01,1,A,5,8\n2026-03-02,2,B,5,8\n"
    #expect(try read(file, [period]).first?.footingDifference?.minorUnits == 0)
  }

  @Test func quotesHoldDelimitersLineEndsAndQuotes() throws {
    let file = "Date,Amount,Text\r\n2026-03-01,1,\"a, \"\"b\"\"\r\nc\"\r\n2026-03-02,2,d\"e\r\n"
    let lines = try #require(try read(file, [mapping()]).first?.lines)
    #expect(lines.map(\.text) == ["a, \"b\"\r\nc", "d\"e"])
    #expect(lines.map(\.place.line) == [2, 4])
    #expect(
      refusal("Date,Amount,Text\n2026-03-01,1,\"open\n", [mapping()]).contains("made:2: a quote"))
  }

  @Test func exactlyOneMappingMustFit() {
    let file = "Date,Amount,Text\n2026-03-01,1,T\n"
    var other = mapping()
    other.name = "other"
    #expect(refusal(file, [mapping()]) == "")
    #expect(refusal(file, [mapping(), other]).contains("several CSV mappings fit: test, other"))
    #expect(refusal(file, []).contains("no CSV mapping fits its header"))
    #expect(refusal("Date,Amount\n2026-03-01,1\n", [mapping()]).contains("no CSV mapping fits"))
  }

  @Test func twoCurrenciesOrAccountsInAFileAreRefused() {
    var mapping = mapping()
    mapping.currency = .column("Cur")
    mapping.account = .column("Acc")
    let head = "Date,Amount,Text,Cur,Acc\n2026-03-01,1,T,USD,1\n"
    #expect(refusal(head + "2026-03-01,1,T,USD,1\n", [mapping]) == "")
    #expect(
      refusal(head + "2026-03-01,1,T,EUR,1\n", [mapping]).contains("one account has one currency"))
    #expect(
      refusal(head + "2026-03-01,1,T,USD,2\n", [mapping]).contains("the account '2' is another"))
    #expect(
      refusal(head + "2026-03-01,1,T,Dollar,1\n", [mapping]).contains("'Dollar' is no currency"))
  }
}
