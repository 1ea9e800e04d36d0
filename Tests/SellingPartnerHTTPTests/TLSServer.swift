import Glibc
import SellingPartner
import TestSupport

/// `openssl s_server` on this machine, with a certificate of its own making for 127.0.0.1.
///
/// It answers every GET with a page about the connection.
final class TLSServer {
  let port: Int
  /// The certificate in PEM, for a client that is to trust it.
  let certificateFile: String
  private let folder = TemporaryFolder()
  private let process: pid_t

  static let isAvailable = access(openssl, X_OK) == 0

  /// - Parameters:
  ///   - name: What the certificate is for.
  ///   - options: Further ones of `openssl s_server`.
  init(name: String = "IP:127.0.0.1", _ options: [String] = []) {
    certificateFile = "\(folder.path)/certificate.pem"
    let keyFile = "\(folder.path)/key.pem"
    let request = start(
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "1", "-subj", "/CN=acorn test", "-addext", "subjectAltName=\(name)",
        "-keyout", keyFile, "-out", certificateFile,
      ])
    close(request.output)
    waitpid(request.process, nil, 0)
    let server = start(
      [
        "s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, "-www",
      ] + options)
    process = server.process
    guard let line = firstLine(from: server.output, withPrefix: "ACCEPT "),
      let port = Int(line.split(separator: ":").last ?? "")
    else { preconditionFailure("openssl s_server does not start") }
    self.port = port
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  func url(host: String = "127.0.0.1") -> String { "https://\(host):\(port)/" }
}

private let openssl = "/usr/bin/openssl"

/// Starts openssl; what it writes comes out of the descriptor.
private func start(_ arguments: [String]) -> (process: pid_t, output: Int32) {
  var ends: [Int32] = [0, 0]
  precondition(pipe(&ends) == 0, "no pipe can be made")
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  let words = ([openssl] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process = pid_t()
  let status = posix_spawn(&process, openssl, &actions, nil, words, environ)
  precondition(status == 0, "openssl does not start: \(String(cString: strerror(status)))")
  close(ends[1])
  return (process, ends[0])
}

private func firstLine(from output: Int32, withPrefix prefix: String) -> String? {
  // Kept open until the process ends, which would otherwise be killed by its next line.
  let stream = fdopen(output, "r")
  var line = [CChar](repeating: 0, count: 500)
  while fgets(&line, 500, stream) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    if text.hasPrefix(prefix) { return String(text.dropLast()) }
  }
  return nil
}
