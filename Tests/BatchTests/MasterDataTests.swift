import Batch
import LedgerCore
import TestSupport
import Testing

extension MasterData {
  /// Files that are given as text.
  static func made(
    of files: [MasterRole: String], _ configuration: Configuration = SmallWorld.configuration
  ) throws -> MasterData {
    try MasterData(
      configuration: configuration, configurationBytes: [], zoneFolder: "/usr/share/zoneinfo"
    ) { role in files[role].map { Array($0.utf8) } }
  }
}

private let (euro, dollar) = (Currency("EUR")!, Currency("USD")!)

@Suite struct MasterDataTests {
  private static let catalogHeader = "sku,store,category,unit_cost,currency,effective_from\n"
  private static let bindingHeader =
    "priority,outlet_id,store,marketplace,binding_type,binding_value,valid_from,valid_until\n"

  @Test(
    arguments: [
      (MasterRole.catalog, "", "catalog.csv: the file is empty"),
      (.catalog, "sku,store\n", "catalog.csv:1: the header lacks category"),
      (.catalog, catalogHeader + "A,NA1,C,1.00,USD,\n,NA1,C,,,\n", "catalog.csv:3: sku and store"),
      (.catalog, catalogHeader + "A,NA1,C,1.0.5,USD,\n", "catalog.csv:2: unit_cost '1.0.5'"),
      (.catalog, catalogHeader + "A,NA1,C,$1.00,USD,\n", "catalog.csv:2: unit_cost '$1.00'"),
      (.catalog, catalogHeader + "A,NA1,C,1.00,,\n", "catalog.csv:2: '' is no currency code"),
      (
        .catalog, catalogHeader + "A,NA1,C,1.00,USD,\nB,NA1,C,1.00,EUR,\n",
        "catalog.csv:3: costs of store NA1"
      ),
      (.catalog, catalogHeader + "A,NA1,C,1.00,USD,soon\n", "catalog.csv:2: effective_from 'soon'"),
      (
        .catalog, catalogHeader + "\n\"A\nB\",NA1,C,,,\nA,NA1,C,x,USD,\n",
        "catalog.csv:5: unit_cost 'x'"
      ),
      (.catalog, catalogHeader + "A,NA1,\"C,,,\n", "catalog.csv:2: a quote is not closed"),
      (
        .outletBindings, bindingHeader + "x,O1,NA1,US,sku_prefix,A,,\n",
        "outlet_bindings.csv:2: priority"
      ),
      (
        .outletBindings, bindingHeader + "1,O1,NA1,US,sku_range,A-B,,\n",
        "outlet_bindings.csv:2: binding"
      ),
      (
        .outletBindings, bindingHeader + "1,O1,NA1,US,colour,A,,\n",
        "outlet_bindings.csv:2: binding"
      ),
      (
        .outletBindings, bindingHeader + "1,O1,NA1,US,sku_prefix,A,x,\n",
        "outlet_bindings.csv:2: valid_from"
      ),
      (.fx, "date,base,quote\n", "fx.csv:1: the header lacks rate"),
      (
        .fx, "date,base,quote,rate\n2026-03-02,EUR,USD,0\n",
        "fx.csv:2: rate '0' is not a positive number"
      ),
      (.fx, "date,base,quote,rate\n2026-03-02,EUR,US,1\n", "fx.csv:2: base and quote"),
      (.fx, "date,base,quote,rate\n,EUR,USD,1\n", "fx.csv:2: date must be filled"),
      (
        .fx, "date,base,quote,rate\n2025-06-02,EUR,USD,1,1417\n",
        "fx.csv:2: the row has 5 cells, the header 4; write 1.1417 for 1,1417"
      ),
      (
        .catalog, catalogHeader + "A,NA1,C,7,15,USD,\n",
        "catalog.csv:2: the row has 7 cells, the header 6; write 7.15 for 7,15"
      ),
      (
        .catalog, catalogHeader + "A,NA1,Cups, round,7.15,USD,\n",
        "catalog.csv:2: the row has 7 cells, the header 6; put a cell that holds a comma into quotes"
      ),
      (
        .catalog, catalogHeader + "A,NA1,C,1.00,USD,\nB,NA1,C\n",
        "catalog.csv:3: the row has 3 cells, the header 6; write all cells, empty ones too"
      ),
      (
        .catalog, catalogHeader + "A,NA1,C,1.00,USD,\nB,NA1,C,1.00,USD,\nA,NA1,C,1.01,USD,\n",
        "catalog.csv:4: sku 'A' of store NA1 without effective_from has another category or"
          + " unit_cost in line 2; keep one of the lines"
      ),
      (
        .catalog,
        catalogHeader + "A,NA1,C,1.00,USD,\nA,EU1,D,,,\nA,NA1,C,1.00,USD,2026-01-01\n"
          + "B,EU1,D,,,\nA,NA1,D,1.00,USD,2026-01-01\n",
        "catalog.csv:6: sku 'A' of store NA1 from 2026-01-01 has another category or unit_cost in"
          + " line 4"
      ),
      (.catalog, catalogHeader + "A,NA1,C,-1.00,USD,\n", "catalog.csv:2: unit_cost '-1.00' is neg"),
      (
        .catalog, catalogHeader + "A,NA1,C,99999999.99,USD,\nB,NA1,C,4006381333931,USD,\n",
        "catalog.csv:3: unit_cost '4006381333931' is more than a piece can cost"
      ),
      (
        .catalog, catalogHeader.replacing("\n", with: "\r") + "A,NA1,C,1.00,USD,\r",
        "catalog.csv: its lines end in carriage returns alone"
      ),
      (
        .fx,
        "date,base,quote,rate\n2026-03-02,EUR,USD,1.25\n2026-03-02,EUR,CAD,1.5\n"
          + "2026-03-02,EUR,CAD,1.6\n2026-03-02,EUR,USD,1.26\n",
        "fx.csv:4: EUR in CAD on 2026-03-02 has another rate in line 3; keep one of the lines"
      ),
      (
        .outlets, "outlet_id,store,name\nO1,NA1\n",
        "outlets.csv:2: the row has 2 cells, the header 3; write all"
      ),
      (
        .outletBindings, bindingHeader + "1,O1,NA1,US,sku_prefix,A,B,,\n",
        "outlet_bindings.csv:2: the row has 9 cells, the header 8; put a cell"
      ),
      (.rules, "transaction_type\n", "rules:1: the header lacks"),
      (.rules, "transaction_type,amount_type\n", "rules:1: columns are separated by tabs"),
      (
        .chart, "role\tstore\tdatev\nbank\tNA9\t1800\n",
        "chart:2: store 'NA9' is not one of EU1, NA1"
      ),
      (.chart, "role\tcurrency\tdatev\nbank\tusd\t1800\n", "chart:2: currency 'usd' is not a code"),
    ] as [(MasterRole, String, String)])
  func aFaultIsNamedWithItsFileAndLine(role: MasterRole, text: String, message: String) throws {
    let error = #expect(throws: BatchError.self) {
      var configuration = SmallWorld.configuration
      if role == .outletBindings {
        configuration.masterFiles[.outletBindings] = "outlet_bindings.csv"
      }
      _ = try MasterData.made(of: [role: text], configuration)
    }
    #expect(try #require(error).description.hasPrefix(message))
  }

  /// Spreadsheets end all lines in delimiters of cells that nobody has filled.
  @Test func columnsWithoutANameSayNothing() throws {
    for text in [
      "date,base,quote,rate,,\n2026-03-02,EUR,USD,1.25,,\n",
      "date,base,quote,rate,,\n2026-03-02,EUR,USD,1.25\n",
      "date,base,quote,rate,\n2026-03-02,EUR,USD,1.25,a note under no heading\n",
    ] {
      let rates = try MasterData.made(of: [.fx: text]).rates
      let euros = Money(minorUnits: 100, euro)
      #expect(
        rates.converted(euros, to: dollar, on: CalendarDate("2026-03-02")!)?.money.text == "1.25")
    }
  }

  /// What was archived when nobody looked is read as it was read then.
  @Test func anArchivedFileIsReadAsItWasThen() throws {
    let master = try MasterData(
      configuration: SmallWorld.configuration, configurationBytes: [],
      zoneFolder: "/usr/share/zoneinfo", isArchived: true
    ) { role in
      role == .fx ? Array("date,base,quote,rate\n2025-06-02,EUR,USD,1,1417\n".utf8) : nil
    }
    let euros = Money(minorUnits: 100, euro)
    #expect(
      master.rates.converted(euros, to: dollar, on: CalendarDate("2026-03-02")!)?.money.text
        == "1.00"
    )
  }

  @Test func aLineThatRepeatsAnotherChangesNothing() throws {
    let master = try MasterData.made(of: [
      .fx: "date,base,quote,rate\n2026-03-02,EUR,USD,1.25\n2026-03-02,EUR,USD,1.2500\n",
      .catalog: MasterDataTests.catalogHeader
        + "A,NA1,C,1.50,USD,2026-01-01\nA,EU1,D,2.00,EUR,2026-01-01\nA,NA1,C,1.5,USD,2026-01-01\n",
    ])
    let day = CalendarDate("2026-03-02")!
    #expect(
      master.rates.converted(Money(minorUnits: 100, euro), to: dollar, on: day)?.money.text
        == "1.25")
    #expect(
      master.stores["NA1"]?.catalog.entry(of: "A", on: day)?.unitCost
        == GoodsCost(minorUnits: 150))
  }

  /// Nights that were made with such files can still be shown, and the books be made again.
  @Test func anArchivedFileThatContradictsItselfIsReadAsItWasThen() throws {
    let catalog =
      MasterDataTests.catalogHeader + "A,NA1,C,1.00,USD,\nA,NA1,D,2.00,USD,\nB,NA1,C,-1.00,USD,\n"
    let rates = "date,base,quote,rate\n2026-03-02,EUR,USD,1.25\n2026-03-02,EUR,USD,1.26\n"
    let archived = try MasterData(
      configuration: SmallWorld.configuration, configurationBytes: [],
      zoneFolder: "/usr/share/zoneinfo", isArchived: true
    ) { role in
      [.catalog: catalog, .fx: rates][role].map { Array($0.utf8) }
    }
    let day = CalendarDate("2026-03-02")!
    #expect(
      archived.rates.converted(Money(minorUnits: 100, euro), to: dollar, on: day)?.money.text
        == "1.26")
    let goods = try #require(archived.stores["NA1"]).catalog
    #expect(goods.entry(of: "A", on: day)?.category == "D")
    #expect(goods.entry(of: "B", on: day)?.unitCost == GoodsCost(minorUnits: -100))
  }

  @Test func aSoundFileIsTakenWithQuotesMarksAndCRLF() throws {
    let text =
      "\u{feff}sku,store,category,unit_cost,currency,effective_from,note\r\n"
      + "\"PLATE-10\"\"\",NA1,\"Plates, round\",1.50,USD,2026-01-01,x\r\n\r\nMUG-1,NA1,Cups,,,\r\n"
    let store = try #require(try MasterData.made(of: [.catalog: text]).stores["NA1"])
    let day = try #require(CalendarDate("2026-03-01"))
    let plate = store.catalog.entry(of: "PLATE-10\"", on: day)
    #expect(plate?.category == "Plates, round")
    #expect(plate?.unitCost == GoodsCost(minorUnits: 150))
    #expect(store.catalog.entry(of: "MUG-1", on: day)?.unitCost == nil)
    #expect(store.catalog.costCurrency?.code == "USD")
  }

  @Test func aBindingToAnUnknownOutletIsRefused() throws {
    let bindings = MasterDataTests.bindingHeader + "1,O2,NA1,US,sku_prefix,A,,\n"
    #expect(throws: BatchError.self) {
      try MasterData.made(of: [.outlets: "outlet_id,store\nO1,NA1\n", .outletBindings: bindings])
    }
    _ = try MasterData.made(of: [.outlets: "outlet_id,store\nO2,NA1\n", .outletBindings: bindings])
  }

  @Test func anUnknownMarketplaceOfAStoreIsRefused() {
    #expect(throws: BatchError.self) {
      try MasterData.made(
        of: [:], Configuration(stores: [Configuration.Store("X1", home: "XX", ["XX"])]))
    }
  }

  @Test func theDigestChangesWithEveryFile() throws {
    let digests = try [
      [:], [.fx: "date,base,quote,rate\n"], [.outlets: "outlet_id,store\n"],
      [.catalog: MasterDataTests.catalogHeader],
      [.catalog: MasterDataTests.catalogHeader + "A,NA1,C,,,\n"],
    ].map { try MasterData.made(of: $0).digest }
    #expect(Set(digests).count == digests.count)
  }

  @Test func theUsersRulesOverrideTheBuiltInOnes() throws {
    let text =
      "transaction_type\tamount_type\tamount_description\tcomponent\n"
      + "other-transaction\tother-transaction\tPackaging Levy 2026\tother_fees\n"
    let rules = try MasterData.made(of: [.rules: text]).rules
    let label = LabelTriple("other-transaction", "other-transaction", "Packaging Levy 2026")
    #expect(rules.component(of: label, on: try #require(CalendarDate("2026-03-01"))) == .otherFees)
  }
}

