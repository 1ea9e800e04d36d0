/// One line of a rule file: a label and the component it means from a day on.
package struct ComponentRule: Sendable, Equatable {
  package let label: LabelTriple
  package let component: Component
  package let validFrom: CalendarDate?
  /// Where the rule stands: `built-in:12` or the user's file and line.
  package let origin: String
  package let evidence: String

  package var isWildcard: Bool { label.amountDescription == "*" }
}

/// The rules in force, and the decision for a label.
///
/// A later rule for the same label and day wins, so a user's file overrides the built-in one.
/// A rule that names the description beats one with `*`; of several dates the latest not after
/// the row's day counts.
package struct ComponentRules: Sendable {
  package private(set) var rules: [ComponentRule] = []
  private var byLabel: [LabelTriple: [Int]] = [:]
  /// Days on which a decision may change, in order.
  package private(set) var changeDays: [CalendarDate] = []

  package init() {}

  /// The bytes of the table that comes with Acorn, a part of the package.
  package static var builtInBytes: [UInt8] { Array(componentTable.utf8) }

  /// The table that comes with Acorn.
  package static func builtIn() throws(ComponentRulesError) -> ComponentRules {
    var rules = ComponentRules()
    try rules.add(builtInBytes, origin: "built-in")
    return rules
  }

  /// Adds the rules of a TSV file; all of its problems are reported together.
  package mutating func add(_ bytes: [UInt8], origin: String) throws(ComponentRulesError) {
    var problems: [String] = []
    var columns: [String: Int]?
    for (number, cells) in TSVLines(bytes) {
      let place = "\(origin):\(number)"
      guard let known = columns else {
        columns = Dictionary(
          cells.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
        let missing = ["transaction_type", "amount_type", "amount_description", "component"]
          .filter { columns?[$0] == nil }
        guard missing.isEmpty else {
          let problem = TSVLines.problem(header: cells, lacking: missing)
          throw ComponentRulesError(problems: ["\(place): \(problem)"])
        }
        continue
      }
      switch ComponentRules.rule(from: cells, columns: known, at: place) {
      case .success(let rule): append(rule)
      case .failure(let error): problems += error.problems
      }
    }
    guard problems.isEmpty else { throw ComponentRulesError(problems: problems) }
  }

  private static func rule(
    from cells: [ByteString], columns: [String: Int], at place: String
  ) -> Result<ComponentRule, ComponentRulesError> {
    func cell(_ name: String) -> ByteString {
      guard let column = columns[name], column < cells.count else { return "" }
      return cells[column]
    }
    func failure(_ what: String) -> Result<ComponentRule, ComponentRulesError> {
      .failure(ComponentRulesError(problems: ["\(place): \(what)"]))
    }
    let label = LabelTriple(
      cell("transaction_type"), cell("amount_type"), cell("amount_description"))
    guard label.transactionType != "*", label.amountType != "*" else {
      return failure("'*' is allowed in amount_description only")
    }
    guard let component = Component(name: cell("component").text), component != .unclassified
    else {
      return failure(
        "component '\(cell("component"))' is not one of the list that `acorn components` prints")
    }
    let dateText = cell("valid_from").text
    let validFrom = CalendarDate(dateText)
    guard dateText.isEmpty || validFrom != nil else {
      return failure("valid_from '\(dateText)' is not a date such as 2026-03-14")
    }
    return .success(
      ComponentRule(
        label: label, component: component, validFrom: validFrom, origin: place,
        evidence: cell("evidence").text))
  }

  private mutating func append(_ rule: ComponentRule) {
    byLabel[rule.label.folded, default: []].append(rules.count)
    rules.append(rule)
    if let day = rule.validFrom, !changeDays.contains(day) {
      changeDays.append(day)
      changeDays.sort()
    }
  }

  /// The rule that decides a label on a day, or nil when the label is unknown.
  package func rule(for label: LabelTriple, on day: CalendarDate) -> ComponentRule? {
    let folded = label.folded
    let anyText = LabelTriple(folded.transactionType, folded.amountType, "*")
    return latest(of: byLabel[folded], on: day) ?? latest(of: byLabel[anyText], on: day)
  }

  package func component(of label: LabelTriple, on day: CalendarDate) -> Component {
    rule(for: label, on: day)?.component ?? .unclassified
  }

  private func latest(of candidates: [Int]?, on day: CalendarDate) -> ComponentRule? {
    var best: ComponentRule?
    for index in candidates ?? [] {
      let rule = rules[index]
      if let from = rule.validFrom, from > day { continue }
      let distantPast = CalendarDate(dayNumber: .min)
      if (rule.validFrom ?? distantPast) >= (best?.validFrom ?? distantPast) { best = rule }
    }
    return best
  }
}

/// The faults of a rule file, each with its line.
package struct ComponentRulesError: Error, Equatable, CustomStringConvertible {
  package let problems: [String]
  package var description: String { problems.joined(separator: "\n") }
}
