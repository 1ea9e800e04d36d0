import LedgerCore
import LedgerStore
import SellingPartner

/// What a store is asked for every night, whether or not anything has happened.
struct CollectPlan: Sendable {
  /// Amazon keeps reports for 90 days and answers nothing for longer windows than 180 days.
  static let reportDays: Int64 = 90
  fileprivate static let groupWindowDays: Int64 = 170
  /// A period may have begun this long before the day from which on the books are wanted.
  private static let longestPeriodDays: Int64 = 32
  /// Reports and groups are listed again this far back: what is new appears within hours.
  private static let overlapDays: Int64 = 3

  let asksParticipations: Bool
  let reportsSince: Instant
  /// Report documents that are in the archive.
  let heldDocuments: Set<String>
  /// Listed before, and not downloaded yet.
  let pendingReports: [ReportFacts]
  let groupWindows: [Interval]
  /// Nil as long as none were listed: from the start of the oldest group on.
  let transactionsFrom: Instant?
  /// Of the groups that earlier runs have listed.
  let oldestGroupStart: Instant?
  let wantedSince: Instant
  let until: Instant
  private let coverage: Coverage
  /// Posting of the oldest sale that may have been released since it was asked for.
  private let dueFrom: Instant?

  init(
    store: String, since: Instant?, now: Instant, asked: AskedCalls, ledger: Ledger
  ) throws(StoreError) {
    func days(_ count: Int64, before instant: Instant = now) -> Instant {
      Instant(seconds: instant.seconds - count * 86_400)
    }
    // Amazon's clock may be behind ours, and it wants windows to end two minutes ago.
    until = Instant(seconds: now.seconds - 300)
    wantedSince = since ?? days(Self.reportDays)
    asksParticipations = asked.last(.getMarketplaceParticipations).map { $0 < days(30) } ?? true
    let oldestReport = Instant(seconds: days(Self.reportDays).seconds + 600)
    let nextReport = since ?? asked.last(.getReports).map { days(Self.overlapDays, before: $0) }
    reportsSince = max(oldestReport, nextReport ?? wantedSince)
    let held = asked.heldDocuments
    heldDocuments = held
    pendingReports = try ledger.listedReports(of: store).filter {
      $0.createdAt > oldestReport && !($0.documentID.map(held.contains) ?? true)
    }
    coverage = asked.coverage
    dueFrom = coverage.oldestDue(try ledger.maturedDeferrals(of: store, on: now), on: now)
    transactionsFrom = coverage.start.map { start in since.map { min(start, $0) } ?? start }
    let groups = try ledger.groups(of: store)
    oldestGroupStart = groups.oldestStart(wantedSince: wantedSince)
    let unlisted = CollectPlan.firstUnlistedGroupStart(asked.groupStarts, until: until)
    let groupsFrom: Instant
    if let unlisted, since == nil {
      let unsettled = groups.filter { $0.mayChange(on: now) }.compactMap(\.start).min()
      groupsFrom = min(unsettled ?? unlisted, days(Self.overlapDays, before: min(unlisted, now)))
    } else {
      groupsFrom = days(Self.longestPeriodDays, before: wantedSince)
    }
    groupWindows = Interval(start: groupsFrom, end: until).pieces(days: Self.groupWindowDays)
  }
}

extension CollectPlan {
  /// The stretches whose transactions to list: those that are not proved yet, and all from the
  /// oldest sale on that may have been released.
  ///
  /// - Parameter start: the first posting that is wanted.
  func transactionWindows(from start: Instant) -> [Interval] {
    coverage.gaps(from: start, to: until, Coverage.nightly, again: dueFrom)
  }

  /// From when on groups may have begun that no run has listed, since it was stopped or since then;
  /// nil before the first listing.
  private static func firstUnlistedGroupStart(
    _ listed: [Interval], until: Instant
  ) -> Instant? {
    guard let start = listed.map(\.start).min() else { return nil }
    return gaps(in: Interval(start: start, end: until), coveredBy: listed).first?.start ?? until
  }
}

extension [FinancialEventGroup] {
  /// The start of the oldest group that had not ended before the books are wanted.
  func oldestStart(wantedSince: Instant) -> Instant? {
    filter { $0.end.map { $0 >= wantedSince } ?? true }.compactMap(\.start).min()
  }
}

extension FinancialEventGroup {
  /// Whether Amazon has said all about it: closed with a total, and paid or not to be paid.
  func isSettled(on now: Instant) -> Bool {
    guard isClosed, originalTotal != nil, let end else { return false }
    let isOld = end.seconds < now.seconds - 30 * 86_400
    return isOld || ["succeeded", "unknown"].contains(transferStatus?.lowercased() ?? "")
  }

