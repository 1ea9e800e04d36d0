import LedgerCore
import TestSupport
import Testing

@Suite struct AccountingChartTests {
  private let place = EntryDimensions(
    store: "NA1", marketplace: "US", category: "Cups", outlet: "(unassigned)")

  @Test func everyComponentAndPlaceOfMoneyHasAnAccountInEverySystem() {
    for role in MadeJournal.chart.roles {
      let account = MadeJournal.chart.account(for: role, place, MadeJournal.usd)
      for column in ChartColumn.allCases where column != .xeroTax {
        #expect(account[column] != "", "\(role) \(column.rawValue)")
      }
    }
    for component in Component.allCases {
      #expect(MadeJournal.chart.roles.contains(component.name))
    }
  }

  @Test func aFileWithAByteOrderMarkAndWindowsLineEndsIsRead() throws {
    var chart = MadeJournal.chart
    try chart.add(
      Array("\u{FEFF}role\tdatev\r\nproduct_sales\t8400\r\n".utf8), origin: "chart.tsv")
    #expect(chart.account(for: "product_sales", place, MadeJournal.usd)[.datev] == "8400")
  }

  private static let places = ChartPlaces(
    stores: ["NA1", "EU1"], marketplaces: ["US", "DE"], outlets: ["OUT-HAM"])

  @Test(arguments: [
    ("bank\tNA9\t\t\t\t\t", "store 'NA9' is not one of EU1, NA1"),
    ("product_sales\tACRN1\t\t\t\t\t", "store 'ACRN1' is not one of"),
    ("bank\t\t\t\t\tusd\t", "currency 'usd' is not a code"),
    ("bank\t\tFR\t\t\t\t", "marketplace 'FR' is not a code"),
    ("till_sales\t\t\t\tOUT-MUC\t\t", "outlet 'OUT-MUC' is not in the outlets file"),
    ("bank\tNA1\t\t\t\tUSD\tAssets:Bank:NA1\tx", "the line has more cells"),
  ])
  func aLineThatFitsNoAmountOfTheBooksIsToldWithItsPlace(line: String, problem: String) {
    var chart = MadeJournal.chart
    let text = "role\tstore\tmarketplace\tcategory\toutlet\tcurrency\taccount\n\(line)\n"
    let error = #expect(throws: ComponentRulesError.self) {
      try chart.add(Array(text.utf8), origin: "chart.tsv", places: AccountingChartTests.places)
    }
    #expect(error?.description.contains("chart.tsv:2: \(problem)") == true)
  }

  @Test(arguments: [
    "bank\tNA1\t(none)\t\t(unassigned)\tUSD", "product_sales\t\t(other)\tAny\tOUT-HAM\t",
    "bank\tACRN1\t\t\t\t", "vendor_sales\tACRN1+ACRN2\t\t\t\t", "vendor_sales\tVENDOR\t\t\t\t",
  ])
  func aLineThatMayFitIsTaken(line: String) throws {
    var chart = MadeJournal.chart
    let text = "role\tstore\tmarketplace\tcategory\toutlet\tcurrency\n\(line)\n"
    try chart.add(Array(text.utf8), origin: "chart.tsv", places: AccountingChartTests.places)
  }

  @Test func aLaterLineThatFitsChangesOnlyTheCellsItFills() throws {
    var chart = MadeJournal.chart
    try chart.add(
      Array("role\tstore\tcategory\tdatev\taccount\nproduct_sales\tNA1\tCups\t8400\t\n".utf8),
      origin: "chart.tsv")
    let cups = chart.account(for: "product_sales", place, MadeJournal.usd)
    #expect(cups.name == "Income:Amazon:ProductSales")
    #expect(cups[.datev] == "8400")
    #expect(cups[.xero] == "200")
    let plates = EntryDimensions(
      store: "NA1", marketplace: "US", category: "Plates", outlet: "(unassigned)")
    #expect(chart.account(for: "product_sales", plates, MadeJournal.usd)[.datev] == "8200")
  }

  @Test(arguments: [
    ("role\tdatev\nproduct_sale\t8400", "chart.tsv:2: role 'product_sale' is not one of"),
    ("role\tdatev\nproduct_sales\t84 00", "chart.tsv:2: datev '84 00' is not a number"),
    ("role\taccount\nproduct_sales\tSales", "chart.tsv:2: account 'Sales' is not like"),
    ("role\tacount\nproduct_sales\tSales", "chart.tsv:1: column 'acount' is not known"),
    ("store\taccount\nNA1\tSales", "chart.tsv:1: the header lacks role"),
    ("# ours\n\nrole,datev\nproduct_sales,8400", "chart.tsv:3: columns are separated by tabs"),
    ("role;datev\n", "chart.tsv:1: columns are separated by tabs"),
    ("r\0o\0l\0e\0\t\0d\0", "chart.tsv:1: the file is not UTF-8"),
  ])
  func aLineThatMakesNoSenseIsToldWithItsPlace(text: String, problem: String) {
    var chart = MadeJournal.chart
    do {
      try chart.add(Array(text.utf8), origin: "chart.tsv")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".hasPrefix(problem), "\(error)")
    }
  }
}
