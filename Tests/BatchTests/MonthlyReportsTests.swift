import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// Nights whose large reports have a file for each month.
@Suite struct MonthlyReportsTests {
  private static let large = ["components", "fees", "refunds", "promotions", "journal", "orders"]
  private static let lastNight = "2026-05-02T05:00:00Z"

  /// Half a year of fortnights of one account, by file name.
  private static let settlements: [String: MadeSettlement] = {
    let fortnight: Int64 = 14 * 86_400
    let first = Instant("2025-11-01T20:00:00Z")!.seconds
    let made = (0..<12).map { index in
      SmallWorld.settlement(
        "901000000\(index + 10)", "USD",
        from: "\(Instant(seconds: first + (Int64(index) - 1) * fortnight))",
        to: "\(Instant(seconds: first + Int64(index) * fortnight))")
    }
    return Dictionary(uniqueKeysWithValues: made.map { ("NA1_\($0.id).txt", $0) })
  }()

  /// The settlement, ended on 2025-11-15, whose payout the home's bank statement does not have.
  private static let unpaid = "NA1_90100000011.txt"

  /// A home with files in its inbox.
  private static func home(_ names: [String], isByMonth: Bool = true) throws -> TestHome {
    let home = TestHome.withInbox([])
    home.configuration.close.isByMonth = isByMonth
    try fill(home, names)
    // What the bank has booked is waited for no longer, so its orders have come to rest.
    home.folder.write(
      "home/inbox/bank.sta", statement(of: settlements.keys.filter { $0 != unpaid }))
    return home
  }

  private static func fill(_ home: TestHome, _ names: [String]) throws {
    for name in names {
      home.folder.write("home/inbox/\(name)", SettlementFile(try #require(settlements[name])).bytes)
    }
  }

  /// The same books closed for the first time.
  private static func single(isByMonth: Bool = true) throws -> [String: [UInt8]] {
    let home = try home(Array(settlements.keys), isByMonth: isByMonth)
    try home.close(at: lastNight)
    return home.nightReports("latest")
  }

  private static func nightBefore() throws -> TestHome {
    let home = try home(settlements.keys.sorted().dropLast())
    try home.close()
    try fill(home, Array(settlements.keys))
    return home
  }

  @Test func monthsTogetherAreTheReport() throws {
    let (months, whole) = (try Self.single(), try Self.single(isByMonth: false))
    for name in Self.large {
      #expect(months["\(name).csv"] == nil)
      let parts = months.filter { $0.key.hasPrefix("\(name)/") && $0.key.hasSuffix(".csv") }
      let rows = parts.values.flatMap { lines($0).dropFirst() }
      let expected = lines(whole["\(name).csv"] ?? [])
      #expect(rows.sorted() == expected.dropFirst().sorted(), "\(name)")
      #expect(parts.values.allSatisfy { lines($0).first == expected.first }, "\(name)")
      let json = months.filter { $0.key.hasPrefix("\(name)/") && $0.key.hasSuffix(".json") }
      #expect(json.count == parts.count)
      let objects = json.values.flatMap { lines($0).filter { $0.hasPrefix("{\"") }.dropFirst() }
      #expect(objects.count == rows.count, "\(name)")
    }
    #expect(
      months.filter { !$0.key.contains("/") }
        == whole.filter { file in !Self.large.contains { file.key.hasPrefix("\($0).") } })
  }

  @Test func rowsStandInTheirMonth() throws {
    let months = try Self.single()
    let orders = lines(months["orders/2025-12.csv"] ?? []).dropFirst().map { csvCells($0)[3] }
    #expect(!orders.isEmpty && orders.allSatisfy { $0.hasPrefix("2025-12") })
    let periods = lines(months["journal/2026-02.csv"] ?? []).dropFirst().map { csvCells($0)[2] }
    #expect(!periods.isEmpty && periods.allSatisfy { $0 == "2026-02" })
    // Of the fortnight from the 18th to the 1st of November.
    let first = lines(months["components/2025-11.csv"] ?? []).dropFirst().map { csvCells($0)[0] }
    #expect(Set(first) == ["90100000010", "90100000011", "90100000012"])
  }

  @Test func aMonthWithoutNewsIsALinkToTheLastNights() throws {
    let home = try Self.nightBefore()
    let record = try home.close(at: Self.lastNight)
    #expect(record.step(.reports)?.text.contains(" of links") == true)
    #expect(home.nightReports("latest") == (try Self.single()))
    let (before, after) = (home.files("2026-05-01"), home.files("2026-05-02"))
    let isLinked = { (name: String) in before[name] != nil && before[name] == after[name] }
    #expect(isLinked("components/2026-01.csv") && isLinked("fees/2026-01.json"))
    #expect(isLinked("journal/2026-01.csv") && isLinked("orders/2025-11.json"))
    #expect(!isLinked("components/2026-04.csv") && !isLinked("journal/2026-04.json"))
    let files = "\(home.path)/reports/2026-05-02"
    #expect(access("\(files)/SHA256SUMS", F_OK) == 0)
    var status = stat()
    #expect(stat("\(files)/components/2026-01.csv", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o444)
  }

  @Test func theListAndTheCertificateNameTheFilesOfMonths() throws {
    let home = try Self.nightBefore()
    try home.close(at: Self.lastNight)
    let files = home.night("latest")
    let sums = lines(files["SHA256SUMS"] ?? [])
    #expect(
      sums
        == files.filter { $0.key != "SHA256SUMS" }.sorted { $0.key < $1.key }
        .map { "\(SHA256.hex(of: $0.value))  \($0.key)" })
    let certificate = String(decoding: files["certificate.json"] ?? [], as: UTF8.self)
    for name in ["components/2026-01.csv", "orders/2026-03.json"] {
      #expect(sums.contains { $0.hasSuffix("  \(name)") })
      #expect(certificate.contains(SHA256.hex(of: files[name] ?? [])))
    }
  }

