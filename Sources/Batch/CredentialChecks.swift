import Glibc
import LedgerCore

/// Looks at the secrets of the stores that sync: whether they can be read by us and nobody else, and
/// how long Amazon still takes them. A secret itself is never in a text.
///
/// - Source: Amazon SP-API, "Rotating your application's client secrets" (180 days) and "Renewing
///   authorizations" (365 days, public applications).
struct CredentialChecks {
  /// How long Amazon takes a secret, and from when on before that it wants a new one.
  private struct Deadline {
    let days: Int64
    let warningDays: Int64
    /// Whether every call fails afterwards.
    let isHard: Bool
    let whatToDo: String
  }

  private static let clientSecret = Deadline(
    days: 180, warningDays: 90, isHard: true,
    whatToDo: "make a new one in the Solution Provider Portal and replace it")
  private static let refreshToken = Deadline(
    days: 365, warningDays: 30, isHard: false,
    whatToDo: "a public application must be authorized again by the seller")

  let now: Instant
  let secrets: SecretReader

  /// Empty when no store has a refresh token.
  func examine(_ configuration: Configuration) -> [Doctor.Check] {
    let stores = configuration.stores.filter { $0.refreshToken != nil }
    guard !stores.isEmpty else { return [] }
    var checks: [Doctor.Check] = []
    if let lwa = configuration.lwa {
      checks.append(check(lwa.clientID, "client_id", nil))
      checks.append(check(lwa.clientSecret, "client_secret", Self.clientSecret))
    } else {
      checks.append(
        failed("[lwa] is missing in acorn.toml; give client_id and client_secret of your app"))
    }
    for store in stores {
      if let token = store.refreshToken {
        checks.append(check(token, "refresh_token of \(store.id)", Self.refreshToken))
      }
      if store.region == nil {
        checks.append(failed("\(store.id) has no region in acorn.toml; write na, eu or fe"))
      }
    }
    return checks
  }

  private func failed(_ text: String) -> Doctor.Check {
    Doctor.Check(isGood: false, text: "credentials: \(text)")
  }

  private func check(
    _ reference: SecretReference, _ what: String, _ deadline: Deadline?
  ) -> Doctor.Check {
    do throws(BatchError) { _ = try secrets.read(reference, what) } catch {
      return failed(error.description)
    }
    switch reference {
    case .environment(let name):
      let age = deadline.map { "; its age is unknown, Amazon takes it for \($0.days) days" }
      return Doctor.Check(
        isGood: true,
        text: "credentials: \(what): in the environment variable \(name)\(age ?? "")")
    case .file(let relative):
      return checkAge(secrets.home.file(relative), what, deadline)
    }
  }

  /// The file's modification time is the day on which the secret was put there.
  private func checkAge(_ path: String, _ what: String, _ deadline: Deadline?) -> Doctor.Check {
    let start = "credentials: \(what): \(path) is private"
    var status = stat()
    guard let deadline, stat(path, &status) == 0 else {
      return Doctor.Check(isGood: true, text: start)
    }
    let age = max(0, (now.seconds - Int64(status.st_mtim.tv_sec)) / 86_400)
    let left = deadline.days - age
    let aged = "\(start), \(age) days old"
    if left > deadline.warningDays {
      return Doctor.Check(isGood: true, text: "\(aged), good for \(left) more")
    }
    let text =
      left > 0
      ? "\(aged), good for \(left) more; \(deadline.whatToDo)"
      : "\(aged), Amazon takes it for \(deadline.days); \(deadline.whatToDo)"
    return Doctor.Check(
      isGood: left > 0 || !deadline.isHard, isWarning: left > 0 || !deadline.isHard, text: text)
  }
}
