import BankStatements
import LedgerCore
import LedgerStore

/// Bank statements, vendor documents and exports of tills and web stores are known by their content;
/// everything else is read as a settlement file.
enum DocumentKind {
  case bank, vendor, settlement
  case channel(ChannelLayout)

  init(path: String, _ configuration: Configuration) {
    let head = DocumentProbe.head(path, bytes: 8192) ?? []
    if isBankStatement(prefix: head, csvMappings: configuration.bankMappings) {
      self = .bank
    } else if VendorIntake.isVendor(prefix: head) {
      self = .vendor
    } else if let layout = ChannelLayouts(configuration).layout(ofHead: head) {
      self = .channel(layout)
    } else {
      self = .settlement
    }
  }

  var ofDelivery: Delivery.Kind {
    switch self {
    case .bank: .bank
    case .vendor: .vendor
    case .settlement: .settlement
    case .channel(let layout): layout.kind.isTill ? .till : .webstore
    }
  }
}
