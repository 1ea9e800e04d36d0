import LedgerCore
import TestSupport
import Testing

@testable import AccountingExports

@Suite struct ExportTextTests {
  private static let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"

  /// Parts of names that formats have to live with.
  private static let parts = [
    "a", "Ü", "u\u{308}", "玩", "\u{1F9F8}", family, "\"", "\"\u{301}", "&", "<\u{338}", ";\u{300}",
    "\\", ",", "\u{202E}", "\u{85}", "\u{FFFF}", "\n", "e\u{301}\u{323}", " ", "„",
  ]

  private func name(_ random: inout SplitMix64) -> String {
    (0..<Int.random(in: 1...90, using: &random)).map { _ in
      Self.parts.randomElement(using: &random) ?? ""
    }.joined()
  }

  @Test func aTextIsCutBetweenCharactersAndNeverLonger() {
    #expect(cut("abc", 3) == "abc")
    #expect(cut("abcd", 3) == "abc")
    #expect(
      cut(String(repeating: Self.family, count: 12), 36) == String(repeating: Self.family, count: 3)
    )
    let marks = "a" + String(repeating: "\u{301}", count: 50)
    #expect(cut(marks, 36).utf16.count == 36, "one character that is longer itself")
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let text = name(&random)
      let limit = Int.random(in: 1...70, using: &random)
      let short = cut(text, limit)
      #expect(short.utf16.count <= limit, "seed \(seed)")
      #expect(text.unicodeScalars.starts(with: short.unicodeScalars), "seed \(seed)")
    }
  }

  /// hledger would book the posting on that day, or refuse the file.
  @Test func aNameIsNoDateOfAPosting() throws {
    let journal = made(categories: 1, outlet: "OUT [1.2]", category: { _ in "Toys [0-3]" })
    let postings = text(try export(book(journal), as: .hledger))[0].split(separator: "\n").filter {
      $0.contains("store:")
    }
    #expect(postings.contains { $0.contains("category:Toys (0-3), outlet:OUT (1.2)") })
    #expect(postings.allSatisfy { !$0.contains("[") })
  }

  @Test func lengthsHoldInEveryFormatHoweverManyBytesACharacterHas() throws {
    for seed in UInt64(1)...40 {
      var random = SplitMix64(seed: seed)
      let names = (0..<6).map { _ in name(&random) }
      let outlet = name(&random)
      let journal = made(categories: 6, outlet: outlet, category: { names[$0] })
      let datev = try export(book(journal), as: .datev).files[0].bytes
      for line in quotedCells(datev) {
        #expect(line.count == 125, "seed \(seed)")
        for (place, limit) in [(13, 60), (36, 36), (37, 36), (20, 20), (21, 210), (27, 210)] {
          // With its quotes; one inside counts twice, as it is written.
          #expect(line[place].count <= limit + 2, "seed \(seed), field \(place + 1)")
        }
      }
      let xml = text(try export(book(journal), as: .saft))[0]
      for (element, limit) in [("AnalysisID", 35), ("Description", 256)] {
        for part in xml.split(separator: "<\(element)>").dropFirst() {
          let value = part.prefix { $0 != "<" }
          #expect(characters(value) <= limit, "seed \(seed)")
        }
      }
      #expect(!xml.unicodeScalars.contains("\u{FFFF}"))
    }
  }

  /// The code points of a value as XML reads it: `&amp;` is one.
  private func characters(_ value: Substring) -> Int {
    var isEntity = false
    return value.unicodeScalars.reduce(0) { count, scalar in
      defer { isEntity = scalar == "&" || isEntity && scalar != ";" }
      return isEntity ? count : count + 1
    }
  }

  /// Lines of a Buchungsstapel without its two heads; a semicolon in quotes ends no cell.
  private func quotedCells(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    bytes.split(separator: 10).dropFirst(2).map { line in
      var isQuoted = false
      return line.dropLast().split(omittingEmptySubsequences: false) { byte in
        if byte == 34 { isQuoted.toggle() }
        return byte == 59 && !isQuoted
      }
    }
  }

  @Test func twoNamesStayTwoWhereAFieldIsShort() {
    let long = String(repeating: "Haushaltswaren ", count: 3)
    #expect(shortName("Küche", limit: 35) == "Küche")
    #expect(shortName(long + "A", limit: 35) != shortName(long + "B", limit: 35))
    #expect(shortName(long + "A", limit: 35).utf16.count == 35)
    #expect(CostCentre(ByteString(long + "A")).bytes != CostCentre(ByteString(long + "B")).bytes)
    #expect(CostCentre("(unassigned)").bytes.isEmpty)
  }

  @Test func anAccentBehindItsLetterIsOneCharacterOfWindows1252() {
    for (text, bytes, isWhole) in [
      ("Küche", [75, 252, 99, 104, 101], true), ("Ku\u{308}che", [75, 252, 99, 104, 101], true),
      ("Œ€\u{30C}", [140, 128, 63], false), ("ü\u{301}", [252, 63], false),
      ("u\u{308}\u{301}", [252, 63], false), ("玩具", [63, 63], false),
      ("a\r\n", [97, 13, 10], true),
      ("\u{81}", [63], false),
    ] as [(String, [UInt8], Bool)] {
      let found = Windows1252(text)
      #expect(found.bytes == bytes, "\(text)")
      #expect(found.isWhole == isWhole, "\(text)")
    }
  }

  /// For Swift a mark and what combines with it are one character; for a file they are two.
  @Test func aMarkThatACombiningCharacterFollowsIsEscapedAllTheSame() throws {
    let journal = made(
      categories: 1, category: { _ in "a\"\u{301};\u{300}<\u{338}&\u{301},\u{301}\\\u{301}z" })
    let rows = try export(book(journal), as: .quickbooks).files[0].bytes
    #expect(rows.filter { $0 == 34 }.count % 2 == 0)
    let beancount = text(try export(book(journal), as: .beancount))[0]
    #expect(beancount.utf8.contains(Array("category: \"a\\\"".utf8)))
    let xml = text(try export(book(journal), as: .saft))[0]
    #expect(xml.utf8.contains(Array("&lt;\u{338}&amp;\u{301}".utf8)))
    let hledger = text(try export(book(journal), as: .hledger))[0]
    #expect(!hledger.utf8.contains(Array(",\u{301}\\".utf8)))
  }
}
