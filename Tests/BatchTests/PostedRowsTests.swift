import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct PostedRowsTests {
  /// Reports that read the documents again, each by itself.
  @Test(arguments: [ReportName.orders, .skuChannels])
  func aDocumentThatWasDamagedSinceIsAnErrorAndNotFewerRows(report: ReportName) throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let path = try home.with("2026-05-01T05:00:00Z") { books in
      let document = try #require(
        try books.ledger.postedDocuments().first)
      return books.archive.path(of: document.sha256)
    }
    let sound = try #require(contents(ofFile: path))
    try replaceFile(path, with: Array(sound.dropLast(40)))
    let error = #expect(throws: BatchError.self) { _ = try home.rows(report) }
    #expect(error?.kind == .storage)
    #expect(error?.description.contains("acorn archive verify") == true)
    try replaceFile(path, with: sound)
    let other = SmallWorld.home()
    try other.importFiles(SmallWorld.write(SmallWorld.names, for: other))
    #expect(try home.rows(report) == other.rows(report), "nothing of the damaged one was kept")
  }

  @Test func explainSaysThatADocumentIsDamaged() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    try home.with("2026-05-01T05:00:00Z") { books in
      let document = try #require(
        try books.ledger.postedDocuments().first)
      var lines = 0
      try books.explain(.order("111-0011-0")) { _ in lines += 1 }
      #expect(lines > 1)
      try replaceFile(books.archive.path(of: document.sha256), with: [])
      #expect(throws: BatchError.self) { try books.explain(.order("111-0011-0")) { _ in } }
    }
  }
}
