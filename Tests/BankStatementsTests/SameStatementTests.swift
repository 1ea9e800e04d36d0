import LedgerCore
import TestSupport
import Testing

@testable import BankStatements

/// The made statement in every format, with the format's name.
func renderings(of made: MadeStatement) -> [(String, String)] {
  [2, 4, 8].map { ("camt.053.001.0\($0)", made.camt053(version: $0)) } + [
    ("MT940", made.mt940()), ("MT940 LF", made.mt940(lineEnd: "\n")), ("OFX 1", made.ofx1()),
    ("OFX 2", made.ofx2()), ("BAI2", made.bai2()), ("CSV", made.csv()),
  ]
}

/// What is summed over all statements must stay within 64 bits.
@Suite struct LargeAmountTests {
  private static let most = "9223372036854,77"

  private static func message(_ lines: [String], opening: String = "0,00") -> String {
    ([":20:X", ":25:12345678/0000001", ":28C:1/1", ":60F:C260101EUR\(opening)"]
      + lines.map { ":61:260102C\($0)NTRFNONREF//B1" } + [":62F:C260131EUR1,00", "-"])
      .joined(separator: "\r\n")
  }

  @Test(arguments: [
    ([], "90000000000000000,", "made:4: "), (["90000000000000000,"], "0,00", "made:5: entry 1: "),
    ([LargeAmountTests.most, "0,01"], "0,00", "made:6: entry 2: "),
  ])
  func amountsTooLargeForExactSumsAreRefused(lines: [String], opening: String, place: String) {
    #expect(
      refusal(Self.message(lines, opening: opening))
        == place + "the amounts are too large for exact sums over all statements;"
        + " check this amount; no real statement is that large")
  }

  @Test func theLargestAmountsAreRead() throws {
    #expect(try read(Self.message([Self.most], opening: Self.most)).first?.lines.count == 1)
  }

  @Test func aRunningBalanceIsOneOfThem() {
    let rows = "01.03.2026;01.03.2026;1,00;EUR;DE1;R;N;Z;9000000000000000,00\r\n"
    let head =
      "Kontoauszug vom 01.04.2026\r\nTag;Wert;Betrag;Währung;Konto;Referenz;Name;Zweck;Saldo"
    #expect(
      refusal("\(head)\r\n\(rows)").contains("are too large for exact sums over all statements"))
  }
}

@Suite struct SameStatementTests {
  @Test func everyFormatGivesTheSameLines() throws {
    let made = MadeStatement()
    for (name, text) in renderings(of: made) {
      let statements = try read(text)
      #expect(statements.flatMap(\.lineKeys).sorted() == made.keys, "\(name)")
      #expect(statements.allSatisfy { $0.differences.isEmpty }, "\(name)")
      for statement in statements {
        #expect(statement.account == "DE02120300000000202051", "\(name)")
        #expect(statement.currency == made.code)
        #expect(statement.lines.allSatisfy { $0.valueDate == $0.bookingDate }, "\(name)")
      }
      #expect(statements.last?.closing == Money(minorUnits: made.closing, made.code), "\(name)")
      let texts = statements.flatMap(\.lines).map { "\($0.counterparty) \($0.text)" }
      #expect(texts.contains { $0.contains("TRACE0001") && $0.contains("AMAZON") }, "\(name)")
    }
  }

  @Test(arguments: ["JPY", "KWD", "EUR"])
  func madeUpStatementsComeBackWhateverTheirDecimals(currency: String) throws {
    for seed in UInt64(1)...25 {
      var random = SplitMix64(seed: seed)
      var made = MadeStatement()
      made.currency = currency
      made.opening = Int64.random(in: -1_000_000...1_000_000_000, using: &random)
      made.lines = (0..<Int.random(in: 1...30, using: &random)).map { place in
        let size = random.pick([Int64(9), 9999, 99_999_999_999])
        let amount = Int64.random(in: -size...size, using: &random)
        let day = padded(Int.random(in: 1...31, using: &random), 2)
        return MadeLine("R\(place)", "2026-03-\(day)", amount, "SOMEBODY", "FOR \(place)", "")
      }
      made.lines.sort { $0.date < $1.date }
      for (name, text) in renderings(of: made) {
        let statements = try read(text)
        #expect(statements.flatMap(\.lineKeys).sorted() == made.keys, "\(name), seed \(seed)")
        #expect(statements.allSatisfy { $0.differences.isEmpty }, "\(name), seed \(seed)")
      }
    }
  }

  @Test func aStatementTwiceIsRecognisedAndAnotherIsNot() throws {
    let made = MadeStatement()
    let once = try #require(try read(made.camt053()).first)
    let again = try #require(try read(made.camt053(version: 2)).first)
    #expect(once.identity == again.identity)
    let other = try #require(try read(made.mt940()).first)
    #expect(once.lineKeys == other.lineKeys)
    var changed = made
    changed.lines[1].amount = -6
    #expect(try read(changed.camt053()).first?.identity != once.identity)
    #expect(try read(changed.mt940()).first?.lineKeys != once.lineKeys)
    changed = made
    changed.account = "de02 1203 0000 0000 2020 51"
    #expect(try read(changed.camt053()).first?.identity == once.identity)
  }

  @Test func everyFormatIsRecognisedByItsContent() {
    for (name, text) in renderings(of: MadeStatement()) {
      let prefix = Array(text.utf8.prefix(600))
      #expect(
        isBankStatement(prefix: prefix, csvMappings: [MadeStatement.mapping]), "\(name)")
      #expect(isBankStatement(prefix: prefix) == (name != "CSV"), "\(name)")
    }
    for text in ["", "settlement-id\tsettlement-start-date", "<html>", "{\"a\": 1}", "01,2,3"] {
      #expect(!isBankStatement(prefix: Array(text.utf8), csvMappings: [MadeStatement.mapping]))
    }
  }

  @Test func wideCharactersAreReadBehindTheirMark() throws {
    let made = MadeStatement()
    for (name, text) in renderings(of: made) where !name.hasPrefix("OFX 1") {
      var wide: [UInt8] = [0xFF, 0xFE]
      for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
      let statements = try readBankStatements(
        wide, name: name, csvMappings: [MadeStatement.mapping])
      #expect(statements.flatMap(\.lineKeys).sorted() == made.keys, "\(name)")
    }
  }

  @Test func charactersAreThoseOfTheFilesCharset() throws {
    let made = MadeStatement()
    var latin = MadeStatement.mapping
    latin.charset = .windows1252
    let camt = made.camt053().replacing("UTF-8", with: "ISO-8859-1")
    for text in [made.mt940(), made.ofx1(), camt, made.csv()] {
      let statements = try readBankStatements(
        legacyBytes(text), name: "latin", csvMappings: [latin])
      let names = statements.flatMap(\.lines).map { "\($0.counterparty) \($0.text)" }
      #expect(names.contains { $0.contains("Müller & Söhne") })
    }
    #expect(throws: BankStatementError.self) {
      try readBankStatements(legacyBytes(made.camt053()), name: "not UTF-8")
    }
  }

  @Test func aBalanceThatDoesNotFollowIsADifferenceAndNoError() throws {
    let made = MadeStatement()
    let wrong = [
      made.camt053().replacing("1123.40", with: "1123.41"),
      made.mt940().replacing("1123,40", with: "1123,41"),
    ]
    for text in wrong {
      let statement = try #require(try read(text).first)
      #expect(statement.footingDifference == Money(minorUnits: 1, made.code))
      #expect(statement.differences.map(\.kind) == [.footing])
    }
    #expect(try read(made.ofx1()).first?.footingDifference == nil)
  }
}
