import Batch
import LedgerCore
import TestSupport
import Testing

/// Trying documents without keeping them.
@Suite struct DryRunTests {
  private func tried(_ home: TestHome, _ name: String, _ text: String) throws -> DryRun {
    let path = home.folder.write("in/\(name)", text)
    let runs = try DryRun.read([path], store: "", home.context("2026-05-01T08:00:00Z"))
    return try #require(runs.first)
  }

  @Test func exportsOfTillsAndWebStoresAreReadWithTheirProblems() throws {
    let home = ChannelWorld.home()
    let sales = try tried(home, "a_sales.csv", ChannelWorld.sales)
    #expect(sales.isProved)
    #expect(
      sales.text == "a_sales.csv: readable, till_sales acorn, 4 rows, 2026-03-02 … 2026-03-03")
    let orders = try tried(home, "orders.csv", ChannelWorld.orders)
    #expect(orders.isProved)
    #expect(orders.text.hasSuffix(", web store SHOP"))
    let broken = ChannelWorld.sales.split(separator: "21.42").joined(separator: "21.4x2")
    let refused = try tried(home, "b_sales.csv", broken)
    #expect(!refused.isProved)
    #expect(
      refused.text.contains(
        "\n  row_error: b_sales.csv:4: column total: '21.4x2' is no amount of EUR;"))
    #expect(try home.rows(.outletDays).isEmpty, "nothing is kept")
  }

  @Test func vendorDocumentsAreCountedByKind() throws {
    let home = SmallWorld.home()
    let order = try tried(home, "orders.json", VendorWorld().order)
    #expect(order.isProved)
    #expect(order.text == "orders.json: readable, vendor records: 1 order")
    let refused = try tried(home, "broken.json", String(VendorWorld().order.dropLast(3)))
    #expect(!refused.isProved)
    #expect(refused.text.contains("\n  line "))
  }

  @Test func settlementFilesAreSummedAsBefore() throws {
    let home = SmallWorld.home()
    let paths = SmallWorld.write(["NA1_90100000011.txt"], for: home)
    let runs = try DryRun.read(paths, store: "", home.context("2026-05-01T08:00:00Z"))
    #expect(runs.map(\.isProved) == [true])
    #expect(runs[0].text.contains("settlement 90100000011"))
  }
}
