import Glibc
import SellingPartner

/// The server's end of one connection, used by one thread.
final class FakeConnection {
  let descriptor: Int32
  /// What came and is not read yet.
  private var pending: [UInt8] = []

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// The next request with its body; nil when the client ends the connection first.
  func nextRequest(_ number: Int) -> FakeRequest? {
    var lines: [String] = []
    while let line = nextLine() {
      if !line.isEmpty {
        lines.append(line)
        continue
      }
      let words = (lines.first ?? "").split(separator: " ").map(String.init)
      guard words.count == 3 else { return nil }
      var request = FakeRequest(
        method: words[0], target: words[1], headers: lines.dropFirst().map(header(of:)), body: [],
        connection: number)
      guard let body = nextBytes(Int(request["content-length"] ?? "0") ?? 0) else { return nil }
      request.body = body
      return request
    }
    return nil
  }

  /// Sends an answer in its manner; false when the connection is over.
  func send(_ answer: FakeAnswer) -> Bool {
    let body = answer.body
    let isSent =
      switch answer.manner {
      case .whole: send(answer.head + body)
      case .chunked(let count): send(answer.head + answer.chunks(of: count, hasEnd: true))
      case .chunkedWithoutEnd(let count):
        send(answer.head + answer.chunks(of: count, hasEnd: false)) && false
      case .lengthOff: send(answer.head + body) && false
      case .raw: send(body) && false
      case .hungUp: false
      case .reset(let count): send(answer.head + body.prefix(count)) && reset()
      case .slow(let count, let pause): send(answer.head) && sendSlowly(body, count, pause)
      case .stalled: send(answer.head) && waitForTheEnd()
      case .silent: waitForTheEnd()
      case .endless: send(answer.head) && sendAgainAndAgain(body)
      }
    return isSent && !answer.closesAfterwards
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func sendSlowly(_ body: [UInt8], _ pieceBytes: Int, _ pauseMilliseconds: Int) -> Bool {
    for start in stride(from: 0, to: body.count, by: pieceBytes) {
      usleep(UInt32(pauseMilliseconds) * 1000)
      guard send(Array(body[start..<min(start + pieceBytes, body.count)])) else { return false }
    }
    return true
  }

  private func sendAgainAndAgain(_ body: [UInt8]) -> Bool {
    precondition(!body.isEmpty, "an endless body needs something to repeat")
    while send(body) {}
    return false
  }

  private func waitForTheEnd() -> Bool {
    while readMore() {}
    return false
  }

  /// Lets the closing of the descriptor reset the connection, once the client has what was sent.
  private func reset() -> Bool {
    usleep(50_000)
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    return false
  }

  private func nextLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = pending[..<end]
        pending.removeSubrange(...end)
        return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      guard readMore() else { return nil }
    }
  }

  private func nextBytes(_ count: Int) -> [UInt8]? {
    while pending.count < count { guard readMore() else { return nil } }
    defer { pending.removeFirst(count) }
    return Array(pending.prefix(count))
  }

  private func readMore() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      if count > 0 { pending += buffer[..<count] }
      return count > 0
    }
  }
}

private func header(of line: String) -> HTTPHeader {
  let name = line.prefix { $0 != ":" }
  return HTTPHeader(
    name: String(name), value: String(line[name.endIndex...].dropFirst().drop { $0 == " " }))
}
