import ArgumentParser
import Batch
import Glibc
import LedgerCore

struct ComponentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "components",
    abstract: "Prints the rules that give each label its component, or explains a decision.",
    discussion: """
        acorn components                  # all rules in force, as TSV
        acorn components test Order ItemFees Commission
      """)

  @Argument(help: "The word test and a label: transaction type, amount type, description.")
  var words: [String] = []

  @Option(help: "The day on which the label is looked up.")
  var on: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let date = try day(on, "--on") ?? common.context().now.day()
    guard words.isEmpty || (words.first == "test" && (2...4).contains(words.count)) else {
      throw ValidationError("use: acorn components test TRANSACTION-TYPE AMOUNT-TYPE DESCRIPTION")
    }
    try running {
      let rules = try ruleTable(common.context())
      if words.isEmpty {
        try say(describe(rules))
      } else {
        let parts = words.dropFirst().map { ByteString($0) } + ["", ""]
        try say(explain(LabelTriple(parts[0], parts[1], parts[2]), rules, on: date))
      }
      return 0
    }
  }
}

struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Works on the archive of imported documents.", subcommands: [Verify.self])

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads every archived document again and compares its SHA-256.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      try running {
        let outcome = try verifyArchive(common.context())
        for problem in outcome.problems { try say(problem) }
        for path in outcome.unlisted {
          try say("\(path): no delivery names it; import it again if it belongs to the books")
        }
        try say("\(outcome.documents) documents, \(outcome.problems.count) damaged or missing")
        return outcome.problems.isEmpty ? 0 : 3
      }
    }
  }
}

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Makes the ledger again from the archive alone.",
    discussion: """
        acorn rebuild
        acorn rebuild --accept-archive --reason "restored from the backup of Sunday"

      The new ledger has the same content; its digest before and after is printed. A ledger that is
      damaged or missing is made again, too: the archive has all that it said. Where the archive's
      log has lost deliveries that the ledger or a certificate knows of, nothing is made until it is
      restored, or somebody accepts the archive as it is: that is archived, and the next certificate
      begins a new chain.
      """)

  @Flag(help: "Go on with the archive as it is, though deliveries are lost.")
  var acceptArchive = false

  @Option(help: "With --accept-archive: why.")
  var reason: String?

  @Option(help: "With --accept-archive: who decides it (default: the login name).")
  var by: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard acceptArchive == (reason != nil), acceptArchive || by == nil else {
      throw ValidationError("--accept-archive and --reason go together, and --by with them")
    }
  }

  func run() throws {
    try running {
      let context = try common.context()
      if let reason {
        try Batch.acceptArchive(context, reason, by: by ?? loginName())
        try say("the ledger follows from the archive as it is; nights from here on are a new chain")
        return 0
      }
      let outcome = try rebuildLedger(context)
      if let damage = outcome.damage { printError("acorn: \(damage)") }
      try say("before \(outcome.before ?? "it could not be read")")
      try say("after  \(outcome.after)")
      try say(
        outcome.before == nil
          ? "the ledger was made from the archive"
          : outcome.before == outcome.after
            ? "the content is the same" : "the content has changed")
      return 0
    }
  }
}

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks configuration, credentials, disk, permissions, database and archive.",
    discussion: """
      Of each secret it says whether it can be read by you alone and how old its file is: \
      Amazon takes a client secret for 180 days, and a public application's authorization for 365.
      """)

  @Flag(help: "Also read every archived document and the reports of the last night again.")
  var readData = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      let doctor = Doctor(
        try common.context(), environment: { getenv($0).map { String(cString: $0) } })
      let checks = doctor.examine(readData: readData)
      for check in checks {
        let state = check.isWarning ? "WARN   " : check.isGood ? "ok     " : "FAILED "
        try say(state + check.text)
      }
      return checks.allSatisfy(\.isGood) ? 0 : 3
    }
  }
}
