/// The classes of what a person must look at; the `kind` of the exceptions report.
package enum FindingKind: String, Sendable, CaseIterable {
  // A document as a whole
  case corruptFile = "corrupt_file"
  case emptyFile = "empty_file"
  case unknownFormat = "unknown_format"
  case schemaError = "schema_error"
  case unboundStore = "unbound_store"
  case trailingGarbage = "trailing_garbage"
  case schemaDrift = "schema_drift"
  case encoding
  // Its rows
  case rowError = "row_error"
  case dateFormat = "date_format"
  case numberFormat = "number_format"
  case oversizeField = "oversize_field"
  case periodError = "period_error"
  case footingMismatch = "footing_mismatch"
  case unknownLabel = "unknown_label"
  // The settlement among its neighbours
  case chainGap = "chain_gap"
  case chainOverlap = "chain_overlap"
  case debtDiscontinuity = "debt_discontinuity"
  case reserveDiscontinuity = "reserve_discontinuity"
  case restatement
  case sameContent = "same_content"
  case negativeSettlement = "negative_settlement"
  case payoutFailed = "payout_failed"
  case journalImbalance = "journal_imbalance"
  // The settlement beside what SP-API and the bank say
  case groupMismatch = "group_mismatch"
  case eventMismatch = "event_mismatch"
  case summaryMismatch = "summary_mismatch"
  case payoutMismatch = "payout_mismatch"
  case incompleteGroup = "incomplete_group"
  case lateArrival = "late_arrival"
  case missingReport = "missing_report"
  case depositOverdue = "deposit_overdue"
  case depositMismatch = "deposit_mismatch"
  case depositAmbiguous = "deposit_ambiguous"
  case balanceMismatch = "balance_mismatch"
  case statementError = "statement_error"
  case statementMismatch = "statement_mismatch"
  case silence
  case shippedNotSettled = "shipped_not_settled"
  /// Told only where `[severity]` names it; the `jumps` report always tells.
  case jump
  // The user's rates
  case missingRate = "missing_rate"
  case staleRate = "stale_rate"
  // Tills and web stores
  case unknownOutlet = "unknown_outlet"
  case outletClosed = "outlet_closed"
  case ticketMismatch = "ticket_mismatch"
  case ticketConflict = "ticket_conflict"
  case tenderMismatch = "tender_mismatch"
  case tillDepositMismatch = "till_deposit_mismatch"
  case orderMismatch = "order_mismatch"
  case orderConflict = "order_conflict"
  case webPayoutMismatch = "web_payout_mismatch"
  case orderUnsettled = "order_unsettled"
  // The vendor side
  case vendorDocument = "vendor_document"
  case vendorUnknownOrder = "vendor_unknown_order"
  case vendorUnit = "vendor_unit"
  case vendorItem = "vendor_item"
  case vendorPrice = "vendor_price"
  case vendorCurrency = "vendor_currency"
  case vendorQuantity = "vendor_quantity"
  case vendorLate = "vendor_late"
  case vendorDuplicate = "vendor_duplicate"
  case vendorRejected = "vendor_rejected"
  case vendorUnpaid = "vendor_unpaid"
  case vendorPaidTwice = "vendor_paid_twice"
  case vendorShortage = "vendor_shortage"
  case vendorRemittance = "vendor_remittance"
  case vendorDeposit = "vendor_deposit"
  case vendorDeduction = "vendor_deduction"
  case vendorClaimedTwice = "vendor_claimed_twice"
  case vendorCreditNote = "vendor_credit_note"

  package var severity: Severity {
    switch self {
    case .trailingGarbage, .schemaDrift, .encoding, .numberFormat, .oversizeField,
      .negativeSettlement, .payoutFailed, .incompleteGroup, .lateArrival, .depositAmbiguous,
      .missingReport, .sameContent, .silence, .jump, .outletClosed, .orderConflict, .orderUnsettled,
      .shippedNotSettled, .missingRate, .staleRate, .vendorPrice, .vendorLate,
      .vendorQuantity, .vendorDuplicate, .vendorDeduction:
      .warning
    default: .error
    }
  }
}

package enum Severity: String, Sendable { case error, warning }
