extension Ledger {
  /// SHA-256 over the content of the ledger in an order of its own: numbers given on arrival and
  /// everything else that depends on the order of imports are left out, and so is when something
  /// was first heard of: a month of nightly syncs and one at its end give the same content.
  package func contentDigest() throws(StoreError) -> String {
    let hash = SHA256()
    for sql in [
      """
      SELECT sha256, name, store, outcome, layout, encoding, line_count, row_count, blank_count,
        repeated_header_count, named_settlement_id FROM document ORDER BY 1
      """,
      """
      SELECT sha256, position, kind, severity, line, column_name, amount_minor, what, what_to_do
      FROM document_finding JOIN document USING (document_id) ORDER BY 1, 2
      """,
      """
      SELECT sha256, settlement_id, s.store, currency, start_at, end_at, deposit_at,
        stated_total_minor, rows_total_minor, s.row_count, account_type, home_marketplace, version,
        is_current
      FROM settlement_version s JOIN document USING (document_id) ORDER BY 1, 2
      """,
      """
      SELECT sha256, settlement_id, a.name, transaction_type, amount_type, amount_description,
        marketplace, category, outlet, posted_day, local_day, sum(amount_minor), sum(p.row_count),
        sum(order_count), sum(units), sum(units_without_cost), sum(cost_minor)
      FROM posting p JOIN settlement_version USING (version_id) JOIN document USING (document_id)
        JOIN account a USING (account_id) LEFT JOIN label USING (label_id)
        LEFT JOIN dimension USING (dimension_id)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
      """,
      "SELECT * FROM event_group ORDER BY store, group_id",
      """
      SELECT store, transaction_id, status, type, description, posted_at, currency, total_minor,
        account_type, marketplace_id, order_id, group_id, settlement_id, deferred_id, release_id,
        disbursement_id, deferral_reason, matures_at, lines_hash
      FROM amazon_transaction ORDER BY store, transaction_id
      """,
      "SELECT * FROM payout ORDER BY store, payout_id",
      "SELECT * FROM control_total ORDER BY store, settlement_id",
      """
      SELECT sha256, name, kind, layout, store, outcome, row_count, first_day, last_day
      FROM channel_document ORDER BY 1
      """,
      "SELECT * FROM v_till_line ORDER BY 1, 3, 4, 6, 8, 9, 10",
      "SELECT * FROM v_web_order ORDER BY 1, 2",
      """
      SELECT record_key, day, outlet, outlet_store, tender, total_minor, currency FROM till_order
      WHERE is_counted = 1 ORDER BY 1
      """,
      "SELECT * FROM channel_match ORDER BY source, store, deposit_id, line_id",
      // Amazon's answers depend on the nights on which it was asked; their records do not.
      """
      SELECT sha256, name, record_count, problem_count FROM vendor_document
      WHERE name NOT LIKE 'sp-api:%' ORDER BY 1
      """,
      "SELECT kind, key, known_at, CAST(body AS TEXT) FROM vendor_record ORDER BY 1, 2",
      "SELECT * FROM vendor_match ORDER BY position",
      "SELECT * FROM vendor_recovery ORDER BY position",
      "SELECT * FROM identity_result ORDER BY position",
      "SELECT * FROM exception ORDER BY position",
      "SELECT sequence, sha256, acted_at, body FROM period_document ORDER BY sequence",
    ] {
      let select = try Statement(sql, on: database)
      while try select.step() {
        for column in 0..<select.columnCount { hash.update(select.bytes(column) + [0x1F]) }
        hash.update([0x0A])
      }
    }
    return hash.finish()
  }
}
