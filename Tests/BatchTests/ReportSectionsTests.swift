import Batch
import Glibc
import LedgerStore
import TestSupport
import Testing

/// What a close takes over from the night before, and what it makes again.
@Suite struct ReportSectionsTests {
  private static let names = SmallWorld.names.filter { !$0.contains("016") }
  private static let lastNight = "2026-05-02T05:00:00Z"

  /// A home with one night closed and one more document in the inbox.
  private static func nightBefore() throws -> TestHome {
    let home = TestHome.withInbox(Array(names.dropLast()))
    try home.close()
    home.fillInbox(names)
    return home
  }

  /// The last night of a home that has closed no other.
  private static func single() throws -> [String: [UInt8]] {
    let home = TestHome.withInbox(names)
    try home.close(at: lastNight)
    return home.nightReports("latest")
  }

  @Test func aSectionOfTheNightBeforeIsTakenOver() throws {
    let home = try Self.nightBefore()
    // The mark shows where the bytes of the next night come from.
    let mark = try home.markFirstSection(isNoted: true)
    try home.close(at: Self.lastNight)
    let report = home.nightReports("latest")["components.csv"] ?? []
    #expect(String(decoding: report, as: UTF8.self).contains(mark))
    let expected = try Self.single()
    #expect(
      home.nightReports("latest").filter { $0.key != "components.csv" }
        == expected.filter { $0.key != "components.csv" })
  }

  @Test func aFileThatWasEditedIsNotTakenOver() throws {
    let home = try Self.nightBefore()
    _ = try home.markFirstSection(isNoted: false)
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
  }

  @Test func aNoteThatGivesASectionThePlaceOfAnotherIsNotFollowed() throws {
    let home = try Self.nightBefore()
    let notes = String(decoding: fileBytes("\(home.path)/cache/fees.sections"), as: UTF8.self)
    var lines = notes.split(separator: "\n").map(String.init)
    let (first, second) = (
      lines[2].split(separator: "\t"), lines[3].split(separator: "\t").dropFirst()
    )
    lines[2] = ([first[0]] + second).joined(separator: "\t")
    home.folder.write("home/cache/fees.sections", lines.joined(separator: "\n") + "\n")
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
  }

  @Test func afterTheNightBeforeWasRemovedAllIsMadeAgain() throws {
    let home = try Self.nightBefore()
    home.folder.remove("home/reports/2026-05-01/fees.json")
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
  }

  @Test func underAnotherCatalogAllIsMadeAgain() throws {
    let home = try Self.nightBefore()
    _ = try home.markFirstSection(isNoted: true)
    let catalog = String(decoding: fileBytes("\(home.path)/catalog.csv"), as: UTF8.self)
    home.folder.write("home/catalog.csv", catalog + "\n")
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
  }

  @Test func aNewRateLeavesTheLedgerWhereItIs() throws {
    let home = TestHome.withInbox(Self.names)
    home.folder.write("home/fx.csv", "date,base,quote,rate\n2026-03-01,EUR,USD,1.25\n")
    home.configuration.masterFiles[.fx] = "fx.csv"
    try home.close()
    let ledger = inode("\(home.path)/acorn.sqlite")
    home.folder.write(
      "home/fx.csv", "date,base,quote,rate\n2026-03-01,EUR,USD,1.5\n2026-03-02,EUR,USD,1.5\n")
    try home.close(at: Self.lastNight)
    #expect(inode("\(home.path)/acorn.sqlite") == ledger)
    let content = try home.with(Self.lastNight) { try $0.contentDigest() }
    let rebuilt = try home.with(Self.lastNight) { books in
      try books.rebuild()
      return try books.contentDigest()
    }
    #expect(content == rebuilt)
  }
}

extension TestHome {
  /// Overwrites the first settlement id of the components' first section; where `isNoted` the notes
  /// agree with it. Returns what stands there now.
  fileprivate func markFirstSection(isNoted: Bool) throws -> String {
    let notes = String(decoding: fileBytes("\(path)/cache/components.sections"), as: UTF8.self)
    var lines = notes.split(separator: "\n").map(String.init)
    var cells = lines[2].split(separator: "\t").map(String.init)
    let (offset, length) = (try #require(Int(cells[1])), try #require(Int(cells[2])))
    var bytes = fileBytes("\(path)/reports/latest/components.csv")
    let mark = "MARKED"
    bytes.replaceSubrange(offset..<offset + mark.utf8.count, with: mark.utf8)
    folder.write("home/reports/2026-05-01/components.csv", bytes)
    if isNoted {
      cells[3] = SHA256.hex(of: Array(cells[0].utf8) + bytes[offset..<offset + length])
      lines[2] = cells.joined(separator: "\t")
      folder.write("home/cache/components.sections", lines.joined(separator: "\n") + "\n")
    }
    return mark
  }
}

private func inode(_ path: String) -> UInt {
  var status = stat()
  return stat(path, &status) == 0 ? UInt(status.st_ino) : 0
}
