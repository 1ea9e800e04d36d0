import Batch
import LedgerStore
import TestSupport
import Testing

@Suite struct EachStoreTests {
  private let folder = TemporaryFolder()

  /// Connections that found something to make anew would wait for one another, and give up.
  @Test func whatIsKeptIsMadeAnewBeforeConnectionsShareIt() throws {
    let ledger = try Ledger(path: "\(folder.path)/acorn.sqlite")
    try ledger.database.run("INSERT INTO stale VALUES ('group', 'NA1', 'g')")
    let stale = try ledger.each(of: ["EU1", "NA1"], workers: 2) { ledger, _ throws(StoreError) in
      try ledger.database.integer("SELECT count(*) FROM stale")
    }
    #expect(stale == ["EU1": 0, "NA1": 0])
  }
}
