import LedgerCore
import Testing

@testable import BankStatements

@Suite struct BAI2Tests {
  /// A file of one account with the given records inside; control totals are counted here.
  private func file(
    _ account: String, _ details: [String], total: Int64, currency: String = "USD"
  ) -> String {
    let records = ["03,0001,\(account)/"] + details
    return
      (["01,SENDER,RECEIVER,260302,0400,1,,,2/", "02,,SENDER,1,260301,,\(currency),2/"] + records
      + [
        "49,\(total),\(records.count + 1)/", "98,\(total),1,\(records.count + 3)/",
        "99,\(total),1,\(records.count + 5)/",
      ]).joined(separator: "\r\n")
  }

  private func statement(_ text: String) throws -> BankStatement {
    try #require(try read(text).first)
  }

  @Test func fundsTypesAreStridden() throws {
    let details = [
      "16,165,100,0,B1,C1,IMMEDIATE", "16,165,200,V,260303,1200,B2,C2,VALUED",
      "16,165,300,S,100,100,100,B3,C3,THREE", "16,475,50,D,2,0,25,1,25,B4,C4,SPREAD",
      "16,475,60,Z,B5,C5,UNKNOWN", "16,475,70,,B6,,A, B AND C/D",
    ]
    let statement = try statement(file(",010,1000,,,015,1420,2,Z", details, total: 3200))
    #expect(statement.lines.map(\.amount.minorUnits) == [100, 200, 300, -50, -60, -70])
    #expect(statement.lines.map(\.reference) == ["B1", "B2", "B3", "B4", "B5", "B6"])
    #expect(
      statement.lines.map { $0.valueDate?.description } == [nil, "2026-03-03", nil, nil, nil, nil])
    #expect(statement.lines[5].text == "A, B AND C/D")
    #expect(statement.differences.isEmpty)
    #expect(statement.currency.code == "USD")
  }

  @Test func continuationsBelongToTheRecordBeforeThem() throws {
    let text = file(
      ",010,1000", ["88,,,015,1500,,/", "16,165,500,/", "88,B1,C1,FIRST WORDS", "88,AND MORE"],
      total: 3000)
    let statement = try statement(text)
    #expect(statement.closing?.minorUnits == 1500)
    #expect(statement.lines.map(\.text) == ["FIRST WORDS AND MORE"])
    #expect(statement.lines.map(\.reference) == ["B1"])
    #expect(statement.differences.isEmpty)
  }

  @Test(arguments: [("USD", "12.34"), ("JPY", "1234"), ("KWD", "1.234")])
  func decimalsAreImpliedByTheCurrency(currency: String, amount: String) throws {
    let statement = try statement(
      file("\(currency),", ["16,195,1234,,B,C,T"], total: 1234, currency: "GBP"))
    #expect(statement.lines[0].amount.text == amount)
    #expect(statement.lines[0].amount.currency.code == currency)
  }

  @Test(
    arguments: [
      ("100", 1), ("399", 1), ("400", -1), ("699", -1), ("930", 1), ("970", -1),
    ] as [(String, Int64)])
  func typeCodesGiveTheSign(code: String, sign: Int64) throws {
    let statement = try statement(file(",", ["16,\(code),5,,B,C,T"], total: 5))
    #expect(statement.lines[0].amount.minorUnits == sign * 5)
  }

  @Test func whatMovesNoMoneyIsNoLineAndUnknownCodesAreRefused() throws {
    #expect(try statement(file(",", ["16,890,,,,,NOTE"], total: 0)).lines.isEmpty)
    #expect(
      refusal(file(",", ["16,720,5,,B,C,LOAN"], total: 5)).hasPrefix(
        "made:4: entry 1: the type code '720' is neither a credit nor a debit"))
  }

  @Test func controlTotalsAndCountsThatDoNotAgreeAreDifferences() throws {
    let good = file(",010,1000,,,015,1005,,", ["16,195,5,,B,C,T"], total: 2010)
    #expect(try statement(good).differences.isEmpty)
    let wrongTotal = try statement(good.replacing("49,2010", with: "49,2011")).differences
    #expect(wrongTotal.map(\.kind) == [.controlTotal])
    #expect(wrongTotal.map { [$0.stated, $0.found] } == [[2011, 2010]])
    let lost = good.replacing("16,195,5,,B,C,T\r\n", with: "")
    #expect(
      try Set(statement(lost).differences.map(\.kind)) == [.controlTotal, .count, .footing])
  }

  @Test(arguments: [
    ("01,", "07,", "neither camt.053"), ("02,", "12,", "the record code 12 is not known"),
    ("49,5,3/\r\n", "", "record 98 stands inside of 01 02 03"),
    ("99,5,1,7/", "", "without its 99 record"), ("260301", "260231", "as-of date '260231'"),
    ("16,195,5", "16,195,5.00", "the amount '5.00' is no number"),
    ("16,195,5", "16,195,", "the amount is empty"),
    ("16,195,5,,", "16,195,5,X,", "the funds type 'X' is not known"),
    ("03,0001,,", "03,0001,dollars,", "has no currency: 'dollars'"),
  ])
  func recordsWithAFaultAreRefused(from: String, to: String, what: String) {
    let good = file(",", ["16,195,5,,B,C,T"], total: 5)
    #expect(refusal(good) == "")
    #expect(good.contains(from))
    let message = refusal(good.replacing(from, with: to))
    #expect(message.contains(what), "\(message)")
  }
}
