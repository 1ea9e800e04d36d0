import Glibc

/// The few file operations that must be durable, each naming the path it failed on.
package enum FileSystem {
  static func failure(_ path: String) -> StoreError { StoreError(.system(errno: errno), at: path) }

  static func makeFolder(_ path: String) throws(StoreError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path) }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes the names in a folder durable.
  package static func syncFolder(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, _ path: String)
    throws(StoreError)
  {
    var rest = bytes
    while rest.count > 0 {
      let count = Glibc.write(file, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Makes a file of these bytes, durably; one that is there is left alone and is an error.
  static func write(_ bytes: [UInt8], toNew path: String) throws(StoreError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    try write(bytes, to: file, path)
    guard fsync(file) == 0 else { throw failure(path) }
  }

  static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(StoreError) {
    let failed = bytes.withUnsafeBytes { raw -> StoreError? in
      do throws(StoreError) { try write(raw, to: file, path) } catch { return error }
      return nil
    }
    if let failed { throw failed }
  }

  /// Calls `body` with the file's bytes, piece by piece.
  static func read(
    _ path: String, from start: Int = 0,
    _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    // Without waiting: what was a file a moment ago may be a pipe that nobody writes to.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    if start > 0, lseek(descriptor, start, SEEK_SET) < 0 { throw failure(path) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// The SHA-256 of a file, and its size.
  package static func digest(
    _ path: String
  ) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let hash = SHA256()
    var byteCount = 0
    try read(path) { piece in
      hash.update(piece)
      byteCount += piece.count
    }
    return (hash.finish(), byteCount)
  }

  /// Removes a file; one that is not there is no error.
  package static func remove(_ path: String) { unlink(path) }

  /// The size of a file in bytes, or nil when there is none.
  package static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The whole of a small file, or what follows the first `start` bytes of it.
  package static func contents(_ path: String, from start: Int = 0) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    var status = stat()
    if stat(path, &status) == 0 { bytes.reserveCapacity(max(0, Int(status.st_size) - start)) }
    try read(path, from: start) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The names in a folder, sorted by bytes; none when there is no such folder.
  package static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
