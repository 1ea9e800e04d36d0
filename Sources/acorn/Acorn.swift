import ArgumentParser

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

      Exit status: 0 everything ties out · 2 differences found · 3 input refused (the rest is done)
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
}
