/// The columns of a Buchungsstapel, format version 13, in their order.
/// - Source: DATEV-Format, "Buchungsstapel" (developer.datev.de), checked with public writers.
enum DATEVColumns {
  static let names: [String] =
    [
      "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs",
      "Basis-Umsatz", "WKZ Basis-Umsatz", "Konto", "Gegenkonto (ohne BU-Schlüssel)",
      "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto", "Buchungstext",
      "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
      "Beleglink",
    ]
    + numbered(8, "Beleginfo - Art", "Beleginfo - Inhalt")
    + [
      "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge",
      "EU-Land u. UStID (Bestimmung)", "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart",
      "Sachverhalt L+L", "Funktionsergänzung L+L", "BU 49 Hauptfunktionstyp",
      "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    ]
    + numbered(20, "Zusatzinformation - Art", "Zusatzinformation- Inhalt")
    + [
      "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr",
      "Zugeordnete Fälligkeit", "Skontotyp", "Auftragsnummer", "Buchungstyp",
      "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)", "Sachverhalt L+L (Anzahlungen)",
      "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz", "Buchungs GUID",
      "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername",
      "Beteiligtennummer", "Identifikationsnummer", "Zeichnernummer", "Postensperre bis",
      "Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung", "Festschreibung",
      "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit", "Generalumkehr (GU)",
      "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position",
      "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
    ]

  private static func numbered(_ count: Int, _ kind: String, _ content: String) -> [String] {
    (1...count).flatMap { ["\(kind) \($0)", "\(content) \($0)"] }
  }

  /// The place of a column in a row, from 0.
  static func place(_ name: String) -> Int {
    guard let place = names.firstIndex(of: name) else { preconditionFailure("no column \(name)") }
    return place
  }
}

/// Windows-1252, the charset of DATEV files; a character that it lacks becomes `?`.
func windows1252(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { scalar in
    switch scalar.value {
    case 0..<0x80, 0xA0...0xFF: UInt8(scalar.value)
    default: upperHalf[scalar.value] ?? 63
    }
  }
}

/// - Source: WHATWG Encoding Standard, index windows-1252.
private let upperHalf: [UInt32: UInt8] = [
  0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86,
  0x2021: 0x87, 0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C,
  0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95,
  0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
  0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
]
