/// A column of the chart that says what an account is called in one accounting system.
package enum ChartColumn: String, CaseIterable, Sendable {
  case title, quickbooks, xero
  case xeroTax = "xero_tax"
  case datev, saft, erp, kingdee
  case kingdeeTitle = "kingdee_title"
}

/// An account of the books with its names in other systems.
///
/// Many lines share one: what it says is kept once, and two of the same origin compare at once.
package struct ChartAccount: Hashable, Sendable {
  private final class Texts: Sendable {
    let name: String
    let nameBytes: ByteString
    let cells: [ChartColumn: String]
    let accountClass: String

    init(_ name: String, _ cells: [ChartColumn: String]) {
      self.name = name
      nameBytes = ByteString(name)
      self.cells = cells
      accountClass = name.split(separator: ":").first.map(String.init) ?? ""
    }
  }
  private let texts: Texts

  package init(name: String, cells: [ChartColumn: String] = [:]) { texts = Texts(name, cells) }

  /// `Expenses:Amazon:ReferralFees`: the first word is its class, as hledger and Beancount have it.
  package var name: String { texts.name }
  package subscript(column: ChartColumn) -> String { texts.cells[column] ?? "" }

  package static let classes = ["Assets", "Liabilities", "Equity", "Income", "Expenses"]
  package var accountClass: String { texts.accountClass }

  package static func == (lhs: ChartAccount, rhs: ChartAccount) -> Bool {
    lhs.texts === rhs.texts || lhs.name == rhs.name && lhs.texts.cells == rhs.texts.cells
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The order of their names: below zero, zero or above.
  func order(to other: ChartAccount) -> Int {
    texts === other.texts ? 0 : texts.nameBytes.order(to: other.texts.nameBytes)
  }
}

/// Which account an amount is booked to: data, read from a TSV with one line a mapping.
///
/// A line fits an amount when each of its filled keys (role, store, marketplace, category, outlet,
/// currency) is the amount's. All lines that fit are laid over one another in their order: a filled
/// cell of a later line wins, an empty one leaves what was there. So a user's file that fills one
/// cell of one role changes that and nothing else.
package struct AccountingChart: Sendable {
  private struct Line: Sendable {
    let store, marketplace, category, outlet, currency: ByteString
    let account: String
    let cells: [ChartColumn: String]

    var fitsAll: Bool {
      [store, marketplace, category, outlet, currency].allSatisfy(\.isEmpty)
    }
  }

  private var lines: [String: [Line]] = [:]
  /// The accounts of roles whose lines fit every amount: most of them.
  private var plain: [String: ChartAccount] = [:]

  package static let keys = ["role", "store", "marketplace", "category", "outlet", "currency"]

  package init() {}

  /// The bytes of the chart that comes with Acorn.
  package static var builtInBytes: [UInt8] { Array(accountingChartTable.utf8) }

  package static func builtIn() throws(ComponentRulesError) -> AccountingChart {
    var chart = AccountingChart()
    try chart.add(builtInBytes, origin: "built-in chart", definesRoles: true)
    return chart
  }

  package var roles: [String] { lines.keys.sorted() }

  /// The account of all amounts of a role; nil where they have several.
  package func plainAccount(for role: String) -> ChartAccount? { plain[role] }

  /// The account of an amount; each role of the built-in chart has one.
  package func account(
    for role: String, _ dimensions: EntryDimensions, _ currency: Currency
  ) -> ChartAccount {
    if let account = plain[role] { return account }
    let code = ByteString(currency.code)
    func fits(_ key: ByteString, _ value: ByteString) -> Bool { key.isEmpty || key == value }
    let fitting = (lines[role] ?? []).filter { line in
      fits(line.store, dimensions.store) && fits(line.marketplace, dimensions.marketplace)
        && fits(line.category, dimensions.category) && fits(line.outlet, dimensions.outlet)
        && fits(line.currency, code)
    }
    return AccountingChart.laidOver(fitting, role)
  }

  private static func laidOver(_ lines: [Line], _ role: String) -> ChartAccount {
    var account = ""
    var cells: [ChartColumn: String] = [:]
    for line in lines {
      if !line.account.isEmpty { account = line.account }
      cells.merge(line.cells) { $1 }
    }
    precondition(!account.isEmpty, "the chart has no account for \(role)")
    return ChartAccount(name: account, cells: cells)
  }

  // MARK: - Reading

  /// Adds the lines of a TSV file; all of its problems are reported together.
  ///
  /// With the `places` of the books, a key that none of their amounts can have is a problem, too.
  package mutating func add(
    _ bytes: [UInt8], origin: String, definesRoles: Bool = false, places: ChartPlaces? = nil
  ) throws(ComponentRulesError) {
    var problems: [String] = []
    var columns: [String]?
    let known = AccountingChart.keys + ["account"] + ChartColumn.allCases.map(\.rawValue)
    for (number, cells) in TSVLines(bytes) {
      let place = "\(origin):\(number)"
      guard let columns else {
        let header = cells.map(\.text)
        guard header.contains("role") else {
          let problem = TSVLines.problem(header: cells, lacking: ["role"])
          throw ComponentRulesError(problems: ["\(place): \(problem)"])
        }
        if let stray = header.first(where: { !known.contains($0) }) {
          throw ComponentRulesError(
            problems: [
              "\(place): column '\(stray)' is not known; use \(known.joined(separator: " "))"
            ])
        }
        columns = header
        continue
      }
      let row = Dictionary(
        zip(columns, cells), uniquingKeysWith: { first, _ in first })
      let isTooLong = cells.dropFirst(columns.count).contains { !$0.isEmpty }
      let problem =
        places != nil && isTooLong
        ? "the line has more cells than the header"
        : places?.problem(row) ?? append(row, definesRoles: definesRoles)
      if let problem { problems.append("\(place): \(problem)") }
    }
    guard problems.isEmpty else { throw ComponentRulesError(problems: problems) }
  }

  /// Adds a line; returns what is wrong with it.
  private mutating func append(_ row: [String: ByteString], definesRoles: Bool) -> String? {
    let role = row["role"]?.text ?? ""
    let account = row["account"]?.text ?? ""
    guard definesRoles || lines[role] != nil else {
      return "role '\(role)' is not one of \(roles.joined(separator: " "))"
    }
    guard !account.isEmpty || lines[role] != nil else { return "account is empty" }
    guard account.isEmpty || AccountingChart.isName(account) else {
      return "account '\(account)' is not like Expenses:Amazon:Storage: words of letters, digits"
        + " and hyphens, the first one of \(ChartAccount.classes.joined(separator: ", "))"
    }
    var cells: [ChartColumn: String] = [:]
    for column in ChartColumn.allCases {
      guard let cell = row[column.rawValue], !cell.isEmpty else { continue }
      if column == .datev, !cell.bytes.allSatisfy({ (48...57).contains($0) }) {
        return "datev '\(cell)' is not a number such as 4760"
      }
      cells[column] = cell.text
    }
    lines[role, default: []].append(
      Line(
        store: row["store"] ?? "", marketplace: row["marketplace"] ?? "",
        category: row["category"] ?? "", outlet: row["outlet"] ?? "",
        currency: row["currency"] ?? "", account: account, cells: cells))
    let all = lines[role] ?? []
    plain[role] = all.allSatisfy(\.fitsAll) ? AccountingChart.laidOver(all, role) : nil
    return nil
  }

  /// Names that hledger and Beancount both take.
  static func isName(_ text: String) -> Bool {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count > 1, ChartAccount.classes.contains(String(words[0])) else { return false }
    return words.allSatisfy { word in
      guard let first = word.utf8.first, (65...90).contains(first) || (48...57).contains(first)
      else { return false }
      return word.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
      }
    }
  }
}
