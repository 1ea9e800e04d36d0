import LedgerCore

/// What a bundle says about itself in words.
enum BundleTexts {
  static func readme(
    _ request: AuditRequest, rows: Int, channelRows: Int, digest: String
  ) -> String {
    """
    Audit package of Acorn \(request.version), \(request.from) to \(request.to) (local days, both included)

    1  archive/            every document as it came: objects/ by SHA-256, deliveries.tsv says how each came in
    2  rows.csv            every amount of the settlements in force in these days, once (\(rows) rows): document, line,
                           class, tax tag, store, outlet, dates, amount, exchange rate, journal entry
       channel_rows.csv    the same of tills, web stores and vendors (\(channelRows) rows)
    3  reports/            journal.csv, trial_balance.csv, deposits.csv, receivable.csv and all other reports but forecasts
    4  reports/            settlements.csv (control totals), reconciliation.csv (identities), certificate.json
    5  bridges/            gross_net_bank.csv, us_1099k.csv, sales_tax_by_month.csv, tax_labels.csv; channels.csv: tills,
                           web stores and vendors
    6  layout.txt          record layout; rules: reports/rules.tsv, chart.tsv, marketplaces.tsv, layouts.tsv and the user's
                           files
                           (reports/certificate.json names their digests; rules and files together: \(digest))
    7  changes.csv         restatements, decisions, locked and opened months, changed files: when, who, why
    8  not-covered.txt     what this package does not hold

    MANIFEST.sha256 has the SHA-256 of each file (sha256sum --check MANIFEST.sha256), SEAL that of the manifest.
    acorn audit verify PATH checks that no byte has changed. Scripts/verify_close.py PATH, which is Python and shares no
    code with Acorn, checks that too, and recomputes control totals, components, fees, identities, journal, rows, bridges
    and changes from 1: all but counts of orders, and of channel_rows.csv line and record.

    """
  }

  static let layout = """
    Record layout. All files are UTF-8; .csv files follow RFC 4180 with a header row, amounts in major units with all
    decimals of their currency, days as 2026-03-14, instants in UTC. Text that a spreadsheet would run as a formula has
    an apostrophe before it.

    rows.csv
      document, line        SHA-256 of the settlement file (archive/objects) and line in it, counted from 1 after inflating
      settlement_id, store, account_type, marketplace, currency
                            marketplace: its code, (none) without one, (other) for names that are no site of Amazon's
      transaction_type, amount_type, amount_description
                            the label as the file has it; V1 files by Amazon's mapping to V2
      component             class by reports/rules.tsv: the rule of the label (an exact one before *), the latest not after
                            posted_date, later lines before earlier ones; unclassified where no rule fits
      tax_tag               what the component is to a return: supply, supply_taken_back, discount, tax_on_supply,
                            tax_withheld_by_marketplace, service_received, compensation, supply_to_marketplace,
                            adjustment, no_supply, unclassified
      category, outlet      by the user's catalog and outlet bindings, which are in the archive
      posted_date           day of the posting in UTC; for held-back orders the day of release
      local_date            the same instant by the clock of the row's marketplace (of the account's, where it has none)
      amount                signed as in the file: what is good for the seller is positive
      order_id
      fx_currency, fx_rate, fx_date, fx_source
                            units of the functional currency for one unit, from the user's rates: the last one not
                            after local_date, crossed over the file's base where needed, rounded to eight decimals
      journal_entry         entry of reports/journal.csv that books the row; where its month was locked before the row
                            came, the entries that correct it name it in their column corrects

    channel_rows.csv        what the journal books of tills, web stores and vendors in these days, one row an amount of a
                            line of a document that counts (of two exports that tell of one thing, one does)
      document, line        SHA-256 of the document (archive/objects) and line in it, counted from 1; records of vendors have
                            no line
      channel, part         till, webstore or vendor; tickets, deposits, orders, payments, payouts, invoices,
                            deductions or remittances
      record                ticket, deposit, order, payout or payment; of an invoice its number, order and line
      store, outlet, category, currency
      class                 role of reports/chart.tsv: till_sales, till_tax, till_clearing, webstore_orders, vendor_sales ...
      reference             means of payment, invoice or payment; the outlet or web store of everything else
      date                  day of the outlet or store; of vendors the day of issue or payment
      amount                a debit is positive, as in reports/journal.csv
      fx_currency ... fx_source
                            as in rows.csv, by date
      journal_entry         entry of reports/journal.csv: with corrections that name it, its lines are the sums of these rows
                            by class, category and reference; channel_differences is what the rows do not make up. Entries
                            are of whole months. Daily closings are compared with tickets, and not booked

    reports/journal.csv     one row a line of an entry; a debit is positive; the lines of an entry sum to zero. Column
                            channel: amazon, bank, till, webstore or vendor; entries of the last three are of a month, and
                            settlement_id has the means of payment, the invoice or the payment
    reports/layouts.tsv     which column of an export of tills and web stores is what, in the order in which they are tried
    reports/trial_balance.csv  by month, account and currency; opening + debit - credit = closing
    reports/reconciliation.csv  each identity of each settlement: holds, broken or undetermined, with its evidence
    bridges/gross_net_bank.csv  one row a settlement that ends in these days: its parts sum to total; then what the bank
                            credited (in its own currency); of a line that pays several settlements this one's part
    bridges/us_1099k.csv    orders on amazon.com by month: product sales + shipping + gift wrap + promotional rebates +
                            sales tax = unadjusted gross; Standard and Invoiced orders apart; refunds do not lower it
    bridges/sales_tax_by_month.csv  supplies, what was taken back, discounts and tax by store, marketplace and month:
                            VAT by country, and the marketplaces of the Union for the one-stop shop
    bridges/tax_labels.csv  tax collected and withheld by label: India's TCS (IGST, CGST, SGST) and TDS 194-O, and others;
                            labels in lower case, as the rules compare them
    bridges/channels.csv    tills, web stores and vendors by month: sales to differences (income is positive) sum to vouchers
                            taken, what is still open and what was sent to the bank (of vendors all rows of a month and
                            currency together: one payment is for several vendor codes); then what the bank credited
    changes.csv             at, kind, subject, who, what, why, document

    """

