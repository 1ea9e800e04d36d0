import Testing

/// What each target may import besides the standard library: the table of STYLE.md, as code.
private let allowedImports: [String: Set<String>] = [
  "LedgerCore": [],
  "FlatFile": ["LedgerCore", "Glibc"],
  "Reporting": ["LedgerCore"],
  "AccountingExports": ["LedgerCore"],
  "BankStatements": ["LedgerCore", "CExpat", "Glibc"],
  "Gzip": ["FlatFile", "LedgerCore", "CZlib", "Glibc"],
  "SellingPartner": ["LedgerCore", "CJSON"],
  "SellingPartnerHTTP": ["SellingPartner", "CCurl", "Glibc", "Synchronization"],
  "LedgerStore": ["LedgerCore", "CSQLite", "CCrypto", "Glibc", "Synchronization"],
  "Batch": [
    "LedgerCore", "FlatFile", "Gzip", "BankStatements", "LedgerStore", "Reporting",
    "AccountingExports", "SellingPartner", "Logging", "Glibc",
  ],
  "acorn": [
    "LedgerCore", "FlatFile", "Gzip", "BankStatements", "LedgerStore", "Reporting",
    "AccountingExports", "SellingPartner", "SellingPartnerHTTP", "Batch", "ArgumentParser",
    "TOMLKit", "Logging", "Glibc",
  ],
]

/// Targets without Swift files: headers of system libraries.
private let systemLibraries: Set<String> = [
  "CSQLite", "CZlib", "CExpat", "CCurl", "CCrypto", "CJSON",
]

@Suite struct ImportTests {
  @Test func everyTargetHasAPlaceInTheTable() {
    let targets = Set(SourceFile.all.map(\.target)).subtracting(systemLibraries)
    #expect(targets == Set(allowedImports.keys))
  }

  @Test(arguments: allowedImports.keys.sorted())
  func targetsImportWhatTheTableAllows(target: String) throws {
    let allowed = try #require(allowedImports[target])
    for file in SourceFile.all where file.target == target {
      let foreign = file.imports.subtracting(allowed)
      #expect(foreign.isEmpty, "\(file.path) imports \(foreign.sorted())")
    }
  }

  /// Foundation would be the largest part of the program.
  @Test func noFileImportsFoundation() {
    for file in SourceFile.all {
      let found = file.imports.filter { $0.hasPrefix("Foundation") }
      #expect(found.isEmpty, "\(file.path) imports \(found.sorted())")
    }
  }

  @Test func importsAreFoundWhateverTheirForm() {
    let text = """
      import A
      @testable import B
      package import C
      import struct D.E
        import F.G
      @preconcurrency import H  // why
      // import I
      important()
      """
    #expect(imports(in: text) == ["A", "B", "C", "D", "F", "H"])
  }
}

@Suite struct SourceRuleTests {
  private let exactPlaces = [
    "LedgerCore/Money/", "LedgerCore/Settlement/", "LedgerCore/Journal/", "LedgerCore/Reconcile/",
    "LedgerStore/", "Reporting/", "BankStatements/", "AccountingExports/",
  ]

  @Test func noBinaryFloatTouchesAnAmount() {
    let files = SourceFile.all.filter { file in exactPlaces.contains { file.path.hasPrefix($0) } }
    #expect(files.count > 20)
    for file in files {
      let found = words(of: file.text).intersection(["Double", "Float", "Float80", "CGFloat"])
      #expect(found.isEmpty, "\(file.path) mentions \(found.sorted())")
    }
  }

  @Test func floatsAreFoundInCodeAndNotInComments() {
    #expect(words(of: "let a: Double = 1").contains("Double"))
    #expect(!words(of: "// `Double` serves bands\nlet a = 1").contains("Double"))
    #expect(!words(of: "let isDoubled = 1").contains("Double"))
  }

  @Test func sourceFilesStayShort() {
    for file in SourceFile.all where file.path.hasSuffix(".swift") {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      // A generated table may be as long as its data.
      #expect(lines <= 420 || file.isTable, "\(file.path) has \(lines) lines")
    }
  }
}
