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
    #expect(sales.exitStatus == 0)
    #expect(
      sales.text == "a_sales.csv: readable, till_sales acorn, 4 rows, 2026-03-02 … 2026-03-03")
    let orders = try tried(home, "orders.csv", ChannelWorld.orders)
    #expect(orders.exitStatus == 0)
    #expect(orders.text.hasSuffix(", web store SHOP"))
    let broken = ChannelWorld.sales.split(separator: "21.42").joined(separator: "21.4x2")
    let refused = try tried(home, "b_sales.csv", broken)
    #expect(refused.exitStatus == 3)
    #expect(
      refused.text.contains(
        "\n  row_error: b_sales.csv:4: column total: '21.4x2' is no amount of EUR;"))
    #expect(try home.rows(.outletDays).isEmpty, "nothing is kept")
  }

  @Test func vendorDocumentsAreCountedByKind() throws {
    let home = SmallWorld.home()
    let order = try tried(home, "orders.json", VendorWorld().order)
    #expect(order.exitStatus == 0)
    #expect(order.text == "orders.json: readable, vendor records: 1 order")
    let refused = try tried(home, "broken.json", String(VendorWorld().order.dropLast(3)))
    #expect(refused.exitStatus == 3)
    #expect(refused.text.contains("\n  line "))
  }

  @Test func bankStatementsAreReadAsAnImportReadsThem() throws {
    let home = SmallWorld.home()
    let good = try tried(home, "march.sta", SmallWorld.statement)
    #expect(good.exitStatus == 0)
    #expect(
      good.text == "march.sta: readable, statement mt940 of USD account 021000021000123456789,"
        + " 1 lines, 2026-03-16 … 2026-03-18")
    let open = try tried(home, "open.sta", SmallWorld.statement.replacing("125,00", with: "126,00"))
    #expect(open.exitStatus == 2)
    #expect(open.text.contains("\n  statement_mismatch: "))
    #expect(open.text.hasSuffix(", 1.00 USD"))
    let bad = try tried(home, "bad.sta", SmallWorld.statement.replacing("C25,00", with: "C25,0x"))
    #expect(bad.exitStatus == 3)
    #expect(bad.text.contains("bad.sta: refused\n  statement_error: bad.sta:5"))
  }

  /// What the exceptions of an import say of the file.
  private func imported(_ home: TestHome, _ path: String, store: String = "") throws -> [String] {
    try home.importFiles([path], store: store)
    return try home.rows(.exceptions).map { "\($0["what"] ?? ""); \($0["what_to_do"] ?? "")" }
  }

  @Test func aFileThatFitsSeveralStoresIsRefusedAsTheImportRefusesIt() throws {
    let home = TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US"]),
        Configuration.Store("NA2", home: "US", ["US"]),
      ]))
    let path = home.folder.write("in/901.txt", SmallWorld.files["NA1_90100000011.txt"] ?? [])
    func tried(_ store: String = "") throws -> DryRun {
      try DryRun.read([path], store: store, home.context("2026-05-01T08:00:00Z"))[0]
    }
    let run = try tried()
    #expect(run.exitStatus == 3)
    let told = try imported(home, path)
    #expect(run.text.split(separator: "\n").last == "  unbound_store: 901.txt: \(told[0])")
    #expect(try tried("NA2").text.contains("ties out"))
    // It says the same of a file whose store is told already.
    #expect(try imported(home, path, store: "NA2").isEmpty)
    #expect(try tried().text.contains("store NA2"))
    #expect(throws: BatchError.self) { try tried("NA9") }
  }

  @Test func aHomeWithoutStoresRefusesAndNoHomeReads() throws {
    let home = TestHome(Configuration(stores: []))
    let text = String(decoding: SmallWorld.files["NA1_90100000011.txt"] ?? [], as: UTF8.self)
    let run = try tried(home, "901.txt", text)
    #expect(run.exitStatus == 3)
    #expect(run.text.contains("no store is configured"))
    home.folder.remove("home")
    let alone = try tried(home, "901.txt", text)
    #expect(alone.exitStatus == 0)
    #expect(alone.text.hasPrefix("901.txt: ties out"))
    #expect(alone.text.contains("product_sales"))
  }

  @Test func settlementFilesAreSummedAsBefore() throws {
    let home = SmallWorld.home()
    let paths = SmallWorld.write(["NA1_90100000011.txt"], for: home)
    let runs = try DryRun.read(paths, store: "", home.context("2026-05-01T08:00:00Z"))
    #expect(runs.map(\.exitStatus) == [0])
    #expect(runs[0].text.contains("settlement 90100000011"))
  }
}
