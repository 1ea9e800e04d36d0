import LedgerCore

/// The groups of a document, found by settlement, label and dimensions.
///
/// The rows of orders follow a pattern, so a row's group is guessed from the one before: as the
/// one that came behind it last time or, for other dimensions, as the one that they began with
/// last time. Only a wrong guess is looked up.
struct GroupTable: ~Copyable {
  private(set) var groups: [OpenGroup] = []
  private var index = KeyIndex(capacity: 1024)
  /// By group: the one that came behind it last time.
  private var followers: [Int32] = []
  /// By dimensions: the group of their first row last time; −1 before it.
  private var heads: [Int32] = []
  private var last: Int32 = -1
  private var lastDimensions: Int32 = -1

  var count: Int { groups.count }

  /// The place of the group; a new one is empty.
  @inline(__always)
  mutating func place(settlement: Int, label: Int32, dimensions: Int32) -> Int {
    if dimensions == lastDimensions {
      let guess = followers[Int(last)]
      if isGroup(guess, settlement, label, dimensions) {
        last = guess
        return Int(guess)
      }
    } else if Int(dimensions) < heads.count, case let guess = heads[Int(dimensions)], guess >= 0,
      isGroup(guess, settlement, label, dimensions)
    {
      last = guess
      lastDimensions = dimensions
      return Int(guess)
    }
    return unexpectedPlace(settlement, label, dimensions)
  }

  @inline(__always)
  private func isGroup(
    _ place: Int32, _ settlement: Int, _ label: Int32, _ dimensions: Int32
  ) -> Bool {
    let group = groups[Int(place)]
    return group.sums.label == label && group.sums.dimensions == dimensions
      && Int(group.settlement) == settlement
  }

  @inline(never)
  private mutating func unexpectedPlace(
    _ settlement: Int, _ label: Int32, _ dimensions: Int32
  ) -> Int {
    let (place, isNew) = index.index(
      of: UInt64(truncatingIfNeeded: settlement),
      UInt64(UInt32(bitPattern: label)) << 32 | UInt64(UInt32(bitPattern: dimensions)))
    if isNew {
      groups.append(
        OpenGroup(
          sums: PostingGroup(label: label, dimensions: dimensions), settlement: Int32(settlement)))
      followers.append(place)
    }
    if dimensions == lastDimensions {
      followers[Int(last)] = place
    } else {
      while Int(dimensions) >= heads.count { heads.append(-1) }
      heads[Int(dimensions)] = place
    }
    last = place
    lastDimensions = dimensions
    return Int(place)
  }

  /// Adds to a group's sums, as `OpenGroup.add`.
  @inline(__always)
  mutating func add(_ amount: Int64, rows: Int64, order: Int32, to place: Int) {
    groups[place].add(amount, rows: rows, order: order)
  }

  /// Counts units sold of a group, whose cost is known or not; true when a sum leaves 64 bits.
  mutating func addUnits(_ quantity: Int64, unitCost: GoodsCost?, to place: Int) -> Bool {
    groups[place].sums.units += quantity
    guard let unitCost else {
      groups[place].sums.unitsWithoutCost += quantity
      return false
    }
    guard let cost = unitCost.minor(of: quantity) else { return true }
    let (sum, overflow) = groups[place].sums.costMinor.addingReportingOverflow(cost)
    guard !overflow else { return true }
    groups[place].sums.costMinor = sum
    return false
  }
}
