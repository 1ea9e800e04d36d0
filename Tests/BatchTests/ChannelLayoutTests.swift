import BankStatements
import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct ChannelLayoutTests {
  private func days(_ home: TestHome) throws -> [[String: String]] { try home.rows(.outletDays) }

  @Test func aTillIsReadByTheColumnsThatTheConfigurationNames() throws {
    let home = ChannelWorld.home()
    var layout = ChannelLayout(
      kind: .tillSales, name: "kasse",
      columns: [
        .ticket: "Bon", .time: "Datum", .sku: "Artikel", .quantity: "Menge", .total: "Betrag",
        .tax: "MwSt",
      ])
    layout.delimiter = UInt8(ascii: ";")
    layout.decimalComma = true
    layout.dates = .dmy
    layout.outlet = "OUT-1"
    home.configuration.channelLayouts = [layout]
    let text = """
      Bon;Datum;Artikel;Menge;Betrag;MwSt
      17;02.03.2026;PLATE-1;2;1.011,90;161,57
      18;02.03.2026 17:05;PLATE-1;-1;(5,95 €);-0,95

      """
    try home.importFiles([home.folder.write("in/kasse.csv", text)])
    let rows = try days(home)
    #expect(rows.count == 1)
    #expect(rows[0]["takings"] == "1005.95")
    #expect(rows[0]["sales"] == "850.33")
    #expect(rows[0]["refunds"] == "-5.00")
    #expect(rows[0]["units"] == "2")
    #expect(rows[0]["tickets"] == "2")
  }

  @Test func squareNamesOutletsAndWritesTheCurrencysSign() throws {
    let home = ChannelWorld.home()
    let text = """
      Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,\
      Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location
      2026-03-02,10:00:00,Berlin,Cups,Mug,2.0,Regular,=1+1,,"€1,020.00",-€20.00,"€1,000.00",\
      €190.00,TX1,PY1,Till,,https://example.com,Payment,Acorn Köln
      2026-03-02,11:00:00,Berlin,Cups,Mug,-1.0,Regular,=1+1,,-€10.00,€0.00,-€10.00,-€1.90,TX2,PY2,\
      Till,,https://example.com,Refund,Acorn Köln

      """
    try home.importFiles([home.folder.write("in/items.csv", text)])
    let rows = try days(home)
    #expect(rows.count == 1)
    #expect(rows[0]["outlet"] == "OUT-1")
    #expect(rows[0]["sales"] == "1000.00")
    #expect(rows[0]["refunds"] == "-10.00")
    #expect(rows[0]["takings"] == "1178.10")
    #expect(rows[0]["discounts"] == "-20.00")
  }

  /// Sells two mugs and takes one of them back in a row of this type.
  private func takenBack(
    _ type: String, total: String = "-11.90", _ types: [String: TillType] = [:]
  ) throws -> TestHome {
    let home = ChannelWorld.home()
    var layout = ChannelLayout(
      kind: .tillSales, name: "kasse",
      columns: [
        .ticket: "Bon", .time: "Datum", .type: "Art", .sku: "Artikel", .quantity: "Menge",
        .total: "Betrag", .tax: "MwSt",
      ])
    layout.outlet = "OUT-1"
    layout.types = types
    home.configuration.channelLayouts = [layout]
    let text = """
      Bon,Datum,Art,Artikel,Menge,Betrag,MwSt
      17,2026-03-02,Verkauf,=1+1,2,23.80,3.80
      18,2026-03-02,\(type),=1+1,-1,\(total),-1.90

      """
    try home.importFiles([home.folder.write("in/kasse.csv", text)])
    return home
  }

  @Test(arguments: [
    "Refund", "partial refund", "SALES_RETURN", "Retoure", "RÜCKGABE", "ru\u{308}ckgabe", "Retour",
    "Devolución", "reso", "返品", "退款", "",
  ])
  func aRefundIsOneInWhateverLanguage(type: String) throws {
    let home = try takenBack(type)
    let row = try #require(try home.rows(.crosschannel).first)
    #expect(row["gross_sales"] == "20.00")
    #expect(row["refunds"] == "-10.00")
    #expect(row["cogs"] == "-6.00")
  }

  /// The sale never was: its goods are on the shelf.
  @Test(arguments: ["void", "Storno", "annulation", "取消", "作废"])
  func aVoidTakesTheSaleBackWithTheCostOfItsGoods(type: String) throws {
    let home = try takenBack(type)
    let row = try #require(try home.rows(.crosschannel).first)
    #expect(row["gross_sales"] == "10.00")
    #expect(row["refunds"] == "0.00")
    #expect(row["units"] == "1")
    #expect(row["cogs"] == "-3.00")
  }

  @Test func aTypeThatNobodyKnowsRefusesTheExportUntilTheConfigurationSaysWhatItIs() throws {
    let rows = try takenBack("Umtausch").rows(.exceptions)
    #expect(rows.map { $0["kind"] } == ["row_error"])
    #expect(rows[0]["where"]?.hasSuffix("kasse.csv, line 3, column Art") == true)
    #expect(rows[0]["what"]?.hasPrefix("'Umtausch' is no type that is known: sale (sale, ") == true)
    #expect(rows[0]["what_to_do"]?.contains("types = { \"Umtausch\" = \"refund\" }") == true)
    for (type, sales, refunds) in [
      (TillType.refund, "20.00", "-10.00"), (.void, "10.00", "0.00"), (.sale, "10.00", "0.00"),
      (.ignored, "20.00", "0.00"),
    ] {
      let row = try takenBack("Umtausch", ["umtausch": type]).rows(.crosschannel).first
      #expect(row?["gross_sales"] == sales, "\(type)")
      #expect(row?["refunds"] == refunds, "\(type)")
    }
  }

  @Test(arguments: ["refund", "storno"])
  func whatTakesBackAPositiveAmountIsRefused(type: String) throws {
    let rows = try takenBack(type, total: "11.90").rows(.exceptions)
    #expect(rows.map { $0["kind"] } == ["row_error"])
    #expect(
      rows[0]["what"] == "a \(type) of a positive amount: it takes back, so it is negative")
  }

  @Test func lightspeedsLinesCountAndItsPaymentsDoNot() throws {
    let home = ChannelWorld.home()
    let text = """
      Date,Receipt Number,Line Type,Quantity,Subtotal,Sales Tax,Discount,Total,Paid,Register,Sku
      2026-03-02 10:00:00,81,Sale,1,10.00,1.90,0.00,11.90,11.90,OUT-1,
      2026-03-02 10:00:00,81,Sale Line,1,10.00,1.90,0.00,11.90,,OUT-1,=1+1
      2026-03-02 10:00:00,81,Payment,,,,,,11.90,OUT-1,

      """
    try home.importFiles([home.folder.write("in/history.csv", text)])
    #expect(try days(home).map { $0["takings"] } == ["11.90"])
  }

  @Test func aHeaderThatLacksAColumnIsRefusedByName() throws {
    let header = ChannelWorld.salesHeader.split(separator: ",quantity").joined()
    let home = ChannelWorld.home()
    let outcome = try home.importFiles([home.folder.write("in/sales.csv", header)])
    #expect(outcome.refused == 1)
    let rows = try home.rows(.exceptions)
    #expect(rows.map { $0["kind"] } == ["schema_error"])
    #expect(rows[0]["what"] == "the header lacks quantity")
  }

  @Test func anOrderOfAShopThatAddsTaxIsReadByItsColumns() throws {
    let home = ChannelWorld.home()
    var layout = ChannelLayout(
      kind: .webOrders, name: "woocommerce",
      columns: [
        .order: "Order Number", .created: "Order Date", .status: "Order Status",
        .total: "Order Total Amount", .tax: "Order Total Tax Amount",
        .shipping: "Order Shipping Amount", .discount: "Cart Discount Amount", .sku: "SKU",
        .quantity: "Quantity", .unitPrice: "Item Cost",
      ])
    layout.currency = Currency("EUR")
    layout.tax = .exclusive
    layout.store = "SHOP"
    home.configuration.channelLayouts = [layout]
    home.configuration.webStores[0].platform = "woocommerce"
    let text = """
      Order Number,Order Status,Order Date,Order Total Amount,Order Total Tax Amount,\
      Order Shipping Amount,Cart Discount Amount,SKU,Quantity,Item Cost
      77,Completed,2026-03-02 10:00,29.75,4.75,5.00,0.00,=1+1,1,10.00
      77,Completed,2026-03-02 10:00,29.75,4.75,5.00,0.00,PLATE-1,2,5.00

      """
    try home.importFiles([home.folder.write("in/woo.csv", text)])
    let rows = try home.rows(.crosschannel)
    #expect(rows.map { $0["channel"] } == ["woocommerce", "woocommerce", "woocommerce"])
    #expect(rows.map { $0["category"] } == ["(none)", "Cups", "Plates"])
    #expect(rows.map { $0["gross_sales"] } == ["5.00", "10.00", "10.00"])
    #expect(rows.map { $0["tax"] } == ["4.75", "0.00", "0.00"])
    #expect(try home.rows(.exceptions).isEmpty)
  }

  @Test(arguments: [Charset.windows1252, .cp932])
  func anExportIsReadInItsOwnCharset(_ charset: Charset) throws {
    let home = ChannelWorld.home()
    let isJapanese = charset == .cp932
    var layout = ChannelLayout(
      kind: .tillSales, name: "kasse",
      columns: [
        .ticket: "Bon", .time: "Datum", .sku: "Artikel", .total: isJapanese ? "金額" : "Erlös",
        .outlet: "Filiale",
      ])
    layout.charset = charset
    layout.outletNames = [isJapanese ? "渋谷店" : "Köln": "OUT-1"]
    home.configuration.channelLayouts = [layout]
    // 金額 and 渋谷店 in Shift JIS, Erlös and Köln in windows-1252.
    let total: [UInt8] =
      isJapanese ? [0x8B, 0xE0, 0x8A, 0x7A] : [0x45, 0x72, 0x6C, 0xF6, 0x73]
    let outlet: [UInt8] =
      isJapanese ? [0x8F, 0x61, 0x92, 0x4A, 0x93, 0x58] : [0x4B, 0xF6, 0x6C, 0x6E]
    let header = Array("Bon,Datum,Artikel,Filiale,".utf8) + total + [0x0A]
    let row = Array("1,2026-03-02,PLATE-1,".utf8) + outlet + Array(",5.95\n".utf8)
    try home.importFiles([home.folder.write("in/kasse.csv", header + row)])
    #expect(try days(home).map { $0["takings"] } == ["5.95"])
    #expect(try days(home).map { $0["outlet"] } == ["OUT-1"])
    #expect(try home.rows(.exceptions).isEmpty)
    // A byte that is no character of it refuses the document, with its line.
    let broken = header + row + [0x32, 0x81, 0x0A]
    let outcome = try home.importFiles([home.folder.write("in/broken.csv", broken)])
    #expect(outcome.refused == 1)
    let told = try home.rows(.exceptions)
    #expect(told.map { $0["kind"] } == ["row_error"])
    #expect(
      told.first?["what"]?.contains("a byte is no character of \(charset.rawValue)") == true)
    #expect(try days(home).map { $0["takings"] } == ["5.95"])
  }
}
