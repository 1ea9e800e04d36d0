import Glibc
import SellingPartner
import SellingPartnerHTTP
import Synchronization
import TestSupport

/// A transport that may call the tests' own server, which speaks no TLS.
let plain = CurlTransport(allowsPlainHTTP: true)

/// A token that must turn up nowhere but in the request it is sent with.
let canary = "Atza|CANARY1"

func header(_ name: String, _ value: String) -> HTTPHeader { HTTPHeader(name: name, value: value) }

/// Limits a test can wait for.
func short(
  connect: Int = 2, total: Int = 5, leastBytesPerSecond: Int = 0, slow: Int = 0,
  mostBytes: Int = 32 << 20
) -> HTTPLimits {
  HTTPLimits(
    connectSeconds: connect, totalSeconds: total, leastBytesPerSecond: leastBytesPerSecond,
    slowSeconds: slow, mostBytes: mostBytes)
}

/// A request as secret as they come: token in a header, in the query and in the body.
func secretRequest(
  _ url: String, method: HTTPRequest.Method = .get, limits: HTTPLimits = short()
) -> HTTPRequest {
  HTTPRequest(
    method: method, url: "\(url)?X-Amz-Signature=CANARY1",
    headers: [header("x-amz-access-token", canary)], body: Array(canary.utf8), limits: limits)
}

/// The failure that a closure ends with; nil when it succeeds.
func failure(_ body: () throws(HTTPFailure) -> HTTPAnswer) -> HTTPFailure? {
  do throws(HTTPFailure) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// Runs a closure on that many threads and waits for all of them.
func inParallel(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let done = Mutex(0)
  for number in 0..<count {
    startThread {
      body(number)
      done.withLock { $0 += 1 }
    }
  }
  while done.withLock({ $0 }) < count { usleep(1000) }
}
