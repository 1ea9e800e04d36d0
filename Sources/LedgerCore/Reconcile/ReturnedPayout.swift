/// A payout that came back from the bank: a later settlement of its account credits it again.
struct ReturnedPayout {
  let amountMinor: Int64
  /// The settlement whose payout it was; nil where none of that total is known.
  let paid: SettlementFacts?

  /// Those that a settlement credits again.
  ///
  /// - Parameter settlements: the account's, in the order of their ends.
  static func credited(
    by facts: SettlementFacts, of settlements: [SettlementFacts]
  ) -> [ReturnedPayout] {
    facts.returnedTransfersMinor.map { amount in
      ReturnedPayout(
        amountMinor: amount,
        paid: settlements.last { $0.end < facts.end && $0.statedTotalMinor == amount })
    }
  }
}
