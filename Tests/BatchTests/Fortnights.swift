import Batch
import LedgerCore
import TestSupport

/// A store with a settlement every fortnight from January 2026 on.
struct Fortnights {
  static let first = Instant("2026-01-05T20:00:00Z")!

  static func end(_ number: Int) -> Instant {
    Instant(seconds: first.seconds + Int64(number) * 14 * 86_400)
  }

  static func settlement(_ number: Int) -> MadeSettlement {
    let from = number == 0 ? Instant(seconds: first.seconds - 14 * 86_400) : end(number - 1)
    var made = MadeSettlement(
      "9010000\(100 + number)", "USD", from.description, end(number).description)
    for day in 0..<14 {
      for order in 0..<3 {
        let posted = Instant(
          seconds: made.start.seconds + Int64(day) * 86_400 + Int64(order) * 9_000 + 60)
        var sale = MadeRow(2000 + Int64((day * 7 + order * 5 + number) % 9) * 100, posted)
        sale.orderID = "111-\(number)\(day)-\(order)"
        sale.marketplace = "Amazon.com"
        made.rows.append(sale)
      }
    }
    made.rows.append(MadeRow(-1500, made.start).ofAccount("other-transaction", "Storage Fee"))
    return made
  }

  /// A home with the first settlements, each imported a day after its end.
  static func home(_ count: Int) throws -> TestHome {
    let home = TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US"], accounts: ["USD US"])
      ]))
    for number in 0..<count { try add(number, to: home) }
    return home
  }

  /// With a further row of the account: its description and amount.
  static func add(
    _ number: Int, to home: TestHome, at instant: String? = nil,
    row: (description: String, amountMinor: Int64)? = nil
  ) throws {
    var made = settlement(number)
    if let row {
      made.rows.append(
        MadeRow(row.amountMinor, Instant(seconds: made.start.seconds + 3 * 86_400)).ofAccount(
          "other-transaction", row.description))
    }
    try home.importFiles(
      [home.folder.write("in\(number)/NA1_9010000\(100 + number).txt", SettlementFile(made).bytes)],
      at: instant ?? Instant(seconds: end(number).seconds + 86_400).description)
  }

  /// The morning two days after an end.
  static func night(after number: Int) -> String {
    Instant(CalendarDate(dayNumber: end(number).day().dayNumber + 2), secondOfDay: 18_000)
      .description
  }
}
