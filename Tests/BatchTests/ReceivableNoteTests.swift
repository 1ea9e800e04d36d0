import Batch
import LedgerCore
import TestSupport
import Testing

/// What Amazon owes is said of stores of which Amazon has answered; the others are named.
@Suite struct ReceivableNoteTests {
  private func json(_ home: TestHome, _ name: ReportName = .receivable) throws -> String {
    var request = ReportRequest(name)
    request.format = .json
    return String(decoding: try home.with { try $0.reportBytes(request) }, as: UTF8.self)
  }

  @Test func booksOfFilesAloneSayThatTheyDoNotKnowWhatAmazonOwes() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let note =
      "of EU1 and NA1 the books have no answers of Amazon, so they do not say what Amazon owes"
      + " there; run acorn sync"
    #expect(try home.rows(.receivable).isEmpty)
    #expect(try home.with { try $0.notes(on: .receivable) } == [note])
    #expect(try json(home).contains(#"; \#(note)","rows":["#))
    #expect(try !json(home, .deposits).contains(note))
    #expect(try home.with { try $0.notes(on: .settlements) }.isEmpty)
    home.folder.write("reports/keep", "")
    try home.with { try $0.writeReports(to: "\(home.folder.path)/reports") }
    let file = fileBytes("\(home.folder.path)/reports/receivable.json")
    #expect(try String(decoding: file, as: UTF8.self) == json(home))
  }

  @Test func nothingIsMissingAfterASyncNorInEmptyBooks() throws {
    let empty = SmallWorld.home()
    #expect(try !json(empty).contains("no answers"))
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    try home.sync(amazon.transport())
    #expect(try !home.rows(.receivable).isEmpty)
    #expect(try !json(home).contains("no answers"))
    #expect(try home.with { try $0.notes(on: .receivable) }.isEmpty)
  }
}
