import Glibc
import SellingPartner
import Synchronization

/// An HTTP/1.1 server on this machine, whose answers a closure gives and whose faults it chooses.
///
/// Each connection has a thread and stays open for further requests. It ends with its value.
package final class FakeHTTPServer: Sendable {
  package typealias Handler = @Sendable (FakeRequest) -> FakeAnswer

  package let port: Int
  private let core: ServerCore

  package init(_ handler: @escaping Handler) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isReady = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    precondition(isReady, "no server can be made: \(String(cString: strerror(errno)))")
    port = Int(UInt16(bigEndian: address.sin_port))
    core = ServerCore(listener: listener, handler)
    let core = core
    startThread { core.acceptConnections() }
  }

  deinit { core.stop() }

  /// The requests so far, in the order in which they were complete.
  package var requests: [FakeRequest] { core.state.withLock { $0.requests } }

  /// How many connections were made so far.
  package var connectionCount: Int { core.state.withLock { $0.connectionCount } }

  /// The address of a path on this server, such as `/reports?pageSize=100`.
  package func url(_ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }
}

/// What the threads of a server share; it outlives the server until the last of them has ended.
private final class ServerCore: Sendable {
  struct State {
    var requests: [FakeRequest] = []
    var connectionCount = 0
    var open: Set<Int32> = []
    var isStopped = false
  }

  let state = Mutex(State())
  private let listener: Int32
  private let handler: FakeHTTPServer.Handler

  init(listener: Int32, _ handler: @escaping FakeHTTPServer.Handler) {
    self.listener = listener
    self.handler = handler
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  func acceptConnections() {
    defer { close(listener) }
    while true {
      let descriptor = accept(listener, nil, nil)
      if descriptor < 0, errno == EINTR || errno == ECONNABORTED { continue }
      if descriptor < 0 { return }
      // A test's child process would keep the connection open.
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      let number: Int? = state.withLock { state in
        guard !state.isStopped else { return nil }
        state.connectionCount += 1
        state.open.insert(descriptor)
        return state.connectionCount
      }
      guard let number else {
        close(descriptor)
        return
      }
      startThread { self.serve(FakeConnection(descriptor), number) }
    }
  }

  private func serve(_ connection: FakeConnection, _ number: Int) {
    while let request = connection.nextRequest(number) {
      state.withLock { $0.requests.append(request) }
      guard connection.send(handler(request)) else { break }
    }
    // Under the lock, since a closed descriptor's number may belong to another file at once.
    state.withLock { state in
      state.open.remove(connection.descriptor)
      close(connection.descriptor)
    }
  }
}

/// Runs a closure on a thread that nobody waits for.
package func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  precondition(status == 0, "no thread can be started: \(String(cString: strerror(status)))")
  pthread_detach(thread)
}
