/// The lines of a table of tab-separated cells: trimmed, with their numbers, without a byte order mark,
/// comments (`#`) and lines that hold nothing.
package struct TSVLines: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>
  private var number = 0
  private var isAtEnd = false

  package init(_ bytes: [UInt8]) {
    rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  }

  package mutating func next() -> (number: Int, cells: [ByteString])? {
    while !isAtEnd {
      let line = rest.prefix { $0 != 10 }
      isAtEnd = line.endIndex == rest.endIndex
      rest = rest.dropFirst(line.count + 1)
      number += 1
      guard line.first != UInt8(ascii: "#") else { continue }
      let cells = line.split(separator: 9, omittingEmptySubsequences: false)
        .map { ByteString($0).trimmed }
      if cells.contains(where: { !$0.isEmpty }) { return (number, cells) }
    }
    return nil
  }

  /// Why a header that lacks columns is none, as far as its bytes show it.
  package static func problem(header: [ByteString], lacking columns: [String]) -> String {
    let bytes = header.flatMap(\.bytes)
    if bytes.contains(0) { return "the file is not UTF-8; save it as UTF-8 text" }
    if header.count == 1, bytes.contains(44) || bytes.contains(59) {
      return "columns are separated by tabs in this file; save it as tab-separated text"
    }
    return "the header lacks \(columns.joined(separator: ", "))"
  }
}
