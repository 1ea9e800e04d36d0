import Batch
import LedgerCore
import TestSupport

/// Two outlets and a web store with a few days of sales, closings, deposits, orders and payouts.
enum ChannelWorld {
  static var configuration: Configuration {
    var configuration = Configuration(stores: [
      Configuration.Store("EU1", home: "DE", ["DE"], accounts: ["EUR DE"])
    ])
    var shop = WebStoreProfile(id: "SHOP", catalog: "EU1")
    shop.merchantOrderPrefix = "SHOP-"
    configuration.webStores = [shop]
    return configuration
  }

  static let catalog = """
    sku,store,asin,category,title,unit_cost,currency,effective_from
    =1+1,EU1,,Cups,Mug,3.00,EUR,2026-01-01
    "KÄNN""CHEN, 2",EU1,,Cups,Pot,4.50,EUR,2026-01-01
    PLATE-1,EU1,,Plates,Plate,1.50,EUR,2026-01-01

    """

  static let outlets = """
    outlet_id,name,store,currency,opened,closed
    OUT-1,Acorn Köln,EU1,EUR,2024-01-01,
    OUT-2,Acorn Ulm,EU1,EUR,2024-01-01,2026-04-01

    """

  /// A till's own layout of its sales: `Bon;Datum;Betrag`.
  static func kasse() -> ChannelLayout {
    var layout = ChannelLayout(
      kind: .tillSales, name: "kasse", columns: [.ticket: "Bon", .time: "Datum", .total: "Betrag"])
    layout.delimiter = UInt8(ascii: ";")
    layout.outlet = "OUT-1"
    layout.currency = Currency("EUR")
    return layout
  }

  static func home() -> TestHome {
    TestHome(configuration, master: [.catalog: catalog, .outlets: outlets])
  }

  static let salesHeader =
    "ticket,outlet,local_time,type,sku,quantity,unit_price,discount,tax,total,currency,tender\n"

  static let sales =
    salesHeader + """
      T1,OUT-1,2026-03-02 10:00:00,sale,=1+1,2,11.90,0.00,3.80,23.80,EUR,card
      T1,OUT-1,2026-03-02 10:00:00,sale,=1+1,2,11.90,0.00,3.80,23.80,EUR,card
      T2,OUT-1,2026-03-02 11:00:00,sale,"KÄNN""CHEN, 2",1,23.80,-2.38,3.42,21.42,EUR,cash
      T3,OUT-1,2026-03-03 11:00:00,refund,=1+1,-1,11.90,0.00,-1.90,-11.90,EUR,cash

      """

  static let otherSales =
    salesHeader + """
      T1,OUT-2,2026-03-03 10:00:00,sale,PLATE-1,1,5.95,0.00,0.95,5.95,EUR,card

      """

  static let tenders = """
    date,outlet,tender,amount,currency
    2026-03-02,OUT-1,card,47.60,EUR
    2026-03-02,OUT-1,cash,21.42,EUR
    2026-03-03,OUT-1,cash,-11.90,EUR
    2026-03-03,OUT-2,card,5.95,EUR

    """

  static let deposits = """
    deposit_id,outlet,from,to,tender,gross,fee,over_short,net,currency,bank,bank_date
    CD-OUT-1-0302,OUT-1,2026-03-02,2026-03-02,card,47.60,-0.57,0.00,47.03,EUR,BANK,2026-03-04
    CA-OUT-1-0303,OUT-1,2026-03-02,2026-03-03,cash,9.52,0.00,-0.02,9.50,EUR,BANK,2026-03-04
    CD-OUT-2-0303,OUT-2,2026-03-03,2026-03-03,card,5.95,-0.07,0.00,5.88,EUR,BANK,2026-03-05

    """

  static let orders = """
    Name,Financial Status,Paid at,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,\
    Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem price,Lineitem sku,\
    Cancelled at,Payment Method,Refunded Amount,Lineitem discount
    #1001,paid,2026-03-02 10:00:00 +0100,2026-03-03 10:00:00 +0100,EUR,27.00,4.90,5.09,31.90,\
    3.00,Amazon MCF,2026-03-01 23:30:00 +0100,1,20.00,=1+1,,Shopify Payments,0.00,0.00
    #1001,,,,,,,,,,,,2,5.00,PLATE-1,,,,0.00
    #1002,paid,2026-03-02 10:00:00 +0100,2026-03-03 10:00:00 +0100,EUR,10.00,0.00,1.60,10.00,\
    0.00,Standard,2026-03-02 09:00:00 +0100,1,10.00,LAMP,,Shopify Payments,4.00,0.00

    """

  static let transactions = """
    Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency
    2026-03-01 23:30:00 +0100,charge,#1001,paid,2026-03-04,90000001,31.90,1.02,30.88,#C1,EUR
    2026-03-02 09:00:00 +0100,charge,#1002,paid,2026-03-04,90000001,10.00,0.49,9.51,#C2,EUR
    2026-03-03 09:00:00 +0100,refund,#1002,paid,2026-03-05,90000004,-4.00,0.00,-4.00,#C2,EUR

    """

  static let payouts = """
    Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,\
    Currency,Payout ID
    2026-03-04,paid,41.90,0.00,0.00,0.00,-1.51,0.00,40.39,EUR,90000001
    2026-03-05,paid,0.00,-4.00,0.00,0.00,0.00,0.00,-4.00,EUR,90000004

    """

  static let files = [
    "a_sales.csv": sales, "b_sales.csv": otherSales, "tenders.csv": tenders,
    "deposits.csv": deposits, "orders.csv": orders, "transactions.csv": transactions,
    "payouts.csv": payouts,
  ]

  /// Writes the files, some of them replaced or left out; returns their paths.
  static func write(for home: TestHome, replacing: [String: String?] = [:]) -> [String] {
    files.keys.sorted().compactMap { name in
      let text = replacing[name] ?? files[name]
      return text.flatMap { $0 }.map { home.folder.write("in/\(name)", $0) }
    }
  }

  static func imported(replacing: [String: String?] = [:]) throws -> TestHome {
    let home = home()
    try home.importFiles(write(for: home, replacing: replacing))
    return home
  }
}
