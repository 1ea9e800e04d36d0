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

  package func examine(readData: Bool) -> [Check] {
    var checks = [diskSpace()]
    let books: Books
    do throws(BatchError) { books = try Books(context) } catch {
      return checks + [Check(isGood: false, text: error.description)]
    }
    checks.insert(clock(books), at: 0)
    checks.append(configuration(books))
    checks += masterFiles(books)
    checks += rates(books)
    checks += credentials()
    checks.append(permissions())
    checks.append(database(books))
    let log = log(books)
    checks.append(log)
    // Without the log there is nothing to compare with.
    guard log.isGood else { return checks }
    checks.append(lockedMonths(books))
    if readData { checks.append(archive(books)) }
    return checks
  }

  /// The machine's clock, beside what the home has received by it.
  private func clock(_ books: Books) -> Check {
    let deliveries = (try? books.archive.deliveries()) ?? []
    let night = NightClock(asOf: context.now, machine: context.now, deliveries)
    let isSet = context.now.day().civil.year >= 2024
    let doubt = night.objection.map { "; \($0): a close needs --trust-clock" } ?? ""
    return Check(
      isGood: isSet && !night.isBehind, isWarning: !doubt.isEmpty,
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

  private func configuration(_ books: Books) -> Check {
    let stores = books.master.storeIDs
    return Check(
      isGood: !stores.isEmpty,
      text: stores.isEmpty
        ? "configuration: no [[store]] in acorn.toml; describe your stores there"
        : "configuration: stores \(stores.joined(separator: ", ")),"
          + " \(books.master.rules.rules.count) rules")
  }

  private func masterFiles(_ books: Books) -> [Check] {
    books.master.strays.map { stray in
      Check(
        isGood: true, isWarning: true,
        text: "\(stray.file): \(stray.count) line\(stray.count == 1 ? " is" : "s are") of store"
          + " \(stray.store), which acorn.toml does not describe: without effect; correct the store"
      )
    }
  }

  /// The latest rates of the currencies that the books have, into the functional one.
  private func rates(_ books: Books) -> [Check] {
    guard let functional = books.master.configuration.functionalCurrency else { return [] }
    do throws(StoreError) {
      var uses = RateUses(books.master)
      for currency in Set(try books.ledger.settlementHeads().map(\.currency)) {
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
      return [Check(isGood: false, text: "ledger: \(error); run acorn rebuild")]
    }
  }

  private func credentials() -> [Check] {
    let bytes = contents(ofFile: context.home.configuration) ?? []
    do throws(BatchError) {
      let secrets = SecretReader(home: context.home, environment: environment)
      return CredentialChecks(now: context.now, secrets: secrets).examine(
        try context.parseConfiguration(bytes))
    } catch {
      return [Check(isGood: false, text: error.description)]
    }
  }

  private func permissions() -> Check {
    let paths = [context.home.path, context.home.archive, context.home.ledger]
    let closed = paths.filter { access($0, R_OK | W_OK) != 0 }
    return Check(
      isGood: closed.isEmpty,
      text: closed.isEmpty
        ? "permissions: home, archive and ledger can be written"
        : "permissions: \(closed.joined(separator: ", ")) cannot be written; change the owner")
  }

  private func database(_ books: Books) -> Check {
    do throws(StoreError) {
      let problems = try books.ledger.integrityProblems()
      let content = try books.ledger.contentDigest()
      return Check(
        isGood: problems.isEmpty,
        text: problems.isEmpty
          ? "ledger: sound, schema \(Migrations.latest), content \(content)"
          : "ledger: \(problems[0]); run acorn rebuild")
    } catch {
      return Check(isGood: false, text: "ledger: \(error); run acorn rebuild")
    }
  }

  /// The log of deliveries, beside what the ledger and the last certificate know of it.
  private func log(_ books: Books) -> Check {
    do throws(StoreError) {
      let count = try books.archive.deliveries().count
      let unlisted = try books.archive.unlisted().count
      let text = "log: \(count) deliveries, as the ledger and the last certificate know it"
      return Check(
        isGood: true, isWarning: unlisted > 0,
        text: unlisted > 0
          ? "\(text); no delivery names \(unlisted) documents of the archive, see acorn archive verify"
          : text)
    } catch {
      return Check(isGood: false, text: "log: \(error)")
    }
  }

  private func lockedMonths(_ books: Books) -> Check {
    do throws(BatchError) {
      let deliveries = try storing { () throws(StoreError) in try books.archive.deliveries() }
      try PeriodIntake.confirm(books.ledger, deliveries.filter { $0.kind == .period })
      let count = try PeriodHistory(books.ledger).inForce.count
      return Check(isGood: true, text: "locked months: \(count), as they were archived")
    } catch {
      return Check(isGood: false, text: "locked months: \(error)")
    }
  }

  private func archive(_ books: Books) -> Check {
    do throws(BatchError) {
      let (documents, problems) = try books.verifyArchive()
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
