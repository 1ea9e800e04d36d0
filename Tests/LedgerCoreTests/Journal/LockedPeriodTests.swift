import LedgerCore
import TestSupport
import Testing

@Suite struct LockedPeriodTests {
  private func book(_ id: String, _ march: Int64, _ sha256: String = "aa") -> [AccountingEntry] {
    entries(
      of: MadeJournal.settlement(
        id, opened: "2026-03-20", closed: "2026-04-03",
        sales: ["2026-03": march, "2026-04": 300], sha256: sha256), MadeJournal.chart)
  }

  private func locking(_ journal: [AccountingEntry], _ month: String) -> LockedPeriod {
    LockedPeriod(
      month: MadeJournal.month(month),
      entries: journal.filter { $0.period == MadeJournal.month(month) })
  }

  @Test func aRestatementIsTakenBackAndSaidAnewInTheFirstOpenMonth() {
    let march = locking(journal(book("1", 1000), locked: []), "2026-03")
    let after = journal(book("1", 1200, "bb"), locked: [march])
    #expect(after.filter { $0.period == march.month } == march.entries)
    let deltas = after.filter { !$0.corrects.isEmpty }
    #expect(deltas.map(\.id) == ["NA1-1-2026-03-N1", "NA1-1-2026-03-R1"])
    #expect(deltas.allSatisfy { $0.date == MadeJournal.day("2026-04-01") })
    #expect(
      deltas[0].cause == "restated: document bb replaces aa: NA1-1-2026-03")
    #expect(MadeJournal.sums(after) == MadeJournal.sums(book("1", 1200)))
  }

  @Test func aCatalogChangeAfterTheLockMovesNothingInTheLockedMonth() {
    let before = book("1", 1000)
    let march = locking(journal(before, locked: []), "2026-03")
    let moved = entries(
      of: MadeJournal.settlement(
        "1", opened: "2026-03-20", closed: "2026-04-03",
        sales: ["2026-03": 1000, "2026-04": 300], category: "Mugs"), MadeJournal.chart)
    let after = journal(moved, locked: [march])
    #expect(after.filter { $0.period == march.month } == march.entries)
    let deltas = after.filter { !$0.corrects.isEmpty }
    #expect(deltas.count == 2)
    #expect(deltas[0].cause.hasPrefix("rules, catalog, outlets or chart have changed"))
  }

  @Test func whatComesInAfterTheLockIsBookedInTheOpenMonth() {
    let march = locking(journal(book("1", 1000), locked: []), "2026-03")
    let facts = book("1", 1000) + book("2", 500)
    let after = journal(facts, locked: [march])
    let late = after.filter { $0.corrects == "NA1-2-2026-03" }
    #expect(late.map(\.kind) == [.correction])
    #expect(late.map(\.date.description) == ["2026-04-01"])
    #expect(MadeJournal.sums(after) == MadeJournal.sums(facts))
  }

  @Test func whatIsGoneIsTakenBack() {
    let march = locking(journal(book("1", 1000) + book("2", 500), locked: []), "2026-03")
    let after = journal(book("1", 1000), locked: [march])
    #expect(after.filter { $0.corrects == "NA1-2-2026-03" }.map(\.kind) == [.reversal])
    #expect(MadeJournal.sums(after) == MadeJournal.sums(book("1", 1000)))
  }

  @Test func aSecondRestatementTakesBackTheFirstOne() {
    let march = locking(journal(book("1", 1000), locked: []), "2026-03")
    let second = journal(book("1", 1200, "bb"), locked: [march])
    let april = locking(second, "2026-04")
    let third = journal(book("1", 900, "cc"), locked: [march, april])
    let deltas = third.filter { $0.date == MadeJournal.day("2026-05-01") }
    #expect(
      deltas.map(\.id) == [
        "NA1-1-2026-03-N2", "NA1-1-2026-03-R2", "NA1-1-2026-04-N1", "NA1-1-2026-04-R1",
      ])
    #expect(MadeJournal.sums(third) == MadeJournal.sums(book("1", 900)))
    // The same facts as booked: nothing more to say.
    let still = journal(book("1", 1200, "bb"), locked: [march, april])
    #expect(still == march.entries + april.entries)
  }

  /// An entry as it is locked while one dollar is worth so many ten-thousandths of a euro.
  private func booked(_ entry: AccountingEntry, at rate: Int64) -> AccountingEntry {
    entry.booked(in: MadeJournal.eur) { base, quote, day in
      #expect((base, quote, day) == (MadeJournal.usd, MadeJournal.eur, entry.rateDay))
      return ExchangeRate(numerator: rate, denominator: 10_000, date: day)
    }
  }

  private func euros(_ entry: AccountingEntry, at rate: Int64) throws -> [String: Int64] {
    let rates = try #require(booked(entry, at: rate).bookedRates).rates
    let minors = try #require(entry.functionalMinor(in: MadeJournal.eur, rates: rates))
    return Dictionary(zip(entry.lines.map(\.account.name), minors), uniquingKeysWith: +)
  }

  @Test func whatIsTakenBackIsWorthWhatItWasBookedWith() throws {
    func locked(_ journal: [AccountingEntry], _ month: String, at rate: Int64) -> LockedPeriod {
      LockedPeriod(
        month: MadeJournal.month(month),
        entries: locking(journal, month).entries.map { booked($0, at: rate) })
    }
    let march = locked(journal(book("1", 1037), locked: []), "2026-03", at: 9_137)
    let second = journal(book("1", 1207, "bb"), locked: [march])
    // By now the file of rates says 8,411.
    let back = try #require(second.first { $0.id == "NA1-1-2026-03-R1" })
    #expect(try euros(back, at: 8_411) == euros(march.entries[0], at: 1).mapValues { -$0 })
    // What is said anew, and the rest of the settlement, pass through the same clearing account.
    for id in ["NA1-1-2026-03-N1", "NA1-1-2026-04"] {
      let going = try #require(second.first { $0.id == id })
      #expect(going.bookedRates == march.entries[0].bookedRates, "\(id)")
    }
    let april = locked(second, "2026-04", at: 8_411)
    let third = journal(book("1", 993, "cc"), locked: [march, april])
    let anew = try #require(april.entries.first { $0.id == "NA1-1-2026-03-N1" })
    let backAgain = try #require(third.first { $0.id == "NA1-1-2026-03-R2" })
    #expect(try euros(backAgain, at: 1) == euros(anew, at: 1).mapValues { -$0 })
  }

  /// A payout of ten dollars that the bank has credited as euros, at so many ten-thousandths.
  private func payout(at rate: Int64) throws -> AccountingEntry {
    let part = BankedLine.Part(
      store: "NA1", marketplace: "US", payoutID: "P1", settlementID: "1",
      amount: Money(minorUnits: 1000, MadeJournal.usd), closed: MadeJournal.day("2026-04-03"),
      documents: ["ab"])
    let line = BankedLine(
      id: "L1", bankAccount: "DE89", day: MadeJournal.day("2026-04-06"),
      amount: Money(minorUnits: 890, MadeJournal.eur), documents: ["cd"], parts: [part])
    return try #require(
      payoutEntry(of: line, MadeJournal.chart) { money, currency, _ in
        scaled(money.minorUnits, by: rate, over: 10_000).map { Money(minorUnits: $0, currency) }
      })
  }

  @Test func thePayoutOfALockedCloseLeavesTransitAtItsRates() throws {
    let settlement = book("1", 1000)
    let locked = ["2026-03", "2026-04"].map { month in
      LockedPeriod(
        month: MadeJournal.month(month),
        entries: locking(settlement, month).entries.map { booked($0, at: 9_137) })
    }
    let may = journal(settlement + [try payout(at: 9_137)], locked: locked)
    let late = try #require(may.first { $0.kind == .correction })
    #expect(late.bookedRates == locked[1].entries[0].bookedRates)
    let other = book("2", 500)
    let open = journal(settlement + other, locked: [locked[0]])
    #expect(open.first { $0.id == "NA1-1-2026-04" }?.bookedRates != nil)
    #expect(open.first { $0.id == "NA1-2-2026-04" }?.bookedRates == nil, "another settlement")
  }

  @Test func ratesThatHaveChangedAreTheCauseWhereNothingElseHas() throws {
    let april = LockedPeriod(
      month: MadeJournal.month("2026-04"), entries: [try payout(at: 9_137)])
    let after = journal([try payout(at: 8_411)], locked: [april])
    #expect(after.count == 3)
    #expect(
      after.dropFirst().allSatisfy {
        $0.cause == "the rates of 2026-04-03 have changed: BANK-L1"
      })
  }

  @Test func whatIsTakenBackLeavesTheAccountThatItWasBookedTo() throws {
    var chart = MadeJournal.chart
    try chart.add(Array("role\tdatev\nproduct_sales\t8400".utf8), origin: "chart.tsv")
    func made(_ sale: Int64, _ sha256: String, _ chart: AccountingChart) -> [AccountingEntry] {
      entries(
        of: MadeJournal.settlement(
          "1", opened: "2026-03-01", closed: "2026-03-15", sales: ["2026-03": sale],
          sha256: sha256), chart)
    }
    func sales(_ journal: [AccountingEntry], _ id: String) -> [String]? {
      journal.first { $0.id == id }?.lines.filter { $0.role == "product_sales" }
        .map { $0.account[.datev] }
    }
    let march = locking(journal(made(1000, "aa", MadeJournal.chart), locked: []), "2026-03")
    let second = journal(made(1200, "bb", chart), locked: [march])
    #expect(sales(second, "NA1-1-2026-03-R1") == ["8200"])
    #expect(sales(second, "NA1-1-2026-03-N1") == ["8400"])
    let third = journal(made(900, "cc", chart), locked: [march, locking(second, "2026-04")])
    #expect(sales(third, "NA1-1-2026-03-R2") == ["8400"])
  }

  /// Documents come in any order, some are restated, some go; months are locked in between.
  @Test func journalsAndDeltasSumToTheJournalFromScratch() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      var facts: [String: Int64] = [:]
      var versions: [String: Int] = [:]
      var locked: [LockedPeriod] = []
      var months = ["2026-03", "2026-04", "2026-05"]
      func made() -> [AccountingEntry] {
        facts.sorted { $0.key < $1.key }.flatMap {
          book($0.key, $0.value, "v\(versions[$0.key] ?? 0)")
        }
      }
      for _ in 0..<12 {
        let id = "\(Int.random(in: 1...4, using: &random))"
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where facts[id] != nil: facts[id] = nil
        case 1 where !months.isEmpty:
          let open = locking(journal(made(), locked: locked), months.removeFirst())
          let rate = Int64.random(in: 1...20_000, using: &random)
          let period = LockedPeriod(
            month: open.month,
            entries: random.once(in: 4) ? open.entries : open.entries.map { booked($0, at: rate) })
          // What is locked comes back from the archive as it went in.
          let bytes = PeriodDocument.bytes(
            locking: period,
            trialBalance: trialBalance(of: journal(made(), locked: locked)).filter {
              $0.month == period.month
            })
          guard case .lock(let read)? = PeriodDocument(bytes: bytes) else {
            Issue.record("seed \(seed): the document cannot be read")
            return
          }
          #expect(read.entries == period.entries, "seed \(seed)")
          locked.append(read)
        default:
          facts[id] = Int64.random(in: -50...50, using: &random) * 10
          versions[id, default: 0] += 1
        }
        let now = journal(made(), locked: locked)
        #expect(MadeJournal.sums(now) == MadeJournal.sums(made()), "seed \(seed)")
        let reported = reportedJournal(
          made(), locked: locked.map { ($0.month, $0.entries.map { LockedEntry($0) }) },
          entry: { $0 }, fact: { $0 },
          read: { month in locked.first { $0.month == month }?.entries ?? [] })
        #expect(reported.map(\.fingerprint) == now.map(\.fingerprint), "seed \(seed)")
        for period in locked {
          #expect(
            now.filter { $0.period == period.month } == period.entries, "seed \(seed)")
        }
        let ids = now.map(\.id)
        #expect(Set(ids).count == ids.count, "seed \(seed)")
      }
    }
  }
}
