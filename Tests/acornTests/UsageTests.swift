import Glibc
import TestSupport
import Testing

/// A command that asks for what there is not ends with 64 and says what there is.
@Suite struct UsageTests {
  @Test(arguments: [
    (["report", "profit", "--by", "foo"], "there is no column 'foo'; use store, category"),
    (["report", "components", "--by", "store,foo"], "there is no column 'foo'; use settlement_id"),
    (["report", "crosschannel", "--by", "foo"], "there is no column 'foo'; use month, channel"),
    (
      ["report", "orders", "--by", "store"],
      "--by is not offered; use it with components, profit, crosschannel"
    ),
    (["report", "profit", "--from", "2026-04-01", "--to", "2026-03-01"], "comes after --to"),
    (["export", "hledger", "--from", "2026-04-01", "--to", "2026-03-01"], "comes after --to"),
    (["audit", "bundle", "--from", "2026-04-01", "--to", "2026-03-01"], "comes after --to"),
    (
      ["forecast", "--backtest", "--from", "2026-04-01T00:00:00Z", "--to", "2026-03-01T00:00:00Z"],
      "comes after --to"
    ),
    (["export", "erp", "--replace"], "--replace goes with --output FOLDER/"),
    (["forecast", "--from", "2026-04-01"], "--from, --to and --detail go with --backtest"),
    (["forecast", "--opening", "EUR=1"], "go with --weeks"),
    (
      ["forecast", "--weeks", "--floor", "USD=5", "--opening", "USD=5", "--opening", "USD=6"],
      "--opening states USD twice"
    ),
    (["report", "exceptions", "--from", "2026-03-01"], "--from and --to are not offered"),
    (["report", "reconciliation", "--to", "2026-03-01"], "--from and --to are not offered"),
    (["report", "vendor_lines", "--from", "2026-03-01"], "--from and --to are not offered"),
    (["report", "fees", "--view", "allocated"], "profit has all views"),
    (["report", "crosschannel", "--view", "consolidated"], "crosschannel direct and allocated"),
    (["report", "profit", "--state", "sold"], "--state is offered by orders"),
    (["report", "fees", "--since", "2026-03-01T00:00:00Z"], "--since is offered by restatements"),
    (
      [
        "report", "restatements", "--since", "2026-04-01T00:00:00Z", "--as-known-on",
        "2026-03-01T00:00:00Z",
      ], "--since is not before --as-known-on"
    ),
    (["explain", "components", "--where", "foo=x"], "there is no column 'foo'"),
    (["explain", "--settlement", "1"], "settlement 1 is not in the books"),
    (["explain", "--order", "1"], "order 1: no row of a settlement in force names it"),
    (["explain", "cashflow", "--where", "store=NA1"], "components, profit, fees, refunds"),
    (["explain", "profit", "--settlement", "90100000011"], "name one thing"),
    (["explain", "fees", "--where", "component=product_sales"], "it counts no 'product_sales'"),
    (["explain", "profit", "--where", "component=reserve"], "it counts no 'reserve'"),
    (["explain", "components", "--where", "month=2026-3"], "'2026-3' is not a month"),
    (["explain", "components", "--where", "store=NA1", "store=EU1"], "store stands twice"),
    (["explain", "components", "--where", "store=NA9"], "it counts no row with store=NA9"),
    (
      ["explain", "profit", "--where", "store=NA1", "month=2027-01"],
      "it counts no row with month=2027-01"
    ),
    (["explain", "settlements", "--where", "month=2026-03"], "there is no column 'month'"),
    (["exceptions", "accept", "E-000000000000", "--reason", "x"], "there is no exception"),
    (["exceptions", "accept", "E-000000000000", "--reason", ""], "--reason: say in a sentence"),
    (["exceptions", "accept", "--reason", "x"], "name exceptions by their ids, or a folder"),
    (
      ["exceptions", "accept", "--imported-from", "/none", "--reason", "x"],
      "no open exception is about a refused file from /none"
    ),
    (["period", "lock", "2026-05"], "has not ended yet"),
    (["period", "unlock", "2026-03", "--reason", "x"], "2026-03 is not locked"),
    (["sync", "--store", "NA9"], "store 'NA9' is not in acorn.toml; use NA1, NA2, EU1"),
    (["calls", "--store", "NA9"], "store 'NA9' is not in acorn.toml; use NA1, NA2, EU1"),
    (
      ["calls", "--count", "--store", "NA9"], "store 'NA9' is not in acorn.toml; use NA1, NA2, EU1"
    ),
    (["init"], "is there already"),
    (["demo"], "acorn.toml is there already, and is not the demo's; choose another --home"),
    (["forecast", "--backtest", "--from", "2027-01-01"], "there is no night to test"),
    (["forecast", "--backtest"], "182 days after the first known close; state an earlier --from"),
  ])
  func wrongUsageEndsWith64(arguments: [String], says: String) throws {
    let ran = try ProgramHome.filled().run(arguments)
    #expect(ran.status == 64, "\(arguments): \(ran.errors)")
    #expect(ran.errors.contains(says), "\(arguments): \(ran.errors)")
    #expect(ran.output == "")
  }

