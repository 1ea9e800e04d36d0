import LedgerCore

/// The rules in force for a home, or the built-in ones where there is no home.
package func ruleTable(_ context: RunContext) throws(BatchError) -> ComponentRules {
  guard context.home.exists, contents(ofFile: context.home.configuration) != nil else {
    return PackagedRules.rules
  }
  return try MasterFiles(context).current().rules
}

/// All rules as TSV, in the order in which later ones win.
package func describe(_ rules: ComponentRules) -> String {
  let header = "transaction_type\tamount_type\tamount_description\tcomponent\tvalid_from\torigin"
  let lines = rules.rules.map { rule in
    [
      rule.label.transactionType.text, rule.label.amountType.text,
      rule.label.amountDescription.text, rule.component.name,
      rule.validFrom?.description ?? "", rule.origin,
    ].joined(separator: "\t")
  }
  return ([header] + lines).joined(separator: "\n")
}

/// Why a label has its component on a day.
package func explain(
  _ label: LabelTriple, _ rules: ComponentRules, on day: CalendarDate
) -> String {
  guard let rule = rules.rule(for: label, on: day) else {
    return """
      \(label): unclassified on \(day)
      no rule knows it. Add a line to the file named rules in [master] of acorn.toml:
      transaction_type\tamount_type\tamount_description\tcomponent
      \(label.transactionType)\t\(label.amountType)\t\(label.amountDescription)\tother_fees
      components: \(Component.allCases.filter { $0 != .unclassified }.map(\.name)
        .joined(separator: " "))
      """
  }
  let account = ChartOfAccounts.account(for: rule.component)
  return """
    \(label): \(rule.component.name) on \(day)
    rule     \(rule.origin): \(rule.label)\(rule.isWildcard ? " (any description)" : "")
    evidence \(rule.evidence.isEmpty ? "user" : rule.evidence)
    account  \(account)
    """
}
