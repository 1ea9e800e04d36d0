/// What is asked of late transactions stands in their index.
let migration016 = """
  DROP INDEX movement_late;
  CREATE INDEX movement_late ON movement (store, seen_at, posted_at, place_id, total_minor)
    WHERE seen_at > posted_at + 259200;
  """
