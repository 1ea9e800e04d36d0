import Glibc
import SellingPartner
import SellingPartnerHTTP
import TestSupport
import Testing

@Suite struct DownloadTests {
  private let folder = TemporaryFolder()
  private var path: String { "\(folder.path)/document" }

  @Test(arguments: [0, 1, 100_000, 5 << 20]) func theFileHasTheBytesAsSent(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let bytes = random.bytes(count)
    for manner in [FakeAnswer.Manner.whole, .chunked(pieceBytes: 10_000)] {
      let server = FakeHTTPServer { _ in
        FakeAnswer(headers: [header("Content-Encoding", "gzip")], body: bytes, manner: manner)
      }
      let answer = try plain.download(HTTPRequest(url: server.url()), to: path)
      #expect(answer.status == 200)
      #expect(answer.body == [])
      #expect(answer.bodyByteCount == count)
      #expect(fileBytes(path) == bytes)
      folder.remove("document")
    }
  }

  @Test func theFileIsTheOwnersAlone() throws {
    let server = FakeHTTPServer { _ in FakeAnswer(text: "rows") }
    _ = try plain.download(HTTPRequest(url: server.url()), to: path)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test(arguments: [302, 403, 404, 206, 503])
  func anAnswerThatIsNoDocumentIsShownAndNotKept(status: Int) throws {
    let text = String(repeating: "<Error>expired</Error>", count: 1000)
    let server = FakeHTTPServer { _ in FakeAnswer(status, text: text) }
    let answer = try plain.download(HTTPRequest(url: server.url()), to: path)
    #expect(answer.status == status)
    #expect(answer.body == Array(text.utf8.prefix(4096)))
    #expect(answer.bodyByteCount == 22_000)
    #expect(names(in: folder.path) == [])
  }

  @Test func aMissingFolderIsFoundBeforeTheRequest() throws {
    let server = FakeHTTPServer { _ in FakeAnswer(text: "rows") }
    let request = secretRequest(server.url())
    let missing = "\(folder.path)/missing/document"
    let failure = try #require(
      failure { () throws(HTTPFailure) in try plain.download(request, to: missing) })
    #expect(failure.reason == .disk)
    #expect(!failure.isWorthARetry)
    #expect(failure.what == "\(missing) cannot be made: No such file or directory")
    #expect(server.connectionCount == 0)
  }

  @Test func aFileThatIsThereStaysAsItIs() throws {
    let server = FakeHTTPServer { _ in FakeAnswer(text: "new") }
    folder.write("document", "old")
    let failure = failure { () throws(HTTPFailure) in
      try plain.download(HTTPRequest(url: server.url()), to: path)
    }
    #expect(failure?.reason == .disk)
    #expect(fileBytes(path) == Array("old".utf8))
  }

  @Test func aFullDiskLeavesNoFile() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let server = FakeHTTPServer { _ in
        FakeAnswer(body: [UInt8](repeating: 7, count: 200_000))
      }
      // The nearest thing to a full disk that needs no privileges: a limit of the process.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let failure = failure { () throws(HTTPFailure) in
        try plain.download(HTTPRequest(url: server.url()), to: "\(folder.path)/document")
      }
      try #require(failure?.reason == .disk)
      try #require(names(in: folder.path) == [])
    }
  }

  @Test func manyThreadsDownloadAtOnce() {
    let server = FakeHTTPServer { request in
      FakeAnswer(body: [UInt8](repeating: UInt8(request.path.utf8.count), count: 300_000))
    }
    let folder = folder
    inParallel(8) { thread in
      for call in 0..<5 {
        let target = "/" + String(repeating: "a", count: thread * 5 + call)
        _ = try? plain.download(
          HTTPRequest(url: server.url(target)), to: "\(folder.path)/\(thread * 5 + call)")
      }
    }
    for number in 0..<40 {
      let bytes = fileBytes("\(folder.path)/\(number)")
      #expect(bytes == [UInt8](repeating: UInt8(number + 1), count: 300_000))
    }
  }
}
