/// What decides between exports of tills and web stores that tell of one thing: when each was received
/// first, and which lines are of one ticket. Of orders, whether they are sales, and what they say was
/// given back beyond what their payment provider tells: `ChannelWriter.chooseCounted` keeps both.
///
/// All exports are read again, and conclusions drawn anew.
let migration020 = """
  DELETE FROM channel_finding;
  DELETE FROM web_order_line;
  DELETE FROM web_order;
  DELETE FROM web_transaction;
  DELETE FROM web_payout;
  DELETE FROM till_order;
  DELETE FROM till_line;
  DELETE FROM till_deposit;
  DELETE FROM tender_total;
  DELETE FROM channel_document;

  -- In seconds since 1970.
  ALTER TABLE channel_document ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE till_line ADD COLUMN ticket_key TEXT NOT NULL DEFAULT '';
  DROP INDEX IF EXISTS till_line_key;
  CREATE INDEX till_line_ticket ON till_line (ticket_key);
  ALTER TABLE web_order ADD COLUMN is_sale INTEGER NOT NULL DEFAULT 1;
  -- Positive.
  ALTER TABLE web_order ADD COLUMN refund_beyond_minor INTEGER NOT NULL DEFAULT 0;

  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
