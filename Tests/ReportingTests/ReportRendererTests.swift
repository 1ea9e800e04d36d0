import LedgerCore
import Reporting
import Testing

private func rendered(
  _ cells: [[Cell]], _ format: ReportFormat, columns: [String] = ["a"],
  asKnownOn instant: Instant? = nil
) -> String {
  let header = ReportHeader(name: "things", columns: columns, currencyNote: "note")
  var renderer = ReportRenderer(header, format: format, asKnownOn: instant)
  for row in cells { renderer.append(row) }
  renderer.finish()
  return String(decoding: renderer.take(), as: UTF8.self)
}

/// A text as the one cell of a CSV report.
private func csv(_ text: String) -> String {
  String(rendered([[.text(text)]], .csv).dropFirst(2).dropLast())
}

@Suite struct CSVTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("a\rb", "\"a\rb\""), ("", ""), ("能登", "能登"), ("a b", "a b"),
  ])
  func fieldsAreQuotedWhereNeeded(text: String, field: String) { #expect(csv(text) == field) }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-KANNE-1L", "'-KANNE-1L"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("\nx", "\"'\nx\""), ("＝1", "'＝1"), ("＋1", "'＋1"),
    ("－1", "'－1"), ("＠A", "'＠A"), (" =1", "' =1"), ("\u{a0}=1", "'\u{a0}=1"),
    ("\u{3000}@A", "'\u{3000}@A"), ("\u{feff}=1", "'\u{feff}=1"), ("=A,\"B\"", "\"'=A,\"\"B\"\"\""),
    ("\u{7f}x", "'\u{7f}x"), ("\u{0}x", "'\u{0}x"),
  ])
  func textThatASpreadsheetWouldRunGetsAnApostrophe(text: String, field: String) {
    #expect(csv(text) == field)
  }

  @Test(arguments: ["1-2", "a=b", "'=1", " a", "\u{a0}", "(none)", "12.30", "a\tb"])
  func otherTextStaysAsItIs(text: String) { #expect(csv(text) == text) }

  @Test func amountsAndCountsAreNumbersAlsoBelowZero() throws {
    let cells: [Cell] = [
      .amount(-1230, digits: 2), .integer(-7), .plain("2026-03-14"), .empty,
      .money(Money(minorUnits: -5, try #require(Currency("JPY")))),
    ]
    let text = rendered([cells], .csv, columns: ["a", "b", "c", "d", "e"])
    #expect(text == "a,b,c,d,e\n-12.30,-7,2026-03-14,,-5\n")
  }
}

@Suite struct DayTests {
  @Test(arguments: ["2026-03-14", "0001-01-01", "9999-12-31"])
  func daysAreWrittenAlike(text: String) throws {
    let day = try #require(CalendarDate(text))
    #expect(rendered([[.day(day)]], .csv) == "a\n\(text)\n")
    #expect(rendered([[.day(day)]], .json).contains("{\"a\":\"\(text)\"}"))
  }

  @Test func aDayBeyondFourFiguresIsWrittenAllTheSame() {
    let day = CalendarDate(dayNumber: 3_000_000)
    #expect(rendered([[.day(day)]], .csv) == "a\n\(day)\n")
    #expect(day.description == "10183-09-21")
  }
}

@Suite struct LongTextTests {
  @Test func rowsOfAnyLengthStandOneAfterTheOther() {
    let texts = (0..<400).map { String(repeating: "x", count: $0 * 7) }
    let report = rendered(texts.map { [.text($0)] }, .csv)
    #expect(report == "a\n" + texts.map { $0 + "\n" }.joined())
  }
}

@Suite struct JSONTests {
  @Test(arguments: [
    ("plain", #""plain""#), ("say \"hi\"", #""say \"hi\"""#), ("a\\b", #""a\\b""#),
    ("a\tb\nc\rd", #""a\tb\nc\rd""#), ("\u{1}\u{1f}\u{7f}", #""\u0001\u001f\u007f""#),
    ("=1", #""=1""#), ("能登", #""能登""#), ("a/b", #""a/b""#),
  ])
  func textIsEscaped(text: String, value: String) {
    let json = rendered([[.text(text)]], .json)
    #expect(json.contains("[\n{\"a\":\(value)}\n]"))
  }

  @Test func amountsAreStringsCountsNumbersAndEmptyCellsNull() {
    let cells: [Cell] = [.amount(-1230, digits: 2), .integer(7), .plain("2026-03-14"), .empty]
    let json = rendered([cells], .json, columns: ["a", "b", "c", "d"])
    #expect(json.contains(#"{"a":"-12.30","b":7,"c":"2026-03-14","d":null}"#))
  }

  @Test func theFrameStatesReportVersionAndInstant() {
    let json = rendered([], .json, asKnownOn: Instant("2026-03-14T08:49:04Z"))
    #expect(
      json == #"{"report":"things","version":1,"as_known_on":"2026-03-14T08:49:04Z","#
        + #""currency_note":"note","rows":[]}"# + "\n")
    #expect(rendered([], .json).contains(#""as_known_on":null"#))
  }
}

@Suite struct ReportRendererTests {
  @Test func anEmptyReportHasItsHeaderOnly() {
    #expect(rendered([], .csv, columns: ["a", "b"]) == "a,b\n")
    #expect(rendered([], .json).hasSuffix("\"rows\":[]}\n"))
  }

  @Test func rowsAreSeparatedByLineFeeds() {
    #expect(rendered([[.integer(1)], [.integer(2)]], .csv) == "a\n1\n2\n")
    #expect(
      rendered([[.integer(1)], [.integer(2)]], .json).contains("[\n{\"a\":1},\n{\"a\":2}\n]}"))
  }

  @Test(arguments: ReportFormat.allCases)
  func takingItPieceByPieceGivesTheSameBytes(format: ReportFormat) {
    let header = ReportHeader(name: "things", columns: ["a"], currencyNote: "note")
    var renderer = ReportRenderer(header, format: format, asKnownOn: nil)
    var bytes = renderer.take()
    for number in Int64(1)...3 {
      renderer.append([.integer(number)])
      #expect(renderer.pendingBytes > 0)
      bytes += renderer.take()
      #expect(renderer.pendingBytes == 0)
    }
    renderer.finish()
    bytes += renderer.take()
    let whole = rendered([[.integer(1)], [.integer(2)], [.integer(3)]], format)
    #expect(String(decoding: bytes, as: UTF8.self) == whole)
  }

  @Test(arguments: ReportFormat.allCases)
  func renderedRowsStandWhereTheyWouldHaveBeenMade(format: ReportFormat) {
    let header = ReportHeader(name: "things", columns: ["a"], currencyNote: "note")
    var source = ReportRenderer(header, format: format, asKnownOn: nil)
    source.append([.integer(1)])
    let start = source.nextRow
    source.append([.integer(2)])
    source.append([.integer(3)])
    let section = Array(source.rendered(from: start))
    var renderer = ReportRenderer(header, format: format, asKnownOn: nil)
    renderer.append([.integer(1)])
    #expect(renderer.nextRow == start)
    #expect(!renderer.append(rendered: section.count) { _ in false }, "what cannot be read")
    #expect(renderer.nextRow == start)
    let mark = renderer.mark
    #expect(
      renderer.append(rendered: section.count) { room in
        room.copyBytes(from: section)
        return true
      })
    renderer.goBack(to: mark)
    #expect(renderer.nextRow == start)
    _ = renderer.append(rendered: section.count) { room in
      room.copyBytes(from: section)
      return true
    }
    renderer.append([.integer(4)])
    renderer.finish()
    let whole = rendered((1...4).map { [.integer($0)] }, format)
    #expect(String(decoding: renderer.take(), as: UTF8.self) == whole)
  }

  @Test func aRowWithoutACellForEachColumnStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var renderer = ReportRenderer(
        ReportHeader(name: "things", columns: ["a", "b"]), format: .csv, asKnownOn: nil)
      renderer.append([.empty])
    }
  }
}