  @Test(arguments: [
    ("2026-04-01", "2026-04-01", "nights 2026-04-01T08:00:00Z to 2026-04-01T08:00:00Z;"),
    ("2026-04-01", "2026-04-03", "nights 2026-04-01T08:00:00Z to 2026-04-03T08:00:00Z;"),
    (
      "2026-04-01T05:00:00Z", "2026-04-03T04:00:00Z",
      "nights 2026-04-01T05:00:00Z to 2026-04-02T05:00:00Z;"
    ),
  ])
  func theNightOfADayGivenAsTheLastIsTested(from: String, to: String, says: String) throws {
    let ran = try ProgramHome.filled().run(["forecast", "--backtest", "--from", from, "--to", to])
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains(says), "\(ran.errors)")
  }

  @Test(arguments: [
    ("2045-01-01T05:00:00Z", "the last settlement is known from 2026-03-17T20:00:00Z on"),
    ("2025-01-01T05:00:00Z", "no settlement was known at 2025-01-01T05:00:00Z"),
  ])
  func withoutAForecastItIsSaidWhy(now: String, says: String) throws {
    let home = try ProgramHome.filled()
    let ran = try acorn(["forecast", "--dry-run", "--home", home.path, "--now", now])
    #expect(ran.status == 0)
    #expect(ran.output.contains(says), "\(ran.output)")
  }

  @Test func callsOfAStoreWithoutAnyAreNone() throws {
    let ran = try ProgramHome.filled().run(["calls", "--store", "NA2"])
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.output.split(separator: "\n").count == 1)
  }

  @Test func helpNamesTheReportsWhoseFiguresCanBeExplained() throws {
    let help = try acorn(["explain", "--help"]).output
      .split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(
      help.contains("(values: settlements, components, profit, fees, refunds, promotions)"),
      "\(help)")
  }

  @Test func aReportThatCannotKnowSaysSo() throws {
    let ran = try ProgramHome.filled().run(["report", "receivable"])
    #expect(ran.status == 0)
    #expect(ran.errors.contains("of NA1 the books have no answers of Amazon"), "\(ran.errors)")
    #expect(ran.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [["import"], ["import", "--dry-run"]])
  func aPipeInAFolderStopsNobody(command: [String]) throws {
    let home = ProgramHome()
    home.writeSettlement("NA1_90100000011.txt")
    mkfifo("\(home.folder.path)/in/pipe", 0o644)
    let ran = try home.run(command + ["\(home.folder.path)/in"], seconds: 20)
    #expect(ran.status == 3)
    #expect((ran.output + ran.errors).contains("\(home.folder.path)/in/pipe: a pipe, and no file"))
    #expect(ran.output.contains(command.count == 1 ? "1 settlement, 2 rows" : "ties out"))
  }

  @Test func aDamagedLedgerIsRepairedByTheCommandThatTheMessageNames() throws {
    let home = try ProgramHome.filled()
    home.folder.write("home/acorn.sqlite", "garbage\n")
    let failed = try home.run(["report", "settlements"])
    #expect(failed.status == 74)
    #expect(failed.errors.contains("run acorn rebuild"))
    let rebuilt = try home.run(["rebuild"])
    #expect(rebuilt.status == 0, "\(rebuilt.errors)")
    #expect(rebuilt.output.hasPrefix("before it could not be read\nafter  "))
    #expect(try home.run(["report", "settlements"]).output.contains("90100000011"))
    let again = try home.run(["rebuild"])
    #expect(again.output.hasSuffix("the content is the same\n"))
  }

  /// The file came in at eight o'clock.
  @Test(arguments: [("2026-04-30", 1), ("2026-05-01", 2), ("2026-05-01T07:59:59Z", 1)])
  func aDayThatSomethingWasKnownOnIsAWholeOne(known: String, lines: Int) throws {
    let ran = try ProgramHome.filled().run(["report", "settlements", "--as-known-on", known])
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.output.split(separator: "\n").count == lines)
  }

  @Test(arguments: ["hledger", "xero", "saft", "kingdee", "datev"])
  func anExportOfNothingSaysSo(format: String) throws {
    let home = ProgramHome(
      ProgramHome.configuration
        + "[accounting]\nregistration = \"1\"\ncontact = \"Nora Hazel\"\n")
    home.writeSettlement("NA1_90100000011.txt")
    #expect(try home.run(["import", "\(home.folder.path)/in"]).status == 0)
    let ran = try home.run(
      [
        "export", format, "--from", "2025-05-01", "--to", "2025-05-31", "--output",
        "\(home.folder.path)/out/",
      ])
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains("there is no entry in these days"), "\(ran.errors)")
  }

  @Test func aSpanOfOneDayIsNoReversedOne() throws {
    let ran = try ProgramHome.filled().run(
      ["report", "profit", "--from", "2026-03-02", "--to", "2026-03-02"])
    #expect(ran.status == 0)
  }

  @Test(arguments: [["report", "profit"], ["export", "hledger"]])
  func anOutputThatCannotBeWrittenEndsWith74(command: [String]) throws {
    let home = try ProgramHome.filled()
    let path = "\(home.folder.path)/none/there"
    let ran = try home.run(command + ["--output", path])
    #expect(ran.status == 74)
    #expect(
      ran.errors
        == "acorn: \(path): No such file or directory; check disk space and permissions\n")
  }
}