  @Test func aFileThatSomebodyChangedIsWrittenAnewAndStaysWhereItWas() throws {
    let home = try Self.nightBefore()
    let edited = "home/reports/2026-05-01/fees/2026-01.json"
    home.folder.remove(edited)
    home.folder.write(edited, "edited")
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
    #expect(fileBytes("\(home.folder.path)/\(edited)") == Array("edited".utf8))
  }

  @Test func aFileThatSomebodyMayWriteIntoIsNotLinked() throws {
    let home = try Self.nightBefore()
    let path = "\(home.path)/reports/2026-05-01/fees/2026-01.json"
    #expect(chmod(path, 0o644) == 0)
    try home.close(at: Self.lastNight)
    let (before, after) = (home.files("2026-05-01"), home.files("2026-05-02"))
    #expect(before["fees/2026-01.json"] != after["fees/2026-01.json"])
    #expect(before["fees/2026-02.json"] == after["fees/2026-02.json"])
  }

  @Test func theSameNightAgainLinksToItself() throws {
    let home = try Self.nightBefore()
    try home.close(at: Self.lastNight)
    let (reports, files) = (home.night("latest"), home.files("latest"))
    try home.close(at: Self.lastNight)
    #expect(home.night("latest") == reports)
    #expect(home.files("latest")["components/2026-04.csv"] == files["components/2026-04.csv"])
  }

  @Test func ordersOfLongAgoThatChangeAreWrittenAnew() throws {
    let home = try Self.nightBefore()
    let fresh = try Self.home(Array(Self.settlements.keys))
    for home in [home, fresh] {
      home.folder.write("home/inbox/late.sta", Self.statement(of: [Self.unpaid]))
      try home.close(at: Self.lastNight)
    }
    #expect(home.nightReports("latest") == fresh.nightReports("latest"))
    let before = lines(home.night("2026-05-01")["orders/2025-11.csv"] ?? [])
    let after = lines(home.night("2026-05-02")["orders/2025-11.csv"] ?? [])
    #expect(before.count == after.count && before != after)
    let (then, now) = (home.files("2026-05-01"), home.files("2026-05-02"))
    #expect(then["orders/2025-12.csv"] == now["orders/2025-12.csv"])
  }

