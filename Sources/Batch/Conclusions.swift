import LedgerCore
import LedgerStore

/// What follows from all documents together: identities and findings.
struct Conclusions {
  private(set) var identities: [IdentityResult] = []
  private(set) var findings: [Finding] = []

  /// What two findings that tell the same have in common.
  private struct Subject: Hashable {
    let kind: FindingKind
    let store, settlementID: String

    init(_ finding: Finding) {
      (kind, store, settlementID) = (finding.kind, finding.store, finding.settlementID)
    }
  }

  private let records: [String: AmazonRecords]
  /// Nil where nobody asks for jumps as exceptions.
  private let jumpLimits: Jump.Limits?

  init(
    _ standings: Standings, documentFindings: [Finding], records: [String: AmazonRecords],
    master: MasterData
  ) {
    self.records = records
    let isAsked = master.configuration.severities[.jump] != nil
    jumpLimits = isAsked ? master.configuration.thresholds.jump : nil
    let told = Conclusions.closed(documentFindings, standings.answers)
    findings = Conclusions.merged(told)
    identities = Conclusions.refusals(told)
    // Some twelve of each settlement; they are large, and moving them takes longer than making them.
    identities.reserveCapacity(12 * standings.versions.count)
    var subjects = Set(findings.map(Subject.init))
    for account in standings.accounts { conclude(account, &subjects) }
  }

  /// Adds what reconciling has found; the same thing found twice is told once.
  mutating func add(
    _ reconciliation: Reconciliation, severities: [FindingKind: Severity]
  ) {
    identities += reconciliation.identities
    for missing in reconciliation.missing {
      let place = findings.firstIndex { missing.fills($0) && $0.amount == nil }
      let finding = missing.told(of: place.map { findings[$0] })
      if let place { findings[place] = finding } else { findings.append(finding) }
    }
    var amounts = Dictionary(grouping: findings, by: Subject.init).mapValues { $0.map(\.amount) }
    for finding in reconciliation.findings {
      let subject = Subject(finding)
      let isTold = amounts[subject]?.contains(finding.amount) ?? false
      if isTold, finding.settlementID != "" { continue }
      amounts[subject, default: []].append(finding.amount)
      findings.append(finding)
    }
    add([], severities: severities)
  }

  /// Adds findings that concern no settlement.
  mutating func add(_ others: [Finding], severities: [FindingKind: Severity]) {
    findings = (findings + others).map { finding in
      severities[finding.kind].map { finding.with(severity: $0) } ?? finding
    }
    findings.sort { Conclusions.order($0) < Conclusions.order($1) }
  }

  /// Adds what the exports of tills and web stores show.
  mutating func add(
    identities: [IdentityResult], findings: [Finding], severities: [FindingKind: Severity]
  ) {
    self.identities += identities
    self.findings += findings.map { finding in
      severities[finding.kind].map { finding.with(severity: $0) } ?? finding
    }
    self.findings.sort { Conclusions.order($0) < Conclusions.order($1) }
  }

  private mutating func conclude(_ account: AccountBooks, _ subjects: inout Set<Subject>) {
    let (profile, chain) = (account.profile, account.chain)
    let links = chainIdentities(of: chain)
    var (own, amazonFindings): ([Finding], [Finding]) = (links.findings, [])
    let linksPerSettlement = 3
    for (index, facts) in chain.settlements.enumerated() {
      identities += fileIdentities(of: facts, accountType: profile.type)
      let start = index * linksPerSettlement
      identities += links.results[start..<start + linksPerSettlement]
      guard let told = records[chain.store] else { continue }
      let checks = amazonIdentities(of: facts, accountType: profile.type, in: told)
      identities += checks.results
      amazonFindings += checks.findings
    }
    if let jumpLimits {
      own += jumps(of: chain, limits: jumpLimits).map {
        $0.finding(store: chain.store, currency: profile.currency)
      }
    }
    for settlement in account.settlements {
      own += LedgerCore.findings(of: settlement, in: chain)
    }
    subjects.formUnion(own.map(Subject.init))
    // What the files show already is not told again by Amazon's side.
    let news = amazonFindings.filter { !subjects.contains(Subject($0)) }
    subjects.formUnion(news.map(Subject.init))
    findings += own + news
  }

  // MARK: - Order

  /// Errors before warnings, then by store, settlement and kind.
  private static func order(_ finding: Finding) -> (String, String, String, String, String, String)
  {
    (
      finding.severity.rawValue, finding.store, finding.settlementID, finding.kind.rawValue,
      finding.place, finding.what
    )
  }

  // MARK: - Documents

  /// One finding for each kind of problem of a document and settlement; the first place is shown.
  static func merged(_ findings: [Finding]) -> [Finding] {
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in findings {
      let document = finding.place.split(separator: ",")[0]
      let key = "\(document)|\(finding.kind.rawValue)|\(finding.settlementID)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(finding)
    }
    return order.compactMap { key in
      guard let members = groups[key], let first = members.first else { return nil }
      guard members.count > 1 else { return first }
      return Finding(
        kind: first.kind, severity: first.severity, opened: first.opened, store: first.store,
        settlementID: first.settlementID, amount: first.amount, currency: first.currency,
        what: "\(first.what) (and \(members.count - 1) more of this kind)", place: first.place,
        whatToDo: first.whatToDo, isOpen: first.isOpen)
    }
  }

  /// What is found in documents; closed where the settlement came in again.
  private static func closed(
    _ findings: [Finding], _ answers: [String: [SettlementFacts]]
  ) -> [Finding] {
    let answers = Dictionary(
      answers.map { ("document \($0.key.prefix(12))", $0.value) }, uniquingKeysWith: { $1 })
    return findings.map { finding in
      let document = finding.place.split(separator: " ", maxSplits: 2).prefix(2)
      let answer = answers[document.joined(separator: " ")]?.first {
        finding.settlementID.isEmpty || $0.settlementID == finding.settlementID
      }
      return answer.map { finding.closed(by: $0) } ?? finding
    }
  }

  /// The footing identity of documents that were refused for it. Broken is what is to be mended: a
  /// settlement that is in the books from another document has its own result.
  private static func refusals(_ findings: [Finding]) -> [IdentityResult] {
    findings.filter { $0.severity == .error }.map { finding in
      let isBroken = finding.kind == .footingMismatch && finding.isOpen
      return IdentityResult(
        identity: .rowsTotal, store: finding.store, accountType: "", currency: finding.currency,
        settlementID: finding.settlementID, status: isBroken ? .broken : .undetermined,
        expected: "",
        actual: "", difference: finding.amount?.text ?? "",
        cause: "the document was refused: \(finding.what)", evidence: finding.place)
    }
  }
}
