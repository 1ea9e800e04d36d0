import Glibc
import SellingPartner
import Synchronization

/// A transport without a network: a closure gives the answers, and what was sent is kept.
package final class ScriptedTransport: HTTPTransport {
  /// Gets the request and its number, from 0.
  package typealias Handler =
    @Sendable (_ request: HTTPRequest, _ number: Int) throws(HTTPFailure) -> HTTPAnswer

  private let sent = Mutex<[HTTPRequest]>([])
  private let handler: Handler

  package init(_ handler: @escaping Handler) { self.handler = handler }

  package var requests: [HTTPRequest] { sent.withLock { $0 } }

  package func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer {
    let number = sent.withLock { sent in
      sent.append(request)
      return sent.count - 1
    }
    return try handler(request, number)
  }

  package func download(
    _ request: HTTPRequest, to path: String
  ) throws(HTTPFailure) -> HTTPAnswer {
    var answer = try send(request)
    guard answer.status == 200 else { return answer }
    guard let file = fopen(path, "wbx") else {
      throw HTTPFailure(reason: .disk, what: "\(path) cannot be made")
    }
    fwrite(answer.body, 1, answer.body.count, file)
    fclose(file)
    answer.body = []
    return answer
  }
}

extension HTTPRequest {
  /// The URL behind its host: path and query.
  package var target: String {
    let behindScheme = url.drop { $0 != ":" }.dropFirst(3)
    return String(behindScheme.drop { $0 != "/" })
  }

  /// The path alone.
  package var path: String { String(target.prefix { $0 != "?" }) }

  /// The value of the first header of a name, which is given in lower case.
  package subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }
}

extension HTTPAnswer {
  package init(_ status: Int = 200, headers: [HTTPHeader] = [], text: String) {
    self.init(status: status, headers: headers, body: Array(text.utf8))
  }
}

/// A clock that moves only when somebody sleeps, and chance that is always the same.
package final class FakeTime: Sendable {
  private struct State {
    var now = 1000.0
    var sleeps: [Double] = []
  }

  private let state = Mutex(State())

  package init() {}

  package var now: Double { state.withLock { $0.now } }
  /// The seconds slept, one element for each sleep.
  package var sleeps: [Double] { state.withLock { $0.sleeps } }

  package func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }

  package func pace(random: Double = 0.5) -> Pace {
    Pace(
      now: { self.now },
      sleep: { seconds in
        self.state.withLock { state in
          state.now += seconds
          state.sleeps.append(seconds)
        }
      }, random: { random })
  }
}
