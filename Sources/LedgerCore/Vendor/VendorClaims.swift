/// What was claimed of each entry of the recovery list.
///
/// A claim counts once: what Amazon grants or denies is what was claimed before, and what it denied may
/// be claimed again. A claim of a whole invoice is shared by its entries, by what their own lines have
/// not claimed.
struct VendorClaims {
  private(set) var findings: [Finding] = []
  private let today: CalendarDate
  /// Claims and answers of one line, or of the whole of a deduction, in the order of their days.
  private let groups: [(key: Key, claims: [VendorClaim])]

  private struct Key: Hashable {
    let deduction: String
    /// Empty for the whole.
    let line: String
  }

  init(_ claims: [VendorClaim], today: CalendarDate) {
    self.today = today
    groups = Dictionary(grouping: claims.filter { $0.status != .reviewed }) {
      Key(deduction: $0.deduction, line: $0.line)
    }
    .map { key, claims in
      (
        key,
        claims.sorted {
          ($0.day, $0.status.rawValue, $0.reason) < ($1.day, $1.status.rawValue, $1.reason)
        }
      )
    }
    // Claims of lines come first: a claim of the whole is for what they leave.
    .sorted {
      ($0.key.line.isEmpty ? 1 : 0, $0.key.deduction, $0.key.line)
        < ($1.key.line.isEmpty ? 1 : 0, $1.key.deduction, $1.key.line)
    }
  }

  /// Fills in what was claimed, what can be claimed still, and what became of it.
  mutating func apply(to entries: inout [VendorRecovery]) {
    var places: [String: [Int]] = [:]
    for (place, entry) in entries.enumerated() {
      for name in Set([entry.number, entry.id]) { places[name, default: []].append(place) }
    }
    var last: [Int: VendorClaim] = [:]
    var asked: [String: Int64] = [:]
    for (key, claims) in groups {
      let own = (places[key.deduction] ?? []).filter {
        key.line.isEmpty || entries[$0].line == key.line
      }
      guard !own.isEmpty, let latest = claims.last else { continue }
      for place in share(claims, by: own, &entries)
      where last[place].map({ $0.day <= latest.day }) ?? true {
        last[place] = latest
      }
      let taken = own.reduce(Int64(0)) { $0 + entries[$1].amountMinor }
      let all = VendorClaims.asked(claims, entries[own[0]].currency, whole: taken)
      asked[key.deduction, default: 0] += all
      tellTwice(
        key, claims, asked: key.line.isEmpty ? asked[key.deduction] ?? all : all, taken,
        entries[own[0]])
    }
    for place in entries.indices { conclude(&entries[place], last[place]) }
  }

  /// Returns the places of the entries that the claims are about.
  private func share(
    _ claims: [VendorClaim], by places: [Int], _ entries: inout [VendorRecovery]
  ) -> [Int] {
    let left = places.map { max(entries[$0].recoverableMinor - entries[$0].claimedMinor, 0) }
    let candidates = [
      left, places.map { entries[$0].recoverableMinor }, places.map { entries[$0].amountMinor },
    ]
    let weights = candidates.first { $0.contains { $0 > 0 } } ?? left
    let asked = VendorClaims.asked(
      claims, entries[places[0]].currency, whole: left.reduce(0, +))
    guard asked > 0, let shares = allocate(asked, by: weights) else { return places }
    for (place, share) in zip(places, shares) { entries[place].claimedMinor += share }
    return zip(places, shares).filter { $0.1 > 0 }.map(\.0)
  }

  /// What was asked for in minor units, answered or not; `whole` is what a claim without an amount is
  /// for. Amounts in another currency count nothing.
  private static func asked(
    _ claims: [VendorClaim], _ currency: Currency, whole: Int64
  ) -> Int64 {
    var (pending, granted, denied) = (Int64(0), Int64(0), Int64(0))
    for claim in claims {
      let left = max(whole - pending - granted - denied, 0)
      let amount = claim.amount.map { $0.currency == currency ? $0.minorUnits : 0 }
      switch claim.status {
      case .claimed:
        let amount = amount ?? (left > 0 ? left : whole)
        denied -= min(amount, denied)
        pending += amount
      case .granted, .denied:
        let amount = amount ?? (pending > 0 ? pending : left)
        pending -= min(amount, pending)
        if claim.status == .granted { granted += amount } else { denied += amount }
      case .reviewed: break
      }
    }
    return pending + granted + denied
  }

  private func conclude(_ entry: inout VendorRecovery, _ last: VendorClaim?) {
    let isLate = entry.deadline.map { $0 < today } ?? false && entry.verdict != .justified
    if let last {
      entry.claim = last.status.rawValue
    } else if isLate {
      entry.claim = "expired"
    }
    entry.claimableMinor =
      isLate ? 0 : max(entry.recoverableMinor - entry.claimedMinor, 0)
  }

  /// Claims for more than was taken.
  private mutating func tellTwice(
    _ key: Key, _ claims: [VendorClaim], asked: Int64, _ taken: Int64, _ entry: VendorRecovery
  ) {
    guard asked > taken else { return }
    let currency = entry.currency
    findings.append(
      Finding(
        kind: .vendorClaimedTwice, opened: claims.map(\.day).max()?.description ?? "",
        store: entry.vendorCode, settlementID: "",
        amount: Money(minorUnits: asked - taken, currency), currency: currency.code,
        what: "\(claims.count) claims ask for \(Money(minorUnits: asked, currency)),"
          + " \(Money(minorUnits: taken, currency)) was taken",
        place: key.deduction + (key.line.isEmpty ? "" : ", line \(key.line)"),
        whatToDo: "withdraw what was claimed twice"))
  }
}