  /// The journal's entries are kept by what they follow from, and the chart is part of that.
  @Test(arguments: [false, true])
  func theJournalIsThatOfAHomeWithoutACache(isLocked: Bool) throws {
    let charts = ["product_sales\tIncome:Sales\n", "product_sales\tIncome:Other\n"]
    var reports: [[String: [UInt8]]] = []
    for isCacheLost in [false, true] {
      let home = try Self.home(Self.settlements.keys.sorted().dropLast())
      home.configuration.masterFiles[.chart] = "chart.tsv"
      home.folder.write("home/chart.tsv", "role\taccount\n\(charts[0])")
      try home.close()
      if isLocked {
        try home.with { _ = try $0.lock(CalendarMonth("2026-01")!, withEarlier: true) }
      }
      home.folder.write("home/chart.tsv", "role\taccount\n\(charts[1])")
      try Self.fill(home, Array(Self.settlements.keys))
      if isCacheLost { home.folder.remove("home/cache") }
      try home.close(at: Self.lastNight)
      reports.append(home.nightReports("latest"))
    }
    #expect(reports[0] == reports[1])
    let accounts = lines(reports[0]["trial_balance.csv"] ?? []).map { csvCells($0)[1] }
    #expect(accounts.contains("Income:Other") && accounts.contains("Income:Sales") == isLocked)
  }

  @Test func notesThatCannotBeReadCostTimeAlone() throws {
    let home = try Self.nightBefore()
    let path = "home/cache/components.months"
    let text = String(decoding: fileBytes("\(home.folder.path)/\(path)"), as: UTF8.self)
    let cut = text.split(separator: "\n").enumerated().map { index, line in
      index < 2 ? String(line) : String(line.prefix(20 + 7 * index))
    }
    home.folder.write(path, cut.joined(separator: "\n"))
    home.folder.write("home/cache/orders.months", "\u{0}")
    let entries = "\(home.folder.path)/home/cache/journal.entries"
    #expect(!fileBytes(entries).isEmpty)
    home.folder.write("home/cache/journal.entries", fileBytes(entries).dropLast(9) + [10])
    try home.close(at: Self.lastNight)
    #expect(home.nightReports("latest") == (try Self.single()))
  }

  /// MT940: the payouts of settlements, each three days after its end.
  private static func statement(of names: [String]) -> String {
    var (balance, bookings): (Int64, [String]) = (10_000, [])
    for settlement in settlements.filter({ names.contains($0.key) }).values.sorted(by: {
      $0.end < $1.end
    }) {
      let day = "\(CalendarDate(dayNumber: settlement.end.day().dayNumber + 3))".filter(\.isNumber)
      bookings += [
        ":61:\(day.dropFirst(2))\(day.suffix(4))C\(amount(settlement.totalMinor))NTRFNONREF//US1",
        ":86:AMAZON.COM SVCS EDI PYMNTS",
      ]
      balance += settlement.totalMinor
    }
    return [
      ":20:S\(names.count)", ":25:021000021/000123456789", ":28C:\(names.count)/1",
      ":60F:C251001USD100,00", bookings.joined(separator: "\n"),
      ":62F:C260420USD\(amount(balance))", "",
    ].joined(separator: "\n")
  }

  private static func amount(_ minor: Int64) -> String {
    "\(minor / 100),\(minor % 100 < 10 ? "0" : "")\(minor % 100)"
  }
}

private func lines(_ bytes: [UInt8]) -> [String] {
  String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
}

extension TestHome {
  /// The files of a night by their inodes.
  fileprivate func files(_ day: String) -> [String: UInt] {
    var files: [String: UInt] = [:]
    for name in night(day).keys {
      var status = stat()
      if stat("\(path)/reports/\(day)/\(name)", &status) == 0 { files[name] = UInt(status.st_ino) }
    }
    return files
  }
}
