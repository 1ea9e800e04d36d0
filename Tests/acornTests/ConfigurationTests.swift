import AccountingExports
import Batch
import LedgerCore
import TestSupport
import Testing

@testable import acorn

private func parsed(_ text: String, isArchived: Bool = false) throws -> Configuration {
  try ConfigurationFile.parse(Array(text.utf8), isArchived: isArchived)
}

/// `acorn.toml` means what it says, or says why not.
@Suite struct ConfigurationTests {
  /// Every key that there is, each on a line of its own.
  static let everything = """
    functional_currency = "EUR"
    [[marketplace]]
    code = "XX"
    name = "Amazon.xx"
    currency = "USD"
    time_zone = "Europe/Berlin"
    [[store]]
    id = "NA1"
    name = "Hazel"
    seller_id = "A1"
    region = "na"
    home_marketplace = "US"
    marketplaces = ["US", "CA"]
    refresh_token = { file = "secrets/NA1" }
    [[store.account]]
    id = "a"
    currency = "USD"
    type = "Standard Orders"
    home_marketplace = "US"
    [master]
    catalog = "catalog.csv"
    outlets = "outlets.csv"
    outlet_bindings = "outlet_bindings.csv"
    fx = "fx.csv"
    rules = "rules.tsv"
    chart = "chart.tsv"
    calendars = "calendar"
    [lwa]
    client_id = { env = "ID" }
    client_secret = { file = "secrets/lwa" }
    [endpoints]
    sp_api = "http://127.0.0.1:1"
    lwa = "http://127.0.0.1:1"
    rate_scale = 2
    [thresholds]
    bank_days = 5
    report_days = 3
    silence_days = 2
    unsettled_days = 14
    jump_spreads = 6
    jump_percent = 30
    [severity]
    late_arrival = "error"
    [bank]
    payers = ["AMAZON"]
    calendars = { CHF = "CH" }
    [[bank_csv]]
    name = "Hafenbank"
    delimiter = ";"
    charset = "windows-1252"
    dates = "dmy"
    decimal = ","
    skip_lines = 1
    booking_date = "Tag"
    value_date = "Wert"
    amount = "Betrag"
    debit = "Soll"
    credit = "Haben"
    currency = "EUR"
    currency_column = "Waehrung"
    account = "1"
    account_column = "Konto"
    reference = "Ref"
    counterparty = "Name"
    text = ["Zweck"]
    running_balance = "Saldo"
    opening = "Anfang"
    closing = "Ende"
    [close]
    inbox = "inbox"
    keep_days = 35
    by_month = true
    metrics = "acorn.prom"
    ping = { env = "PING" }
    [notify]
    command = ["/bin/tell", "finance"]
    webhook = { file = "secrets/chat" }
    format = "slack"
    when = "problems"
    timeout_seconds = 10
    [[till]]
    name = "kasse"
    kind = "till_sales"
    columns = { ticket = "Bon", time = "Datum", total = "Betrag" }
    optional = ["total"]
    decimal = ","
    dates = "dmy"
    delimiter = ";"
    tax = "inclusive"
    outlet = "OUT-1"
    outlets = { "Filiale 4" = "OUT-4" }
    currency = "EUR"
    row_type = "Verkauf"
    types = { Umtausch = "refund" }
    charset = "windows-1252"
    [[webstore]]
    id = "SHOP"
    platform = "woocommerce"
    catalog = "NA1"
    merchant_order_prefix = "SHOP-"
    payers = ["STRIPE"]
    outlets = { "Main Street" = "OUT-1" }
    [[webstore.export]]
    kind = "web_orders"
    columns = { order = "Nr", created = "Am", total = "Summe", currency = "W", line_total = "Z", source = "Q" }
    till_source = "pos"
    [[vendor]]
    id = "VENDOR"
    name = "Hazel"
    region = "na"
    refresh_token = { file = "secrets/VENDOR" }
    vendor_codes = ["ACRN1"]
    marketplaces = ["US"]
    [vendor_terms]
    grace_days = 7
    notice_hours = 24
    invoice_days = 14
    [[vendor_rule]]
    kind = "shortage"
    days = 60
    start = "paid"
    from = "2026-07-01"
    until = 2027-07-01
    [accounting]
    company = "Hazel & Rook"
    registration = "987654321"
    contact = "Nora Hazel"
    country = "NO"
    tax_rate = "Tax Exempt"
    quickbooks_dates = "mdy"
    datev_adviser = 1001
    datev_client = 1
    datev_account_length = 4
    datev_chart = "03"
    fiscal_year_month = 1
    erp_template = "sap"
    company_code = "1000"
    [allocation]
    rule = "weights"
    weights = { Toys = 2, Garden = 1 }

    """

