import LedgerCore
import LedgerStore
import Reporting

/// The same goods in all channels: each SKU of a catalog at Amazon, in outlets and in web stores.
struct SkuChannelsReport {
  let ledger: Ledger
  let master: MasterData

  private struct Key: Hashable, Comparable {
    let catalog, sku, channel, store, outlet, category: ByteString
    let currency: Currency

    static func < (lhs: Key, rhs: Key) -> Bool {
      var order = lhs.catalog.order(to: rhs.catalog)
      if order == 0 { order = lhs.sku.order(to: rhs.sku) }
      if order == 0 { order = lhs.channel.order(to: rhs.channel) }
      if order == 0 { order = lhs.store.order(to: rhs.store) }
      if order == 0 { order = lhs.outlet.order(to: rhs.outlet) }
      if order == 0 { order = lhs.category.order(to: rhs.category) }
      return order == 0 ? lhs.currency < rhs.currency : order < 0
    }
  }

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "sku_channels",
      columns: [
        "catalog", "sku", "channel", "store", "outlet", "category", "currency", "units",
        "gross_sales", "promotions", "refunds", "tax", "fees", "other", "net", "channels",
      ],
      currencyNote: "amounts are in the row's currency, exact, as in crosschannel; catalog is the"
        + " store whose goods these are, channels counts those in which the SKU was sold;"
        + " Amazon's rows are taken by whole months")
    var stream = ReportStream(header, request, to: sink)
    let sums = try sums(request)
    var channels: [ByteString: [ByteString: Set<ByteString>]] = [:]
    for key in sums.keys {
      channels[key.catalog, default: [:]][key.sku, default: []].insert(key.channel)
    }
    let till = ByteString(CrossChannelReport.till)
    for (key, sum) in sums.sorted(by: { $0.key < $1.key }) {
      let digits = key.currency.minorDigits
      let tax = key.channel == till ? 0 : sum.tax
      let net = sum.grossSales + sum.promotions + sum.refunds + tax + sum.fees + sum.other
      let amounts = [
        sum.grossSales, sum.promotions, sum.refunds, sum.tax, sum.fees, sum.other, net,
      ]
      try stream.append(
        [
          .text(key.catalog.text), .text(key.sku.text), .text(key.channel.text),
          .text(key.store.text),
          .text(key.outlet.text), .text(key.category.text), .text(key.currency.code),
          .quantity(milli: sum.unitsMilli),
        ] + amounts.map { .amount($0, digits: digits) } + [
          .integer(Int64(channels[key.catalog]?[key.sku]?.count ?? 0))
        ])
    }
    try stream.finish()
  }

  private func sums(_ request: ReportRequest) throws(BatchError) -> [Key: ChannelSums] {
    var sums: [Key: ChannelSums] = [:]
    try storing { () throws(StoreError) in
      try ledger.amazonSkuRows(from: request.from, to: request.to) { row in
        sums[key(row, CrossChannelReport.amazon, catalog: row.store), default: ChannelSums()]
          .add(row.sums)
      }
      try ledger.shopSkuRows(from: request.from, to: request.to) { isTill, row in
        guard !isTill else {
          sums[key(row, CrossChannelReport.till, catalog: row.store), default: ChannelSums()]
            .add(row.sums)
          return
        }
        guard let store = master.configuration.webStores.first(where: { $0.id == row.store })
        else { return }
        sums[key(row, store.platform, catalog: store.catalog), default: ChannelSums()]
          .add(row.sums)
      }
    }
    return sums
  }

  private func key(_ row: SkuRow, _ channel: String, catalog: String) -> Key {
    Key(
      catalog: ByteString(catalog), sku: row.sku, channel: ByteString(channel),
      store: ByteString(row.store), outlet: row.outlet, category: row.category,
      currency: row.currency)
  }
}
