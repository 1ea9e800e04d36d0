import Glibc
import LedgerCore
import LedgerStore

/// Makes a home with a commented configuration and empty master files; refuses to touch a home that
/// has a configuration.
package func makeHome(_ path: String) throws(BatchError) {
  try makeFolders(path)
  guard access("\(path)/acorn.toml", F_OK) != 0 else {
    throw BatchError(
      "\(path)/acorn.toml is there already; edit it, or choose another --home", kind: .usage)
  }
  for (name, text) in HomeTemplate.files {
    try replaceFile("\(path)/\(name)", with: Array(text.utf8))
  }
}

/// Copies the configuration and master files of the fixtures into a home; refuses to touch one that
/// has other ones.
package func copyFixtures(from source: String, to home: String) throws(BatchError) {
  var files: [(path: String, bytes: [UInt8])] = []
  for name in FileSystem.names(in: source)
  where name.hasSuffix(".toml") || name.hasSuffix(".csv") {
    guard let bytes = contents(ofFile: "\(source)/\(name)") else {
      throw BatchError("\(source)/\(name): it cannot be read")
    }
    let path = "\(home)/\(name)"
    guard access(path, F_OK) != 0 || contents(ofFile: path) == bytes else {
      throw BatchError(
        "\(path) is there already, and is not the demo's; choose another --home", kind: .usage)
    }
    files.append((path, bytes))
  }
  try makeFolders(home)
  for file in files { try replaceFile(file.path, with: file.bytes) }
}

enum HomeTemplate {
  static let files = [
    ("catalog.csv", "sku,store,asin,category,title,unit_cost,currency,effective_from\n"),
    (
      "outlets.csv",
      "outlet_id,name,store,marketplace,city,time_zone,currency,weight,opened,closed\n"
    ),
    (
      "outlet_bindings.csv",
      "priority,outlet_id,store,marketplace,binding_type,binding_value,valid_from,valid_until\n"
    ),
    ("fx.csv", "date,base,quote,rate\n"),
    ("acorn.toml", configuration),
  ]

  private static let configuration = """
    # The books of one group of companies. Amounts are kept in each settlement's own currency.
    functional_currency = "EUR"

    # One table for each seller account. Files are found by the store's id: NA1_….txt.gz, a folder
    # called NA1, or acorn import --store NA1.
    [[store]]
    id = "NA1"
    home_marketplace = "US"              # rows without a marketplace follow its clock
    marketplaces = ["US", "CA"]
    # To download from Amazon (acorn sync), also:
    # seller_id = "A1EXAMPLE"            # answers about another seller are refused
    # region = "na"                      # na | eu | fe
    # refresh_token = { file = "secrets/NA1" }      # or { env = "ACORN_NA1_REFRESH_TOKEN" }

    # Only where a store has several accounts in one currency, such as Invoiced Orders:
    # [[store.account]]
    # currency = "USD"
    # type = "Standard Orders"
    # home_marketplace = "US"

    # Your SP-API application, one for all stores. No secret stands in this file: each is in a file
    # that only you can read (chmod 600), or in an environment variable.
    # [lwa]
    # client_id = { file = "secrets/lwa_client_id" }
    # client_secret = { file = "secrets/lwa_client_secret" }

    # Other servers than Amazon's, for tests only: plain HTTP is allowed then.
    # [endpoints]
    # sp_api = "http://127.0.0.1:8090"
    # lwa = "http://127.0.0.1:8090"
    # rate_scale = 100                   # how many times faster than Amazon's their quotas are

    # The night (acorn close). Deploy/README.md of the program tells of notices and health checks.
    [close]
    # inbox = "inbox"                    # files put there are imported
    # keep_days = 35                     # for how long the reports of a night are kept
    # by_month = true                    # large reports have a file for each month

    # Your own files, beside this one. Leave out what you do not have.
    [master]
    catalog = "catalog.csv"              # category and dated unit cost of each SKU
    outlets = "outlets.csv"              # physical shops
    outlet_bindings = "outlet_bindings.csv"  # which rows belong to which shop
    fx = "fx.csv"                        # daily rates, to put cost and sales into one currency
    # calendars = "calendar"             # bank holidays: calendar/US.csv, TARGET.csv, UK.csv, JP.csv
    # rules = "rules.tsv"                # components of labels that Acorn does not know yet
    # chart = "chart.tsv"                # your accounts; acorn accounts prints the columns

    # An independent web store. Shopify's exports are known by their headers; others are described
    # by [[webstore.export]], tills' exports by [[till]] (see the README).
    # [[webstore]]
    # id = "SHOP"
    # catalog = "NA1"                    # the store whose catalog has its goods
    # merchant_order_prefix = "SHOP-"    # what Amazon calls its orders where it fulfils them
    # outlets = { "Main Street" = "OUT-1" }  # locations of its tills (Shopify POS) by outlet

    # How amounts without a SKU are spread in `acorn report profit --view allocated`:
    # [allocation]
    # rule = "sales"                     # sales | units | weights
    # weights = { Toys = 2, Garden = 1 }

    # What accounting systems want to know (acorn export):
    # [accounting]
    # company = "Example Ltd"
    # registration = "987654321"         # SAF-T: the company's number in its register,
    # contact = "Nora Hazel"             # and whom the tax office may ask
    # tax_rate = "Tax Exempt"            # Xero
    # quickbooks_dates = "mdy"           # mdy | dmy
    # datev_adviser = 1001
    # datev_client = 1
    # erp_template = "sap"               # sap | netsuite | sage | a file of yours

    """
}
