import LedgerCore
import Reporting

extension Books {
  /// What the journal books of tills, web stores and vendors, for the certificate: by channel and
  /// currency the sum of each role in major units.
  ///
  /// Whatever was locked when, the journal's entries and corrections sum to what the facts say.
  func channelTotals() throws(BatchError) -> JSONDocument {
    var sums: [SalesChannel: [Currency: [String: Int64]]] = [:]
    for entry in try journalMaker().channelEntries(byRowGroup: false) {
      guard let channel = SalesChannel(rawValue: entry.origin.channel) else { continue }
      for line in entry.lines {
        sums[channel, default: [:]][line.amount.currency, default: [:]][line.role, default: 0] +=
          line.amount.minorUnits
      }
    }
    return .object(
      SalesChannel.allCases.compactMap { channel in
        sums[channel].map { currencies in
          (
            channel.rawValue,
            .object(
              currencies.sorted { $0.key < $1.key }.map { currency, roles in
                let members = roles.sorted { $0.key < $1.key }.map { role, minor in
                  (role, JSONDocument.text(Money(minorUnits: minor, currency).text))
                }
                return (currency.code, .object(members))
              })
          )
        }
      })
  }
}
