import Glibc
import LedgerCore
import TestSupport
import Testing

/// What a run of the program has come to.
struct Ran {
  /// The exit status; nil when a signal ended it, or when it did not end in time.
  let status: Int32?
  let output: String
  let errors: String
}

/// Where a run's standard output or standard error goes.
enum Sink {
  case kept
  /// Takes nothing: every write says that no space is left.
  case full
  /// A pipe whose reader has gone away.
  case deserted
}

/// Runs the program that these tests were built with, as a user would.
func acorn(
  _ arguments: [String], output: Sink = .kept, errors: Sink = .kept, seconds: Int = 120
) throws -> Ran {
  let folder = TemporaryFolder()
  let kept = ["output", "errors"].map { folder.write($0, "") }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  var pipes: [Int32] = []
  defer { for end in pipes { close(end) } }
  for (number, sink) in [output, errors].enumerated() {
    let descriptor = Int32(number) + 1
    switch sink {
    case .kept: posix_spawn_file_actions_addopen(&actions, descriptor, kept[number], O_WRONLY, 0)
    case .full: posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/full", O_WRONLY, 0)
    case .deserted:
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      pipes.append(ends[1])
      posix_spawn_file_actions_adddup2(&actions, ends[1], descriptor)
    }
  }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  let words = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child = pid_t()
  let failure = posix_spawn(&child, program, &actions, nil, words, environ)
  try #require(failure == 0, "\(program): \(String(cString: strerror(failure)))")
  let status = wait(for: child, seconds: seconds)
  func text(_ number: Int) -> String { String(decoding: fileBytes(kept[number]), as: UTF8.self) }
  return Ran(status: status, output: text(0), errors: text(1))
}

/// The built program lies beside the tests.
private let program: String = {
  guard let tests = realpath("/proc/self/exe", nil) else { preconditionFailure("no /proc") }
  defer { free(tests) }
  let folder = String(cString: tests).split(separator: "/").dropLast().joined(separator: "/")
  return "/\(folder)/acorn"
}()

private func wait(for child: pid_t, seconds: Int) -> Int32? {
  var status: Int32 = 0
  for _ in 0..<seconds * 100 {
    guard waitpid(child, &status, WNOHANG) == 0 else {
      return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }
    usleep(10_000)
  }
  kill(child, SIGKILL)
  waitpid(child, &status, 0)
  return nil
}

/// A home in a folder of its own, as the program makes and reads it.
final class ProgramHome {
  let folder = TemporaryFolder()
  var path: String { "\(folder.path)/home" }

  static let configuration = """
    functional_currency = "EUR"
    [[store]]
    id = "NA1"
    home_marketplace = "US"
    marketplaces = ["US", "CA"]
    [[store]]
    id = "NA2"
    home_marketplace = "US"
    marketplaces = ["US"]
    [[store]]
    id = "EU1"
    home_marketplace = "DE"
    marketplaces = ["DE"]

    """

  init(_ configuration: String = ProgramHome.configuration) {
    folder.write("home/acorn.toml", configuration)
  }

  /// A home with a fortnight of sales of NA1.
  static func filled() throws -> ProgramHome {
    let home = ProgramHome()
    home.writeSettlement("NA1_90100000011.txt")
    let ran = try home.run(["import", "\(home.folder.path)/in"])
    #expect(ran.status == 0, "\(ran.errors)")
    return home
  }

  @discardableResult
  func writeSettlement(_ name: String, id: String = "90100000011") -> String {
    folder.write("in/\(name)", SettlementFile(ProgramHome.settlement(id)).bytes)
  }

  static func settlement(_ id: String) -> MadeSettlement {
    var made = MadeSettlement(id, "USD", "2026-03-01T20:00:00Z", "2026-03-15T20:00:00Z")
    var sale = MadeRow(1999, Instant(seconds: made.start.seconds + 90_000))
    (sale.sku, sale.quantity, sale.marketplace) = ("MUG-1", "1", "Amazon.com")
    sale.orderID = "111-0000011-1"
    var fee = sale.labelled("Order", "ItemFees", "Commission")
    (fee.amountMinor, fee.quantity) = (-313, "")
    made.rows += [sale, fee]
    return made
  }

  @discardableResult
  func run(
    _ arguments: [String], output: Sink = .kept, errors: Sink = .kept, seconds: Int = 120
  ) throws -> Ran {
    try acorn(
      arguments + ["--home", path, "--now", "2026-05-01T08:00:00Z"], output: output,
      errors: errors, seconds: seconds)
  }
}
