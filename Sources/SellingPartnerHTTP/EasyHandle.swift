import CCurl
import SellingPartner
import Synchronization

/// A libcurl handle: the options of one request, and the connections that earlier ones left open.
///
/// One thread at a time has it, which the pool sees to; so it may be handed from thread to thread.
struct EasyHandle: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  init() throws(HTTPFailure) {
    guard isLibraryReady, let handle = curl_easy_init() else {
      throw HTTPFailure(reason: .other, what: "libcurl cannot be set up")
    }
    self.handle = handle
  }

  func set(_ option: CURLoption, _ value: Int) {
    expectOK(acorn_curl_set_long(handle, option, value), option)
  }

  func setSize(_ option: CURLoption, _ value: Int) {
    expectOK(acorn_curl_set_off_t(handle, option, curl_off_t(value)), option)
  }

  /// libcurl copies the text.
  func set(_ option: CURLoption, _ text: String) {
    expectOK(acorn_curl_set_string(handle, option, text), option)
  }

  func setProtocols(allowsPlainHTTP: Bool) {
    expectOK(acorn_curl_set_protocols(handle, allowsPlainHTTP ? 1 : 0), CURLOPT_PROTOCOLS)
  }

  /// Keeps the deadline while a name is looked up, too.
  func setLeavesResolver() {
    expectOK(acorn_curl_set_leaves_resolver(handle), CURLOPT_TIMEOUT)
  }

  /// Sends a request whose other options are set, and hands what comes to the exchange.
  ///
  /// Afterwards the options are forgotten, with the secrets among them; connections stay.
  func perform(_ request: HTTPRequest, _ exchange: Exchange) -> CurlOutcome {
    let headers = headerList(of: request)
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    // libcurl takes a body that has no address for one that is to be read from standard input.
    let body = request.body + [0]
    defer {
      curl_easy_reset(handle)
      curl_slist_free_all(headers)
      errorText.deallocate()
    }
    expectOK(acorn_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers), CURLOPT_HTTPHEADER)
    expectOK(acorn_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText), CURLOPT_ERRORBUFFER)
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    expectOK(
      acorn_curl_set_receivers(handle, receiveHeader, receiveBody, context), CURLOPT_WRITEFUNCTION)
    let code = body.withUnsafeBufferPointer { bytes in
      if request.method == .post {
        set(CURLOPT_POST, 1)
        setSize(CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
        let pointer = UnsafeMutablePointer(mutating: bytes.baseAddress)
        expectOK(acorn_curl_set_pointer(handle, CURLOPT_POSTFIELDS, pointer), CURLOPT_POSTFIELDS)
      }
      return withExtendedLifetime(exchange) {
        withoutBrokenPipeSignal { curl_easy_perform(handle) }
      }
    }
    return CurlOutcome(
      code: code, text: String(cString: errorText),
      proxyStatus: acorn_curl_long(handle, CURLINFO_HTTP_CONNECTCODE),
      wasConnected: acorn_curl_off_t(handle, CURLINFO_PRETRANSFER_TIME_T) > 0)
  }

  func close() { withoutBrokenPipeSignal { curl_easy_cleanup(handle) } }

  private func expectOK(_ code: CURLcode, _ option: CURLoption) {
    precondition(code == CURLE_OK, "libcurl refuses option \(option.rawValue): \(code.rawValue)")
  }
}

/// A few handles that wait for the next call, with their connections.
final class HandlePool: Sendable {
  private static let mostIdle = 8
  private let idle = Mutex<[EasyHandle]>([])

  /// The handle given back last, whose connection is the likeliest to be alive.
  func take() throws(HTTPFailure) -> EasyHandle {
    if let handle = idle.withLock({ $0.popLast() }) { return handle }
    return try EasyHandle()
  }

  func giveBack(_ handle: EasyHandle) {
    let isKept = idle.withLock { handles in
      guard handles.count < HandlePool.mostIdle else { return false }
      handles.append(handle)
      return true
    }
    if !isKept { handle.close() }
  }

  deinit {
    for handle in idle.withLock({ $0 }) { handle.close() }
  }
}

/// Done once, by the first handle made.
private let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

/// The request's headers, and the ones libcurl would add by itself switched off.
private func headerList(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
  var list: UnsafeMutablePointer<curl_slist>?
  func append(_ line: String) {
    list = curl_slist_append(list, line)
    precondition(list != nil, "no memory for a request's headers")
  }
  let names = Set(request.headers.map { $0.name.lowercased() })
  for name in ["Accept", "Content-Type", "Expect", "User-Agent"] {
    if !names.contains(name.lowercased()) { append("\(name):") }
  }
  for header in request.headers {
    // libcurl writes a header without value when it reads `Name;`.
    append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
  }
  return list
}

private let receiveHeader: acorn_curl_receiver = { bytes, size, count, context in
  let exchange = Unmanaged<Exchange>.fromOpaque(context!).takeUnretainedValue()
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return exchange.receiveHeader(line) ? size * count : 0
}

private let receiveBody: acorn_curl_receiver = { bytes, size, count, context in
  let exchange = Unmanaged<Exchange>.fromOpaque(context!).takeUnretainedValue()
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return exchange.receiveBody(piece) ? size * count : 0
}
