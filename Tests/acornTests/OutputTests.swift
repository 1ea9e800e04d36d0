import Glibc
import TestSupport
import Testing

/// What was asked for comes whole, or the exit status says that it does not.
@Suite struct OutputTests {
  private static let commands = [
    ["report", "profit"], ["report", "profit", "--format", "json"], ["export", "hledger"],
    ["accounts"], ["explain", "--settlement", "90100000011"], ["reconcile"], ["period", "list"],
    ["components"], ["calls"], ["forecast", "--scores"], ["forecast", "--dry-run"],
    ["close", "--list"], ["doctor"], ["rebuild"], ["archive", "verify"],
  ]

  @Test(arguments: commands)
  func aFullDiskAtTheOutputIsToldAndEndsWith74(command: [String]) throws {
    let ran = try ProgramHome.filled().run(command, output: .full)
    #expect(ran.status == 74, "\(command)")
    #expect(
      ran.errors == "acorn: standard output: No space left on device; make room and run it again\n",
      "\(command)")
  }

  @Test(arguments: commands)
  func aReaderThatWentAwayIsNoError(command: [String]) throws {
    let ran = try ProgramHome.filled().run(command, output: .deserted)
    #expect(ran.status == 0, "\(command)")
    #expect(ran.errors == "", "\(command)")
  }

  /// The same holds without a home.
  @Test(arguments: [["--help"], ["--version"], ["report", "--help"], ["help", "import"]])
  func helpThatCannotBeWrittenEndsWith74(command: [String]) throws {
    #expect(try acorn(command, output: .full).status == 74)
    #expect(try acorn(command, output: .deserted).status == 0)
    let ran = try acorn(command)
    #expect(ran.status == 0)
    #expect(!ran.output.isEmpty)
    #expect(ran.errors == "")
  }

  @Test func whatHasBeenFoundIsInTheStatusThoughNobodyReadsOn() throws {
    let home = ProgramHome()
    home.folder.write("in/letter.txt", "Dear seller\n")
    let path = "\(home.folder.path)/in"
    #expect(try home.run(["import", path], output: .deserted).status == 3)
    #expect(try home.run(["import", path], output: .full).status == 74)
  }

  @Test func aLogThatCannotBeWrittenStopsNothing() throws {
    let home = try ProgramHome.filled()
    for errors in [Sink.full, .deserted] {
      let ran = try home.run(["report", "settlements", "--verbose"], errors: errors)
      #expect(ran.status == 0)
      #expect(ran.output.contains("90100000011"))
    }
  }

  @Test func whatIsToldOfFilesIsToldWhenAllAreWritten() throws {
    let home = try ProgramHome.filled()
    let folder = "\(home.folder.path)/out/"
    #expect(try home.run(["export", "hledger", "--output", folder], output: .full).status == 74)
    #expect(names(in: folder).count == 1)
  }

  @Test func weeksOfAllCurrenciesThatAreLeftOutAreTold() throws {
    let ran = try ProgramHome.filled().run(["forecast", "--weeks", "--opening", "CHF=1"])
    #expect(ran.status == 0)
    #expect(ran.output.contains("\ncurrency,CHF,"))
    #expect(!ran.output.contains("\ngroup,"))
    #expect(ran.errors.contains("fx.csv has no rate of"))
  }

  /// A device is written to; a file in its place would be full of one report.
  @Test func aDeviceStaysWhatItIs() throws {
    let home = try ProgramHome.filled()
    let device = "\(home.folder.path)/full"
    #expect(symlink("/dev/full", device) == 0)
    let ran = try home.run(["report", "profit", "--output", device])
    #expect(ran.status == 74)
    #expect(ran.errors.contains("\(device): No space left on device"))
    var status = stat()
    #expect(lstat(device, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aReportOfThePastLeavesNothingBehindWhenNobodyReadsIt() throws {
    let home = try ProgramHome.filled()
    let before = names(in: home.path)
    for output in [Sink.full, .deserted] {
      try home.run(
        ["report", "profit", "--as-known-on", "2026-05-01T08:00:00Z"], output: output)
    }
    #expect(names(in: home.path) == before)
  }
}