  static let notCovered = """
    What this package does not hold, because settlement files and SP-API's financial data do not carry it:

    - The buyer: neither name nor address nor tax number. The state of consumption of an order is known only as far as
      the marketplace tells it; a cross-border sale to another country is not told from a domestic one. A one-stop-shop
      list (Regulation 282/2011, Art. 63c) needs from elsewhere: state of consumption, tax rate, place of departure and
      arrival, invoice numbers, proof of returns. Amazon's VAT transactions report has them.
    - Tax rates and taxable amounts as such: tax is stated only where Amazon states it in rows of its own. Prices of
      European marketplaces mostly include VAT.
    - The day of sale and delivery: posted_date is the day on which Amazon booked or released the amount.
    - India: TCS and TDS as withheld in settlements. GSTR-8, GSTR-2B and Form 26AS come from the authorities; the tie
      between the three is not made here.
    - Form 1099-K itself: the bridge shows settled orders; orders held back over a year's end are in the form of the year
      in which Amazon says they were paid for, and in these rows in the year of their release.
    - Invoices for Amazon's fees, purchases, stock and its valuation, and what passes neither through Amazon nor through
      the tills, web stores and vendor accounts whose documents are here.
    - Tills, web stores and vendors: their tax is in channel_rows.csv and bridges/channels.csv and not in
      bridges/sales_tax_by_month.csv. Documents that were refused, tickets of outlets
      that the outlets file does not have, and invoices that Amazon's list does not show, or has rejected, are not booked.
    - Tax in web stores' refunds: their documents do not state it, so refunds stand with the tax that they hold. Vouchers
      sold by tills are sales as the tickets have them; vouchers taken as payment stand on an account of their own.
    - Tax in Amazon's claims is taken apart where they are for returns or shortages, or a credit note of the vendor's says
      so; else it is in the claim's cost. Tax that Amazon withheld of a vendor's payments is what remittances call withheld:
      of which tax, and under which section (India's TDS 194-O, 194-Q), they do not state. Why Amazon kept or claimed
      something is judged in reports/recovery.csv, and not decided here.
    - Proof of who did something: changes.csv has the name that was given with a decision, a lock or an unlock (by default
      that of the login); nobody checks it. Who edited the user's files is not kept.
    - Rows of refused files: they are in the archive, and reports/certificate.json and exceptions.csv name them.

    The archive is whole: it holds documents of other periods too, since settlements straddle them.

    """
}
