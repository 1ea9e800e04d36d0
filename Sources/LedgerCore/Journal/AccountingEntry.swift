/// One leg of an accounting entry; a debit is positive, a credit negative.
package struct AccountingLine: Hashable, Sendable {
  package let account: ChartAccount
  /// What gave the line its account: a component's name, or a place of money such as `clearing`.
  package let role: String
  package let dimensions: EntryDimensions
  /// The settlement (or payout without one) that it belongs to.
  package let reference: String
  package let amount: Money
  /// What a single row group is; empty for sums.
  package let text: String

  package init(
    account: ChartAccount, role: String, dimensions: EntryDimensions, reference: String,
    amount: Money, text: String = ""
  ) {
    self.account = account
    self.role = role
    self.dimensions = dimensions
    self.reference = reference
    self.amount = amount
    self.text = text
  }

  package static prefix func - (line: AccountingLine) -> AccountingLine { line.with(-line.amount) }

  fileprivate func with(_ amount: Money) -> AccountingLine {
    AccountingLine(
      account: account, role: role, dimensions: dimensions, reference: reference, amount: amount,
      text: text)
  }

  /// What two lines must share to be one: amounts of other accounts or dimensions never mix.
  package struct Key: Hashable, Comparable, Sendable {
    package let account, role: ByteString
    package let dimensions: EntryDimensions
    package let reference, currency, text: ByteString

    package static func < (lhs: Key, rhs: Key) -> Bool {
      if lhs.account != rhs.account { return lhs.account < rhs.account }
      if lhs.dimensions != rhs.dimensions { return lhs.dimensions < rhs.dimensions }
      return (lhs.reference, lhs.currency, lhs.role, lhs.text)
        < (rhs.reference, rhs.currency, rhs.role, rhs.text)
    }
  }

  /// The order of their keys, which are not made for it: there are many lines. Inlined, it takes from
  /// each what it compares, and not a copy of all.
  @inline(__always)
  func order(to other: AccountingLine) -> Int {
    var order = account.order(to: other.account)
    if order == 0 { order = dimensions.order(to: other.dimensions) }
    if order == 0 { order = reference.byteOrder(to: other.reference) }
    if order == 0, amount.currency != other.amount.currency {
      order = amount.currency < other.amount.currency ? -1 : 1
    }
    if order == 0 { order = role.byteOrder(to: other.role) }
    return order == 0 ? text.byteOrder(to: other.text) : order
  }

  package var key: Key {
    Key(
      account: ByteString(account.name), role: ByteString(role), dimensions: dimensions,
      reference: ByteString(reference), currency: ByteString(amount.currency.code),
      text: ByteString(text))
  }
}

/// Where an entry comes from. A channel that is new brings its own name.
package struct EntryOrigin: Hashable, Sendable {
  /// `amazon`, `bank`, or a `SalesChannel`.
  package let channel: String
  package let store: String
  /// The settlement, the bank line or the account that it is about.
  package let reference: String
  /// SHA-256 of the documents that show it, in order.
  package let documents: [String]

  package init(channel: String, store: String, reference: String, documents: [String]) {
    self.channel = channel
    self.store = store
    self.reference = reference
    self.documents = Set(documents).sorted()
  }
}

/// A balanced event of the accounting journal: its lines sum to zero in every currency.
package struct AccountingEntry: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A settlement's rows of one month, and its close.
    case settlement
    /// A bank line that pays one or several payouts.
    case payout
    /// What the documents of a till, a web store or a vendor say of a month, or a payment of Amazon's
    /// to a vendor.
    case channel
    /// What was earned and is in no settlement yet, at a month's end; and its way back.
    case accrual
    case accrualReversal = "accrual_reversal"
    /// What a locked month says is taken back, and said anew, in an open month.
    case reversal, correction
  }

  /// The same for the same event for ever.
  package let id: String
  package let date: CalendarDate
  package let kind: Kind
  package let origin: EntryOrigin
  /// Why the entry is there, in words.
  package let cause: String
  /// The entry of a locked month that this one corrects; empty otherwise.
  package let corrects: String
  /// The day whose rates convert it; all entries of a settlement and its payout share one.
  package let rateDay: CalendarDate
  /// What it was locked with; nil in open months, and in months locked before rates were kept.
  package let bookedRates: BookedRates?
  /// In the order of their keys; keys are unique and no amount is zero.
  package let lines: [AccountingLine]

  /// Lines of the same key become one. Lines that do not balance stop the program.
  package init(
    id: String, date: CalendarDate, kind: Kind, origin: EntryOrigin, cause: String,
    corrects: String = "", rateDay: CalendarDate? = nil, bookedRates: BookedRates? = nil,
    lines: [AccountingLine]
  ) {
    self.id = id
    self.date = date
    self.kind = kind
    self.origin = origin
    self.cause = cause
    self.corrects = corrects
    self.rateDay = rateDay ?? date
    self.bookedRates = bookedRates
    self.lines = AccountingEntry.merged(lines)
    precondition(AccountingEntry.isBalanced(self.lines), "entry \(id) does not balance")
  }

  /// The role whose account all other lines stand against, in systems that know only pairs.
  package var contraRole: String {
    switch SalesChannel(rawValue: origin.channel) {
    case .till: JournalRole.tillClearing
    case .webstore: JournalRole.webstoreClearing
    case .vendor, nil: JournalRole.clearing
    }
  }

  package var currencies: [Currency] { Set(lines.map(\.amount.currency)).sorted() }

  /// Lines that may be one are summed; the others keep out of each other's way, in the order of
  /// their keys.
  package static func merged(_ lines: [AccountingLine]) -> [AccountingLine] {
    // Compared where they stand: an array would hand out a copy of each.
    let places = lines.withUnsafeBufferPointer { lines in
      lines.indices.sorted { lines[$0].order(to: lines[$1]) < 0 }
    }
    var merged: [AccountingLine] = []
    merged.reserveCapacity(lines.count)
    var index = 0
    while index < places.count {
      let line = lines[places[index]]
      var amount = line.amount
      index += 1
      while index < places.count, lines[places[index]].order(to: line) == 0 {
        amount = amount + lines[places[index]].amount
        index += 1
      }
      guard amount.minorUnits != 0 else { continue }
      merged.append(amount == line.amount ? line : line.with(amount))
    }
    return merged
  }

  package static func isBalanced(_ lines: [AccountingLine]) -> Bool {
    var sums: [(currency: Currency, minor: Int64)] = []
    for line in lines {
      let place = sums.firstIndex { $0.currency == line.amount.currency }
      if let place {
        sums[place].minor += line.amount.minorUnits
      } else {
        sums.append((line.amount.currency, line.amount.minorUnits))
      }
    }
    return sums.allSatisfy { $0.minor == 0 }
  }

  /// Of all that the journal shows of it; the accounts' names in other systems are no part of that.
  package var fingerprint: Fingerprint {
    var print = Fingerprint()
    print.add(id)
    print.add(Int64(date.dayNumber))
    print.add(kind.rawValue)
    for text in [origin.channel, origin.store, origin.reference] + origin.documents {
      print.add(text)
    }
    print.add(cause)
    print.add(corrects)
    print.add(Int64(rateDay.dayNumber))
    for line in lines {
      print.add(line.account.name)
      print.add(line.role)
      print.add(line.dimensions)
      print.add(line.reference)
      print.add(line.amount.currency.code)
      print.add(line.amount.minorUnits)
      print.add(line.text)
    }
    return print
  }
}
