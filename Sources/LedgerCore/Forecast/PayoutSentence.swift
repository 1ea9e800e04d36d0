extension PayoutForecast {
  /// What is to be expected of a payout.
  package enum Status: String, Sendable {
    case scheduled
    /// One chance in ten or more that nothing is paid or that the transfer fails, or Amazon itself
    /// calls the payout at risk or disabled.
    case atRisk = "at_risk"
    case noPayoutExpected = "no_payout_expected"
    /// From settlement files only: nothing of the open period is known.
    case fromHistory = "from_history"
  }

  /// What Amazon's doubts of a payout read like.
  /// - Source: Amazon SP-API, Transfers 2024-06-01, status of an expected payout.
  private static let amazonDoubts = ["AT_RISK": "at risk", "DISABLED": "disabled"]
  /// A chance of failure is worth a word from here on, in thousandths.
  private static let worthAWord = 20

  package var status: Status {
    if p50 <= 0 { return .noPayoutExpected }
    if quantilesMinor[QuantileLevels.p10] <= 0 || failurePermille >= 100 { return .atRisk }
    if Self.amazonDoubts[amazonStatus] != nil { return .atRisk }
    return basis == .files ? .fromHistory : .scheduled
  }

  /// One sentence for a person, such as: `EU1 EUR: about 48,200 on Tue 2026-11-24 (80 %:
  /// 45,900–50,300); 61 % is already released, 22 % matures before the close`. `accounts` are those
  /// that have sentences beside it.
  package func sentence(among accounts: [ForecastAccount] = []) -> String {
    let head = account.name(among: accounts)
    let day = "\(Self.weekdayName(deposit.expected)) \(deposit.expected)"
    guard p50 > 0 else {
      return "\(head): no payout is expected at the close before \(day)" + carriedWords
    }
    let low = Self.round(quantilesMinor[QuantileLevels.p10], account.currency, like: p50)
    let high = Self.round(quantilesMinor[QuantileLevels.p90], account.currency, like: p50)
    let about = Self.round(p50, account.currency, like: p50)
    let text = "\(head): about \(about) on \(day) (80 %: \(low)–\(high))"
    guard basis == .transactions else {
      return text
        + (isStale
          ? "; Amazon was asked last more than three days ago, what came since is not known"
          : "; from settlement files only, nothing of the open period is known")
        + (missedCloses > 0 ? "; \(missedCloses) closes before it are in no file" : "") + warnings
    }
    var parts: [String] = []
    let released = share(of: knownMinor) ?? 0
    if released > 0 { parts.append("\(released) % is already released") }
    // Fees and refunds to come may make the two more than the whole.
    if let share = share(of: deferredMinor).map({ min($0, 100 - released) }), share > 0 {
      parts.append("\(share) % matures before the close")
    }
    return (parts.isEmpty ? text : text + "; " + parts.joined(separator: ", ")) + warnings
  }

  /// What becomes of a balance that is not paid.
  private var carriedWords: String {
    guard carriedMinor != 0 else { return "" }
    let about = Self.round(carriedMinor, account.currency, like: abs(carriedMinor))
    guard carriedMinor > 0 else { return "; a debt of about \(about.dropFirst()) is carried on" }
    let least = Self.round(minimumMinor, account.currency, like: minimumMinor)
    return "; about \(about) is below the least payout seen (\(least)) and is carried on"
  }

  private var warnings: String {
    var text = ""
    if failurePermille >= Self.worthAWord {
      text += "; the transfer fails with a chance of \((failurePermille + 5) / 10) %"
    }
    if let doubt = Self.amazonDoubts[amazonStatus] { text += "; Amazon calls it \(doubt)" }
    return text
  }

  private func share(of part: Int64) -> Int? {
    let share = Int((Double(part) / Double(p50) * 100).rounded())
    return share >= 1 ? min(share, 100) : nil
  }

  private static func weekdayName(_ day: CalendarDate) -> String {
    ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][day.weekday]
  }

  /// Major units with three leading digits of the size of `size`, grouped by commas; exactly where
  /// they would make nothing of that size.
  private static func round(_ minor: Int64, _ currency: Currency, like size: Int64) -> String {
    let scale = (0..<currency.minorDigits).reduce(Int64(1)) { product, _ in product * 10 }
    guard size >= scale - size else { return Money(minorUnits: minor, currency).text }
    var step = scale
    while size / step >= 1000 { step *= 10 }
    let major = (minor + (minor >= 0 ? step / 2 : -step / 2)) / step * step / scale
    let digits = Array(String(major.magnitude))
    var text = major < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
