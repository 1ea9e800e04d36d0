import LedgerCore
import LedgerStore

/// What a night keeps of the journal for the next one: the days and fingerprints of each settlement's
/// entries, and what each month moves.
///
/// It says nothing by itself: entries count for the key of all that they follow from, moves for that of
/// all entries of their month. Without it, or with one that was edited, all are made again.
final class KeptJournal {
  struct Entry: Equatable {
    let date: CalendarDate
    let fingerprint: Fingerprint
  }

  private struct Moved { let key: Fingerprint, moves: [AccountMove] }

  private let path: String
  private let basis: String
  private var known: [Fingerprint: [Entry]] = [:]
  private var knownMoves: [CalendarMonth: Moved] = [:]
  /// What the next night finds.
  private var kept: [(key: Fingerprint, entries: [Entry])] = []
  private var keptMoves: [CalendarMonth: Moved] = [:]

  /// `basis` is what all of it rests on besides.
  init(_ path: String, basis: String) {
    self.path = path
    self.basis = basis
    guard let text = contents(ofFile: path), let body = KeptJournal.body(of: text, basis) else {
      return
    }
    read(body)
  }

  /// The entries of what has this key; nil where they are not known.
  func entries(_ key: Fingerprint) -> [Entry]? {
    guard let entries = known[key] else { return nil }
    keep(entries, key)
    return entries
  }

  func keep(_ entries: [Entry], _ key: Fingerprint) { kept.append((key, entries)) }

  func moves(of month: CalendarMonth, _ key: Fingerprint) -> [AccountMove]? {
    guard let known = knownMoves[month], known.key == key else { return nil }
    keep(known.moves, of: month, key)
    return known.moves
  }

  func keep(_ moves: [AccountMove], of month: CalendarMonth, _ key: Fingerprint) {
    keptMoves[month] = Moved(key: key, moves: moves)
  }

  // MARK: - As text

  /// A line of the basis and a digest of what follows: a line for each settlement, `KEY DAY PRINT …`,
  /// and for each month, `MONTH KEY ACCOUNT CURRENCY DEBIT CREDIT …`, all tab-separated.
  var note: CacheNote {
    var body = ""
    for (key, entries) in kept {
      body += "\(key.decimal)"
      for entry in entries { body += "\t\(entry.date.dayNumber)\t\(entry.fingerprint.decimal)" }
      body += "\n"
    }
    for (month, moved) in keptMoves.sorted(by: { $0.key < $1.key }) {
      body += "\(month)\t\(moved.key.decimal)"
      for move in moved.moves {
        body += "\t\(move.account)\t\(move.currency)\t\(move.debitMinor)\t\(move.creditMinor)"
      }
      body += "\n"
    }
    let digest = SHA256.hex(of: Array(body.utf8))
    return CacheNote(path: path, text: "\(basis)\t\(digest)\n\(body)")
  }

  private static func body(of text: [UInt8], _ basis: String) -> ArraySlice<UInt8>? {
    guard let end = text.firstIndex(of: 10) else { return nil }
    let body = text[(end + 1)...]
    let digest = body.withUnsafeBytes { SHA256.hex(of: $0) }
    return text[..<end].elementsEqual("\(basis)\t\(digest)".utf8) ? body : nil
  }

  private func read(_ body: ArraySlice<UInt8>) {
    for line in body.split(separator: 10) {
      let cells = line.split(separator: 9)
      if let month = cells.first.flatMap({ CalendarMonth(String(decoding: $0, as: UTF8.self)) }) {
        readMoves(of: month, cells.dropFirst())
      } else {
        readEntries(cells)
      }
    }
  }

  private func readEntries(_ cells: [ArraySlice<UInt8>]) {
    let numbers = cells.compactMap { wholeNumber($0) }
    guard numbers.count == cells.count, numbers.count % 3 == 2 else { return }
    known[Fingerprint(words: (numbers[0], numbers[1]))] =
      stride(from: 2, to: numbers.count, by: 3).map {
        Entry(
          date: CalendarDate(dayNumber: Int32(truncatingIfNeeded: numbers[$0])),
          fingerprint: Fingerprint(words: (numbers[$0 + 1], numbers[$0 + 2])))
      }
  }

  private func readMoves(of month: CalendarMonth, _ cells: ArraySlice<ArraySlice<UInt8>>) {
    let cells = Array(cells)
    guard cells.count % 4 == 2, let high = wholeNumber(cells[0]),
      let low = wholeNumber(cells[1])
    else { return }
    var moves: [AccountMove] = []
    for place in stride(from: 2, to: cells.count, by: 4) {
      guard let currency = Currency(String(decoding: cells[place + 1], as: UTF8.self)),
        let debit = wholeNumber(cells[place + 2]), let credit = wholeNumber(cells[place + 3])
      else { return }
      moves.append(
        AccountMove(
          account: ByteString(Array(cells[place])), currency: currency, debitMinor: debit,
          creditMinor: credit))
    }
    knownMoves[month] = Moved(key: Fingerprint(words: (high, low)), moves: moves)
  }
}

extension Fingerprint {
  fileprivate var decimal: String { "\(words.0)\t\(words.1)" }
}

/// Of one that stands in a line.
private func wholeNumber(_ text: ArraySlice<UInt8>) -> Int64? {
  text.withUnsafeBytes { LedgerCore.wholeNumber($0) }
}
