import AccountingExports
import Glibc
import LedgerStore

/// Puts the files of an export into a folder, beside none of its format that an earlier export has
/// left: who loads the folder would book these again. Returns the paths.
///
/// Such files are refused, or removed with `replacing`, before anything is written; by their names only
/// what this format calls its files is known, and nothing else is touched.
package func writeExport(
  _ files: [ExportedFile], of format: ExportFormat, to folder: String, replacing: Bool = false
) throws(BatchError) -> [String] {
  let folder = folder.hasSuffix("/") ? folder : folder + "/"
  let written = Set(files.map(\.name))
  let left = FileSystem.names(in: folder).filter {
    format.isFileName($0) && !written.contains($0)
  }.sorted()
  guard left.isEmpty || replacing else {
    throw BatchError(
      "\(folder): \(left.joined(separator: ", ")) \(left.count == 1 ? "is" : "are") of an earlier"
        + " export and not of this one; name another folder, or remove them with --replace",
      kind: .usage)
  }
  for name in left where unlink(folder + name) != 0 {
    throw BatchError("\(folder)\(name): it cannot be removed", kind: .storage)
  }
  guard !files.isEmpty else { return [] }
  try makeFolders(folder)
  for file in files { try replaceFile(folder + file.name, with: file.bytes) }
  return files.map { folder + $0.name }
}