  /// Whether it is worth listing again every night: what Amazon has not completed within half a year
  /// of the close does not come any more.
  func mayChange(on now: Instant) -> Bool {
    let isForgotten = isClosed && end.map { $0.seconds < now.seconds - 180 * 86_400 } ?? false
    return !isForgotten && !isSettled(on: now)
  }
}

/// What a store is asked for besides, once something has happened.
struct FollowUpPlan: Sendable {
  /// Events of a closed group may still come in for this long.
  private static let lateDays: Int64 = 45
  /// Settlements in the books that are older have no group: two calls for each year, once.
  private static let mostGroupDays: Int64 = 3653

  /// The stretches back to the oldest settlement of the books in which groups may have begun that no
  /// run has listed yet, the latest first: what a run leaves has no hole behind it. Empty on most
  /// nights; settlements imported by hand are older than the first listing.
  let olderGroups: [Interval]
  /// Closed groups whose transactions do not make up their total.
  let incompleteGroups: [String]
  /// Groups with releases whose day neither a transaction nor a settlement's rows tell, and from
  /// when on: open ones, and, once after their close, those whose settlement is not in the books.
  let undatedGroups: [(id: String, since: Instant)]
  let payoutsSince: Instant
  let settlementsToControl: [String]
  /// Yesterday, and the last day whose transactions must all have shown by now.
  let balanceDays: [CalendarDate]
  let isNews: Bool

  init(
    store: String, now: Instant, wantedSince: Instant, isSinceStated: Bool, isNews: Bool,
    asked: AskedCalls, ledger: Ledger
  ) throws(StoreError) {
    self.isNews = isNews
    olderGroups = try FollowUpPlan.olderGroups(
      of: store, now: now, asked: asked, listing: nil, ledger)
    let groups = try ledger.groups(of: store)
    let totals = try ledger.transactionTotals(of: store)
    let events = try ledger.eventTotals(of: store)
    let lateFrom = now.seconds - Self.lateDays * 86_400
    incompleteGroups =
      !isNews
      ? []
      : groups.filter { group in
        guard group.isClosed, let total = group.eventsTotal?.minorUnits, let end = group.end
        else { return false }
        return total != totals[group.id] ?? 0 && total != events[group.id] ?? 0
          && end.seconds > min(lateFrom, wantedSince.seconds)
      }.map(\.id)
    let askable = Set(
      groups.filter { group in
        guard group.isClosed, let end = group.end else { return true }
        return asked.eventListings[group.id].map { $0 < end } ?? true
      }.map(\.id))
    undatedGroups =
      !isNews
      ? []
      : try ledger.undatedReleases(of: store).filter { askable.contains($0.key) }
        .sorted { $0.key < $1.key }.map { ($0.key, Instant(seconds: $0.value.seconds - 3600)) }
    let openPayout = try ledger.oldestOpenPayout(of: store)
    let recent = Instant(seconds: now.seconds - 30 * 86_400)
    // What was made since the last listing is asked for, however long ago that was.
    let unlisted =
      asked.last(.listPayouts).map { Instant(seconds: $0.seconds - 3 * 86_400) } ?? wantedSince
    payoutsSince = [openPayout, isSinceStated ? wantedSince : nil].compactMap { $0 }
      .reduce(min(unlisted, recent), min)
    settlementsToControl = try ledger.settlementsToControl(
      of: store, since: Instant(seconds: now.seconds - CollectPlan.reportDays * 86_400)
    ).filter { isNews || !asked.controlledSettlements.contains($0) }
    balanceDays = [1, 3].map { CalendarDate(dayNumber: now.day().dayNumber - $0) }
  }

  /// The stretches of `olderGroups`. What was listed is known from the log of the calls, whatever Amazon
  /// has answered: groups that it does not have are not asked for twice.
  ///
  /// - Parameter listing: from when on groups will have been listed besides.
  static func olderGroups(
    of store: String, now: Instant, asked: AskedCalls, listing: Instant?, _ ledger: Ledger
  ) throws(StoreError) -> [Interval] {
    let listed = (asked.groupStarts.map(\.start) + [listing].compactMap { $0 }).min()
    let oldest = try ledger.oldestSettlementStart(
      of: store, since: Instant(seconds: now.seconds - mostGroupDays * 86_400))
    guard let oldest, let listed, oldest < listed else { return [] }
    // A day before, should a group and its settlement not begin at the same second.
    let start = Instant(seconds: oldest.seconds - 86_400)
    var windows: [Interval] = []
    var end = listed
    while start < end {
      let window = Interval(
        start: max(start, Instant(seconds: end.seconds - CollectPlan.groupWindowDays * 86_400)),
        end: end)
      windows.append(window)
      end = window.start
    }
    return windows
  }
}
