import Glibc
import LedgerCore
import LedgerStore

/// Looks whether a home is in good order, and says what to do where it is not.
package struct Doctor {
  package struct Check: Sendable {
    package let isGood: Bool
    /// Good, but not for long.
    package let isWarning: Bool
    package let text: String

    init(isGood: Bool, isWarning: Bool = false, text: String) {
      self.isGood = isGood
      self.isWarning = isWarning
      self.text = text
    }
  }

  private let context: RunContext
  private let environment: @Sendable (String) -> String?

  package init(
    _ context: RunContext, environment: @escaping @Sendable (String) -> String?
  ) {
    self.context = context
    self.environment = environment
  }

  /// Whatever one check finds, the others are made all the same.
  package func examine(readData: Bool) -> [Check] {
    let lock: HomeLock
    do throws(BatchError) { lock = try Books.lock(context) } catch {
      return [clock([]), diskSpace(), Check(isGood: false, text: error.description)]
    }
    defer { withExtendedLifetime(lock) {} }
    let (ledger, database) = database()
    let (deliveries, log) = log(ledger)
    let master = Result { () throws(BatchError) in try MasterFiles(context).current() }
    var checks = [clock(deliveries ?? []), diskSpace(), configuration(master)]
    if let master = try? master.get() {
      checks += masterFiles(master)
      if let ledger { checks += rates(ledger, master) }
    }
    checks += credentials()
    checks += [permissions(), database, log]
    // Without the log there is nothing to compare with.
    guard let deliveries else { return checks }
    if let ledger { checks.append(lockedMonths(ledger, deliveries)) }
    if readData { checks += [archive(), reports()].compactMap { $0 } }
    return checks
  }

  /// The machine's clock, beside what the home has received by it.
  private func clock(_ deliveries: [Delivery]) -> Check {
    let night = NightClock(context, machine: context.now, deliveries)
    let isSet = context.now.day().civil.year >= 2024
    let doubt = night.objection.map { "; \($0): a close needs --trust-clock" } ?? ""
    return Check(
      isGood: isSet && (doubt.isEmpty || night.behind == nil), isWarning: !doubt.isEmpty,
      text: "clock: \(context.now)\(isSet ? doubt : "; set it")")
  }

  private func diskSpace() -> Check {
    var status = statvfs()
    guard statvfs(context.home.path, &status) == 0 else {
      return Check(
        isGood: false,
        text: "home: \(context.home.path) is not there; make it with acorn init")
    }
    let free = (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20
    return Check(
      isGood: free >= 256, text: "disk: \(free) MiB free\(free >= 256 ? "" : "; make room")")
  }

  private func configuration(_ master: Result<MasterData, BatchError>) -> Check {
    switch master {
    case .failure(let error): return Check(isGood: false, text: "configuration: \(error)")
    case .success(let master):
      let stores = master.storeIDs
      return Check(
        isGood: !stores.isEmpty,
        text: stores.isEmpty
          ? "configuration: no [[store]] in acorn.toml; describe your stores there"
          : "configuration: stores \(stores.joined(separator: ", ")),"
            + " \(master.rules.rules.count) rules")
    }
  }

  private func masterFiles(_ master: MasterData) -> [Check] {
    master.strays.map { stray in
      Check(
        isGood: true, isWarning: true,
        text: "\(stray.file): \(stray.count) line\(stray.count == 1 ? " is" : "s are") of store"
          + " \(stray.store), which acorn.toml does not describe: without effect; correct the store"
      )
    }
  }

  /// The latest rates of the currencies that the books have, into the functional one.
  private func rates(_ ledger: Ledger, _ master: MasterData) -> [Check] {
    guard let functional = master.configuration.functionalCurrency else { return [] }
    do throws(StoreError) {
      var uses = RateUses(master)
      for currency in Set(try ledger.settlementHeads().map(\.currency)) {
        uses.note(from: currency, to: functional, on: context.now.day())
      }
      return uses.troubles.map { trouble in
        Check(
          isGood: true, isWarning: true,
          text: trouble.rateDate.map {
            "rates: the last one \(trouble.pair) is of \($0), \(trouble.days) days ago"
          } ?? "rates: there is none \(trouble.pair)")
      }
    } catch {
      return [Check(isGood: false, text: "ledger: \(error)")]
    }
  }

  private func credentials() -> [Check] {
    let bytes = contents(ofFile: context.home.configuration) ?? []
    do throws(BatchError) {
      let secrets = SecretReader(home: context.home, environment: environment)
      return CredentialChecks(now: context.now, secrets: secrets).examine(
        try context.parseConfiguration(bytes))
    } catch {
      // Told with the configuration.
      return []
    }
  }

  private func permissions() -> Check {
    let paths = [context.home.path, context.home.archive, context.home.ledger]
    let closed = paths.filter { access($0, F_OK) == 0 && access($0, R_OK | W_OK) != 0 }
    return Check(
      isGood: closed.isEmpty,
      text: closed.isEmpty
        ? "permissions: home, archive and ledger can be written"
        : "permissions: \(closed.joined(separator: ", ")) cannot be written; change the owner")
  }

  /// The ledger, where there is one that can be read.
  private func database() -> (Ledger?, Check) {
    guard FileSystem.size(context.home.ledger) != nil else {
      return (
        nil,
        Check(isGood: true, text: "ledger: none yet; the next command makes it from the archive")
      )
    }
    do throws(StoreError) {
      let ledger = try Ledger(path: context.home.ledger)
      let problems = try ledger.integrityProblems()
      let content = try ledger.contentDigest()
      return (
        ledger,
        Check(
          isGood: problems.isEmpty,
          text: problems.isEmpty
            ? "ledger: sound, schema \(Migrations.latest), content \(content)"
            : "ledger: \(problems[0]); run acorn rebuild")
      )
    } catch {
      return (nil, Check(isGood: false, text: "ledger: \(error)"))
    }
  }

  /// The log of deliveries, beside what the ledger and the last certificate know of it.
  private func log(_ ledger: Ledger?) -> ([Delivery]?, Check) {
    do throws(StoreError) {
      let archive = try LogKnowledge.archive(of: context.home, ledger)
      let deliveries = try archive.deliveries()
      let unlisted = try archive.unlisted().count
      let text =
        "log: \(deliveries.count) deliveries, as the ledger and the last certificate know it"
      return (
        deliveries,
        Check(
          isGood: true, isWarning: unlisted > 0,
          text: unlisted > 0
            ? "\(text); no delivery names \(unlisted) documents of the archive,"
              + " see acorn archive verify"
            : text)
      )
    } catch {
      return (nil, Check(isGood: false, text: "log: \(error)"))
    }
  }

  private func lockedMonths(_ ledger: Ledger, _ deliveries: [Delivery]) -> Check {
    do throws(BatchError) {
      try PeriodIntake.confirm(ledger, deliveries.filter { $0.kind == .period })
      let count = try PeriodHistory(ledger).inForce.count
      return Check(isGood: true, text: "locked months: \(count), as they were archived")
    } catch {
      return Check(isGood: false, text: "locked months: \(error)")
    }
  }

  /// The reports of the last night; nil where none was closed.
  private func reports() -> Check? {
    guard let night = realPath("\(context.home.reports)/latest") else { return nil }
    do throws(BatchError) {
      guard let differences = try FileDigest.differences(in: night) else {
        return Check(
          isGood: false,
          text: "reports: \(night) has no \(FileDigest.listName); close the night again")
      }
      return Check(
        isGood: differences.isEmpty,
        text: differences.isEmpty
          ? "reports: \(night), every byte as it was written"
          : "reports: \(night): \(differences.joined(separator: "; ")); remove what has changed and"
            + " close the night again")
    } catch {
      return Check(isGood: false, text: "reports: \(error)")
    }
  }

  private func archive() -> Check {
    do throws(StoreError) {
      let (documents, problems) = try Archive(root: context.home.archive).verify()
      return Check(
        isGood: problems.isEmpty,
        text: problems.isEmpty
          ? "archive: \(documents) documents, every byte as it was"
          : "archive: \(problems.joined(separator: "; "))")
    } catch {
      return Check(isGood: false, text: "archive: \(error)")
    }
  }
}
