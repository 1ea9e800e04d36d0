import FlatFile
import Glibc

/// The bytes of a file as they stand.
package final class FileSource: ByteSource {
  private let descriptor: Int32
  private let path: String
  /// The file's size in bytes when it was opened.
  package let size: Int

  package init(path: String) throws(FlatFileError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else {
      if descriptor >= 0 { close(descriptor) }
      throw FlatFileError(
        .corruptFile, "the file cannot be opened: \(String(cString: strerror(errno)))",
        whatToDo: "check its path and its permissions")
    }
    size = Int(status.st_size)
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  package var notes: [FlatFileError] { [] }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno == EINTR { continue }
      throw FlatFileError(
        .corruptFile, "reading breaks off: \(String(cString: strerror(errno)))",
        whatToDo: "check the disk, then run the command again")
    }
  }

  /// Puts the reading position back to the start.
  func rewind() { lseek(descriptor, 0, SEEK_SET) }
}

/// Opens a document: through an inflater when it begins with the gzip magic, else as it stands.
package func openDocument(path: String) throws(FlatFileError) -> any ByteSource {
  let file = try FileSource(path: path)
  var magic: (UInt8, UInt8) = (0, 0)
  let count = try withUnsafeMutableBytes(of: &magic) { buffer throws(FlatFileError) in
    try file.read(into: buffer)
  }
  file.rewind()
  guard count == 2, magic.0 == 0x1F, magic.1 == 0x8B else { return file }
  return GzipSource(Inflater(file, compressedBytes: file.size))
}