  @Test func weightsWithoutARuleAreTheRule() throws {
    let text = Self.everything.replacing("rule = \"weights\"\n", with: "")
    #expect(try parsed(text).allocation == .weights(["Toys": 2, "Garden": 1]))
  }

  @Test func allOfItIsRead() throws {
    let configuration = try parsed(Self.everything)
    #expect(configuration.stores.map(\.id) == ["NA1"])
    #expect(configuration.allocation == .weights(["Toys": 2, "Garden": 1]))
    #expect(configuration.accounting.companyCode == "1000")
    #expect(configuration.bankMappings.map(\.skipLines) == [1])
    #expect(configuration.thresholds.jump.percent == 30)
    #expect(configuration.endpoints.rateScale == 2)
    #expect(configuration.vendorTerms.deadlines.rules.last?.until == CalendarDate("2027-07-01"))
    #expect(configuration.channelLayouts.map(\.kind) == [.tillSales, .webOrders])
    #expect(try parsed(Self.everything, isArchived: true).stores.count == 1)
  }

  /// No key takes any of these, but a flag the first.
  private static let strange = ["true", "-1.5", "[[1.5]]", "{ x = [] }", "2026-01-01T00:00:00Z"]

  @Test func aValueOfAnotherTypeIsRefusedWithItsKeyWhateverTheKey() throws {
    let lines = Self.everything.split(separator: "\n").map(String.init)
    for (place, line) in lines.enumerated() where !line.hasPrefix("[") {
      let key = String(line.prefix { $0 != " " })
      for value in Self.strange where !line.hasSuffix("= \(value)") {
        var changed = lines
        changed[place] = "\(key) = \(value)"
        let error = #expect(throws: BatchError.self, "\(changed[place])") {
          try parsed(changed.joined(separator: "\n"))
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("acorn.toml: "), "\(changed[place]): \(text)")
        #expect(text.contains(key), "\(changed[place]): \(text)")
      }
    }
  }

  @Test func aTableOfAnotherTypeIsRefusedToo() throws {
    for name in ["master", "lwa", "close", "allocation", "accounting", "bank", "severity"] {
      let error = #expect(throws: BatchError.self) { try parsed("\(name) = \"x\"\n") }
      #expect(
        error?.description
          == "acorn.toml: \(name) is the text \"x\"; write a table, [\(name)]")
    }
    for name in ["store", "till", "webstore", "vendor", "bank_csv", "marketplace"] {
      #expect(throws: BatchError.self) { try parsed("[\(name)]\nid = \"x\"\n") }
    }
  }

  @Test(
    arguments: [
      (
        "[accounting]\nregistration = 98.7\n",
        "[accounting]: registration is the number 98.7; write a text in quotes"
      ),
      (
        "[thresholds]\nbank_days = \"5\"\n",
        "[thresholds]: bank_days is the text \"5\"; write a number of days from 0 to 365, without"
          + " quotes"
      ),
      (
        "[allocation]\nrule = \"weights\"\nweights = \"Toys\"\n",
        "[allocation]: weights is the text \"Toys\"; write a table, [weights]"
      ),
      (
        "[allocation]\nrule = \"weights\"\n",
        "[allocation]: rule is weights: write weights = { \"…\" = 1 }, one of them above 0"
      ),
      (
        "[allocation]\nrule = \"weights\"\nweights = { Toys = 0 }\n",
        "[allocation]: rule is weights: write weights = { \"…\" = 1 }, one of them above 0"
      ),
      (
        "[allocation]\nrule = \"turnover\"\n",
        "[allocation]: rule is the text \"turnover\"; write one of \"sales\", \"units\", \"weights\""
      ),
      (
        "[bank]\npayers = \"AMAZON\"\n",
        "[bank]: payers is the text \"AMAZON\"; write a list of texts, [\"…\"]"
      ),
      (
        "[lwa]\nclient_id = \"CANARY\"\nclient_secret = { env = \"S\" }\n",
        "[lwa]: no secrets here; write client_id = { env = \"NAME\" } or { file = \"path\" }"
      ),
      (
        "[[store]]\nid = \"NA1\"\nhome_marketplace = \"DE\"\nmarketplaces = [\"US\"]\n",
        "[[store]] NA1: home_marketplace 'DE' is none of its marketplaces (US); correct it, or add"
          + " it to them"
      ),
      (
        "[[store]]\nid = \"NA1\"\nhome_marketplace = \"US\"\n[[store.account]]\n"
          + "currency = \"CAD\"\nhome_marketplace = \"CA\"\n",
        "[[store]] NA1 account: home_marketplace 'CA' is none of its marketplaces (US); correct it,"
          + " or add it to them"
      ),
      (
        "[[store]]\nid = \"NA1\"\nhome_marketplace = \"US\"\n[[store.account]]\n"
          + "currency = \"USD\"\ntype = \"Standard\"\n",
        "[[store]] NA1 account: type 'Standard' is neither 'Standard Orders' nor 'Invoiced Orders'"
      ),
    ])
  func theMessageSaysWhatWasFoundAndWhatIsWanted(text: String, message: String) {
    let error = #expect(throws: BatchError.self) { try parsed(text) }
    #expect(error?.description == "acorn.toml: \(message)")
    #expect(error?.description.contains("CANARY") == false)
  }

  @Test func aWholeNumberIsTheTextOfItsDigits() throws {
    let configuration = try parsed(
      "[accounting]\nregistration = 987654321\ncompany_code = 1000\n[[store]]\nid = 7\n"
        + "home_marketplace = \"US\"\n")
    #expect(configuration.accounting.registration == "987654321")
    #expect(configuration.accounting.companyCode == "1000")
    #expect(configuration.stores.map(\.id) == ["7"])
  }

  /// What was taken in on an earlier day must be read on that day's terms.
  @Test func aFileOfTheArchiveIsReadAsItWasThen() throws {
    let text = """
      [[store]]
      id = "NA1"
      home_marketplace = "US"
      marketplaces = ["CA"]
      [accounting]
      company = 5
      [allocation]
      rule = "weights"
      weights = "Toys"
      """
    #expect(throws: BatchError.self) { try parsed(text) }
    let configuration = try parsed(text, isArchived: true)
    #expect(configuration.stores.first?.homeMarketplace == "US")
    #expect(configuration.accounting.company == ExportSettings().company)
    #expect(configuration.allocation == .weights([:]))
  }

  @Test func theTemplateIsReadWithAndWithoutItsComments() throws {
    let folder = TemporaryFolder()
    try makeHome("\(folder.path)/home")
    let text = String(decoding: fileBytes("\(folder.path)/home/acorn.toml"), as: UTF8.self)
    #expect(try parsed(text).stores.map(\.id) == ["NA1"])
    // Lines of settings that are commented out; sentences have more spaces and no equals sign.
    let settings = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("# ") && (line.contains(" = ") || line.hasPrefix("# ["))
        ? line.dropFirst(2) : line
    }.joined(separator: "\n")
    #expect(throws: Never.self) { try parsed(settings) }
  }

  @Test func aWeightOfACategoryThatNoCatalogHasIsRefused() throws {
    let home = ProgramHome(
      ProgramHome.configuration + "[master]\ncatalog = \"catalog.csv\"\n[allocation]\n"
        + "rule = \"weights\"\nweights = { Cups = 1, Toyz = 2 }\n")
    home.folder.write("home/catalog.csv", "sku,store,category\nMUG-1,NA1,Cups\n")
    let ran = try home.run(["report", "profit", "--view", "allocated"])
    #expect(ran.status == 3)
    #expect(
      ran.errors
        == "acorn: acorn.toml: [allocation.weights]: no catalog has the category 'Toyz'; use"
        + " (uncatalogued), Cups\n")
  }
}