@Suite struct StrayLineTests {
  @Test func linesOfAnUnknownStoreAreCounted() throws {
    let catalog = """
      sku,store,category,unit_cost,currency
      A,NA1,C,1.00,USD
      A,NAl,C,1.00,USD
      B,NAl,C,1.00,USD

      """
    let bindings = """
      priority,outlet_id,store,marketplace,binding_type,binding_value
      1,O1,EU9,DE,sku_prefix,A

      """
    #expect(
      try MasterData.made(of: [.catalog: catalog, .outletBindings: bindings]).strays.map {
        "\($0.file) \($0.store) \($0.count)"
      } == ["catalog NAl 2", "outlet_bindings EU9 1"])
  }

  @Test func theDoctorWarnsOfThem() throws {
    let home = TestHome(
      SmallWorld.configuration,
      master: [.catalog: SmallWorld.catalog + "MUG-2,NA9,,Cups,Mug,3.00,USD,2026-01-01\n"])
    let checks = Doctor(home.context("2026-05-01T08:00:00Z"), environment: { _ in nil })
      .examine(readData: false)
    #expect(
      checks.filter(\.isWarning).map(\.text) == [
        "catalog.csv: 1 line is of store NA9, which acorn.toml does not describe: without effect;"
          + " correct the store"
      ])
  }

  /// What a chart said when it was taken is read again for a report of that day.
  @Test func aChartOfAnEarlierDayIsReadWhateverItsKeysWere() throws {
    let home = SmallWorld.home()
    home.configuration.masterFiles[.chart] = "chart.tsv"
    home.folder.write("home/chart.tsv", "role\tstore\tdatev\nbank\tNA1\t1800\n")
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    home.configuration.stores.removeFirst()
    home.folder.write("home/chart.tsv", "role\tdatev\nbank\t1800\n")
    var request = ReportRequest(.trialBalance)
    request.asKnownOn = Instant("2026-05-02T08:00:00Z")
    #expect(try !home.rows(request).isEmpty)
  }
}
