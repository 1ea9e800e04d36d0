import ArgumentParser
import Batch
import Glibc

@main
struct Acorn: ParsableCommand {
  static let release = "0.2.0"

  static let configuration = CommandConfiguration(
    commandName: "acorn",
    abstract: "Closes the books of sellers with many Amazon stores, exact to the cent.",
    discussion: """
      A first run, on the files that come with Acorn:
        acorn demo

      On your own settlement files:
        acorn init --home books          # then describe your stores in books/acorn.toml
        acorn import --home books Downloads/settlements
        acorn sync --home books          # or let Acorn download them from SP-API
        acorn close --home books         # every night: all of it, and reports/latest
        acorn report profit --home books
        acorn report exceptions --home books

      Exit status: 0 everything ties out, warnings or not · 2 differences found · 3 input refused (the
      rest is done), or acorn.toml, the home or a package cannot be used (nothing is done) ·
      4 Amazon could not be reached for all of it · 64 wrong usage · 74 disk or database · 70 a bug
      """,
    version: Acorn.release,
    subcommands: [
      InitCommand.self, DemoCommand.self, ImportCommand.self, SyncCommand.self, CloseCommand.self,
      ReportCommand.self, ForecastCommand.self, ReconcileCommand.self, ExceptionsCommand.self,
      PeriodCommand.self, ExportCommand.self, AccountsCommand.self, AuditCommand.self,
      ExplainCommand.self, ComponentsCommand.self, ArchiveCommand.self, RebuildCommand.self,
      BackupCommand.self, CallsCommand.self, DoctorCommand.self,
    ])
  /// Runs the command of the program's arguments.
  ///
  /// The parser's own way prints help without looking whether it was written, and a reader that goes
  /// away would end the program by a signal.
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Glibc.exit(told(error))
    }
  }

  /// Tells of an error, or gives the help that was asked for; returns the exit status.
  private static func told(_ error: any Error) -> Int32 {
    let (status, text) = (exitCode(for: error), fullMessage(for: error))
    guard !text.isEmpty else { return status.rawValue }
    guard status.isSuccess else {
      printError(text)
      return status.rawValue
    }
    do throws(BatchError) { try writeOutput(Array((text + "\n").utf8)) } catch {
      if error.kind != .readerGone { printError("acorn: \(error.description)") }
      return error.exitStatus
    }
    return status.rawValue
  }
}
