import Batch
import Glibc

/// The folder that holds `Package.swift`, found from where this file was compiled.
package let repositoryRoot: String = {
  let parts = #filePath.split(separator: "/").map(String.init)
  return "/" + parts.dropLast(3).joined(separator: "/")
}()

/// Bytes of a file that a test cannot go without.
package func fileBytes(_ path: String) -> [UInt8] {
  guard let bytes = contents(ofFile: path) else { preconditionFailure("\(path) cannot be read") }
  return bytes
}

/// The names in a folder, sorted; hidden ones are left out.
package func names(in folder: String, withHidden: Bool = false) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != "..", withHidden || !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

/// A folder of a test's own, removed with what is in it when the test is done with it.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/acorn-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { preconditionFailure("no folder in \(base)") }
    path = String(cString: made)
  }

  deinit { removeTree(path) }

  /// Writes a file, with the folders above it; returns its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = "\(path)/\(name)"
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    do throws(BatchError) { try makeFolders("/\(folder)") } catch {
      preconditionFailure(error.description)
    }
    guard let stream = fopen(file, "wb"), fwrite(bytes, 1, bytes.count, stream) == bytes.count,
      fclose(stream) == 0
    else { preconditionFailure("\(file) cannot be written") }
    return file
  }

  @discardableResult
  package func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  package func remove(_ name: String) { removeTree("\(path)/\(name)") }
}

private func removeTree(_ path: String) {
  var status = stat()
  guard lstat(path, &status) == 0 else { return }
  if status.st_mode & S_IFMT == S_IFDIR {
    for name in names(in: path, withHidden: true) { removeTree("\(path)/\(name)") }
  }
  remove(path)
}
