import LedgerCore
import Testing

private let header = "transaction_type\tamount_type\tamount_description\tcomponent\tvalid_from\n"
private let today = CalendarDate("2026-03-14")!

private func rules(_ texts: String...) throws -> ComponentRules {
  var rules = ComponentRules()
  for (index, text) in texts.enumerated() {
    try rules.add(Array((header + text).utf8), origin: "file\(index + 1)")
  }
  return rules
}

@Suite struct ComponentRulesTests {
  @Test func aRuleThatNamesTheDescriptionBeatsAWildcard() throws {
    let rules = try rules("A\tB\tC\tadvertising\t\nA\tB\t*\tother_fees\t\n")
    #expect(rules.component(of: LabelTriple("A", "B", "C"), on: today) == .advertising)
    #expect(rules.component(of: LabelTriple("A", "B", "any other"), on: today) == .otherFees)
    #expect(rules.component(of: LabelTriple("A", "b2", "C"), on: today) == .unclassified)
  }

  @Test func aLaterFileWins() throws {
    let rules = try rules("A\tB\tC\tadvertising\t\n", "A\tB\tC\tsubscription\t\n")
    #expect(rules.component(of: LabelTriple("A", "B", "C"), on: today) == .subscription)
    #expect(rules.rule(for: LabelTriple("A", "B", "C"), on: today)?.origin == "file2:2")
  }

  @Test(arguments: [
    ("2026-03-13", Component.advertising), ("2026-03-14", .subscription),
    ("2026-05-31", .subscription), ("2026-06-01", .loan),
  ])
  func theLatestRuleInForceOnTheDayCounts(day: String, component: Component) throws {
    let rules = try rules(
      "A\tB\tC\tloan\t2026-06-01\nA\tB\tC\tadvertising\t\nA\tB\tC\tsubscription\t2026-03-14\n")
    let date = try #require(CalendarDate(day))
    #expect(rules.component(of: LabelTriple("A", "B", "C"), on: date) == component)
  }

  @Test func aRuleOfTheFutureLeavesTheWildcardInForce() throws {
    let rules = try rules("A\tB\tC\tadvertising\t2027-01-01\nA\tB\t*\tother_fees\t\n")
    #expect(rules.component(of: LabelTriple("A", "B", "C"), on: today) == .otherFees)
    #expect(rules.changeDays == [CalendarDate("2027-01-01")])
  }

  @Test(arguments: [
    LabelTriple("order", "itemfees", "commission"),
    LabelTriple(" ORDER ", "ItemFees\t", "COMMISSION"),
  ])
  func caseAndBlanksDoNotMatter(label: LabelTriple) throws {
    #expect(try ComponentRules.builtIn().component(of: label, on: today) == .referralFees)
  }

  @Test func everyFaultOfAFileIsReportedWithItsLine() throws {
    let text =
      "# a comment\n\nA\tB\tC\tno_such\t\n*\tB\tC\tloan\t\nA\t*\tC\tloan\t\nA\tB\tC\tloan\tsoon\n"
      + "A\tB\tC\tunclassified\t\nA\tB\n"
    let error = #expect(throws: ComponentRulesError.self) { try rules(text) }
    let places = try #require(error).problems.map { $0.prefix { $0 != " " } }
    #expect(places == ["file1:4:", "file1:5:", "file1:6:", "file1:7:", "file1:8:", "file1:9:"])
  }

  @Test func aHeaderWithoutItsColumnsIsRefused() throws {
    var rules = ComponentRules()
    let error = #expect(throws: ComponentRulesError.self) {
      try rules.add(Array("transaction_type\tcomponent\n".utf8), origin: "own")
    }
    #expect(try #require(error).problems.first?.contains("amount_type") == true)
  }

  @Test func columnsMayStandInAnyOrderAndLinesMayEndInCRLF() throws {
    var rules = ComponentRules()
    let text =
      "component\tamount_description\tnote\tamount_type\ttransaction_type\r\n"
      + "loan\tC\tx\tB\tA\r\n"
    try rules.add(Array(text.utf8), origin: "own")
    #expect(rules.component(of: LabelTriple("A", "B", "C"), on: today) == .loan)
  }
}

@Suite struct BuiltInRulesTests {
  @Test func noLabelIsDecidedTwice() throws {
    struct Key: Hashable {
      let label: LabelTriple
      let day: CalendarDate?
    }
    let rules = try ComponentRules.builtIn()
    let repeated = Dictionary(grouping: rules.rules) {
      Key(label: $0.label.folded, day: $0.validFrom)
    }
    .filter { $0.value.count > 1 }
    #expect(repeated.values.map { $0.map(\.origin) }.isEmpty)
    #expect(rules.rules.count > 400)
  }

  @Test(arguments: [
    (LabelTriple("Order", "ItemPrice", "Principal"), Component.productSales),
    (LabelTriple("Order", "ItemPrice", "Tax"), .taxCollected),
    (LabelTriple("Order", "ItemFees", "Commission"), .referralFees),
    (LabelTriple("Order", "ItemFees", "FBAPerUnitFulfillmentFee"), .fulfillmentFees),
    (LabelTriple("Order", "Promotion", "Principal"), .promotions),
    (LabelTriple("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"), .taxWithheld),
    (LabelTriple("Refund", "ItemPrice", "Principal"), .productRefunds),
    (LabelTriple("Refund", "ItemFees", "Commission"), .referralFeeRefunds),
    (LabelTriple("Refund", "ItemFees", "RefundCommission"), .refundAdminFees),
    (LabelTriple("Refund", "Promotion", "Shipping"), .promotionRefunds),
    (LabelTriple("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"), .advertising),
    (LabelTriple("other-transaction", "other-transaction", "Storage Fee"), .storageFees),
    (LabelTriple("other-transaction", "other-transaction", "Subscription Fee"), .subscription),
    (LabelTriple("other-transaction", "other-transaction", "Current Reserve Amount"), .reserve),
    (
      LabelTriple("other-transaction", "other-transaction", "Previous Reserve Amount Balance"),
      .reserve
    ),
    (LabelTriple("other-transaction", "other-transaction", "Payable to Amazon"), .carryOver),
    (LabelTriple("other-transaction", "other-transaction", "Successful charge"), .cardCharge),
    (
      LabelTriple("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE"),
      .reimbursements
    ),
    (LabelTriple("other-transaction", "other-transaction", "Packaging Levy 2026"), .unclassified),
    (LabelTriple("", "", ""), .unclassified),
  ])
  func wellKnownLabelsHaveTheirComponent(label: LabelTriple, component: Component) throws {
    #expect(try ComponentRules.builtIn().component(of: label, on: today) == component)
  }

  @Test func everyComponentHasANameAndAnAccountOfItsOwn() {
    #expect(Set(Component.allCases.map(\.name)).count == 31)
    #expect(Set(Component.allCases.map(ChartOfAccounts.account)).count == 31)
    for component in Component.allCases { #expect(Component(name: component.name) == component) }
    #expect(Component(name: "other") == nil)
    let cash = Component.allCases.filter(\.isCashOnly).map(\.name)
    #expect(cash == ["reserve", "carry_over", "card_charge", "transfer", "loan"])
  }
}
