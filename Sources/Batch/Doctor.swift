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
    var checks = [clock(), diskSpace()]
    let lock: HomeLock
    do throws(BatchError) { lock = try Books.lock(context) } catch {
      return checks + [Check(isGood: false, text: error.description)]
    }
    defer { withExtendedLifetime(lock) {} }
    checks.append(configuration())
    checks += credentials()
    checks.append(permissions())
    checks.append(database())
    if readData { checks.append(archive()) }
    return checks
  }

  private func clock() -> Check {
    let isGood = context.now.day().civil.year >= 2024
    return Check(isGood: isGood, text: "clock: \(context.now)\(isGood ? "" : "; set it")")
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

  private func configuration() -> Check {
    let master: MasterData
    do throws(BatchError) { master = try MasterFiles(context).current() } catch {
      return Check(isGood: false, text: "configuration: \(error)")
    }
    let stores = master.storeIDs
    return Check(
      isGood: !stores.isEmpty,
      text: stores.isEmpty
        ? "configuration: no [[store]] in acorn.toml; describe your stores there"
        : "configuration: stores \(stores.joined(separator: ", ")),"
          + " \(master.rules.rules.count) rules")
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

  private func database() -> Check {
    guard FileSystem.size(context.home.ledger) != nil else {
      return Check(
        isGood: true, text: "ledger: none yet; the next command makes it from the archive")
    }
    do throws(StoreError) {
      let ledger = try Ledger(path: context.home.ledger)
      let problems = try ledger.integrityProblems()
      let content = try ledger.contentDigest()
      return Check(
        isGood: problems.isEmpty,
        text: problems.isEmpty
          ? "ledger: sound, schema \(Migrations.latest), content \(content)"
          : "ledger: \(problems[0]); run acorn rebuild")
    } catch {
      return Check(isGood: false, text: "ledger: \(error)")
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
