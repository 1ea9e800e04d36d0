import Glibc
import LedgerCore
import LedgerStore
import Reporting

/// Where the sections of a report's files lie, so that a later night takes over those that have not
/// changed instead of making them again.
///
/// A section is all rows of one settlement, or of one entry of the journal. Its key names what they
/// follow from; with another program or other master data no section is taken over. The bytes stay
/// in the published files and count only where their SHA-256, with the key, is still the noted one,
/// so a file or a note that was edited or removed costs time and nothing else.
final class ReportSections {
  fileprivate struct Place {
    var offset: Int
    let length: Int
    let sha256: String
  }

  /// What all sections depend on besides their keys.
  private let basis: String
  private let path: String
  private var files: [ReportSlices] = []
  private var old: [String: [Place]] = [:]
  private var made: [(key: String, places: [Place])] = []

  /// Reads what the last night has noted of the files of this stem, such as `components` or
  /// `components/2026-03`; those of the night of `day` are links to them.
  init(_ stem: String, home: Home, basis: String, day: CalendarDate? = nil) {
    self.basis = basis
    path = "\(home.cache)/\(stem.split(separator: "/").joined(separator: "-")).sections"
    guard let bytes = contents(ofFile: path) else { return }
    let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    guard lines.count > 2, lines[0] == basis else { return }
    let formats = ReportFormat.allCases.map(\.rawValue)
    files = formats.compactMap {
      ReportSlices("\(home.reports)/\(day?.description ?? lines[1])/\(stem).\($0)")
    }
    guard files.count == formats.count else { return }
    for line in lines.dropFirst(2) {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count == 1 + 3 * formats.count else { continue }
      let places = formats.indices.compactMap { index -> Place? in
        let cell = 1 + 3 * index
        guard let offset = Int(cells[cell]), let length = Int(cells[cell + 1]) else { return nil }
        return Place(offset: offset, length: length, sha256: String(cells[cell + 2]))
      }
      if places.count == formats.count { old[String(cells[0])] = places }
    }
  }

  /// A section in the file of one format.
  struct Kept {
    let length: Int
    fileprivate let file: ReportSlices
    fileprivate let key: String
    fileprivate let place: Place
  }

  /// Where a section may be in each format; nil where it must be made.
  func kept(_ key: String) -> [Kept]? {
    let key = ReportSections.short(key)
    return old[key].map { places in
      zip(files, places).map { Kept(length: $1.length, file: $0, key: key, place: $1) }
    }
  }

  /// Reads a section's bytes; false where they are not the noted ones.
  func read(_ section: Kept, into room: UnsafeMutableRawBufferPointer) -> Bool {
    section.file.read(at: section.place.offset, into: room)
      && ReportSections.digest(section.key, UnsafeRawBufferPointer(room)) == section.place.sha256
  }

  /// Notes a section that was taken over and begins in each format at these places.
  func keep(_ key: String, from starts: [Int]) {
    let key = ReportSections.short(key)
    guard var places = old[key] else { return }
    for (index, start) in starts.enumerated() { places[index].offset = start }
    made.append((key, places))
  }

  /// Notes a section that was made.
  func add(_ key: String, from starts: [Int], _ bytes: [ArraySlice<UInt8>]) {
    let key = ReportSections.short(key)
    let places = zip(starts, bytes).map { start, bytes in
      Place(
        offset: start, length: bytes.count,
        sha256: bytes.withUnsafeBytes { ReportSections.digest(key, $0) })
    }
    made.append((key, places))
  }

  /// Over the key too: bytes count for the section that they were made for, and for no other.
  private static func digest(_ key: String, _ bytes: UnsafeRawBufferPointer) -> String {
    let hash = SHA256()
    hash.update(Array(key.utf8))
    hash.update(bytes)
    return hash.finish()
  }

  /// What the next night reads, once the files are published as this day's.
  func notes(for day: CalendarDate) -> CacheNote {
    var text = "\(basis)\n\(day)\n"
    for (key, places) in made {
      text += key
      for place in places { text += "\t\(place.offset)\t\(place.length)\t\(place.sha256)" }
      text += "\n"
    }
    return CacheNote(path: path, text: text)
  }

  /// Enough of a digest to tell keys apart.
  private static func short(_ key: String) -> String {
    String(SHA256.hex(of: Array(key.utf8)).prefix(32))
  }
}

/// A file that is read at places.
final class ReportSlices {
  private let descriptor: Int32

  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Fills the room with the bytes at a place; false where the file does not hold as many.
  func read(at offset: Int, into room: UnsafeMutableRawBufferPointer) -> Bool {
    var done = 0
    while done < room.count {
      let read = pread(
        descriptor, room.baseAddress! + done, room.count - done, off_t(offset + done))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { return false }
      done += read
    }
    return true
  }
}
