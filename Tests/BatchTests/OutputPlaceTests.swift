import Batch
import LedgerCore
import TestSupport
import Testing

/// Where a command may put what it was asked for.
@Suite struct OutputPlaceTests {
  @Test func nothingReplacesWhatTheHomeLivesFrom() throws {
    let home = SmallWorld.home()
    home.configuration.calendarFolder = "calendar"
    home.configuration.lwa = Configuration.Application(
      clientID: .environment("ID"), clientSecret: .file("secrets/client"))
    home.configuration.close.ping = .file("ping")
    home.configuration.stores[0].refreshToken = .file("secrets/NA1")
    for name in ["secrets/NA1", "secrets/client", "ping"] { home.folder.write("home/\(name)", "x") }
    home.folder.write("home/calendar/TARGET.csv", "date\n2026-12-25\n")
    try home.importFiles(SmallWorld.write(["NA1_90100000011.txt"], for: home))
    let (books, path) = (try Books(home.context("2026-05-02T08:00:00Z")), home.path)
    let kept = [
      "acorn.sqlite", "acorn.sqlite-wal", "acorn.toml", "lock", "catalog.csv", "archive/new.csv",
      "archive/deliveries.tsv", "archive/objects/x", "secrets/NA1", "secrets/client",
      "ping", "calendar/TARGET.csv", "calendar/new.csv",
      "../\(path.split(separator: "/").last!)/lock",
    ]
    for name in kept {
      let error = #expect(throws: BatchError.self) { try books.checkOutput("\(path)/\(name)") }
      #expect(error?.kind == .usage, "\(name)")
    }
    for name in [
      "profit.csv", "../acorn.sqlite", "books/acorn.toml", "archive-2026.csv", "secrets/note.csv",
    ] {
      try books.checkOutput("\(path)/\(name)")
    }
    try books.checkOutput("profit.csv")
  }
}
