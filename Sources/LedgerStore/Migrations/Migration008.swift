/// The events of a group are looked up by order and amount, to tell on which day a deferred
/// transaction was released; without this each look goes over the whole group.
let migration008 = """
  CREATE INDEX group_event_by_order
    ON group_event (store, group_id, order_id, amount_minor, posted_at);
  DROP INDEX group_event_by_group;
  """
