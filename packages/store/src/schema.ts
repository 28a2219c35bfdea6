/**
 * The workspace's tables, as steps from one format to the next. A step that has been released is never changed:
 * a new one is added behind it. The number of steps is the format's version, kept in `PRAGMA user_version`.
 */
export const STEPS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- What has been read. cursor: read behind it; done: nothing is left to read.
  CREATE TABLE stream (name TEXT PRIMARY KEY, cursor TEXT, done INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

  -- One checked canonical record. kind is its place in load order; user is its author or member;
  -- at and rank are its place in its conversation; shard is a hash of the conversation.
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT,
    user TEXT,
    at INTEGER,
    rank REAL,
    shard INTEGER NOT NULL DEFAULT 0,
    stream TEXT NOT NULL,
    origin TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (kind, id)
  );

  -- Values that never became a record.
  CREATE TABLE refused (
    id INTEGER PRIMARY KEY, stream TEXT NOT NULL, kind INTEGER NOT NULL,
    origin TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL
  );
  -- Values left out on purpose, by rule.
  CREATE TABLE dropped (
    stream TEXT NOT NULL, kind INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (stream, kind, code)
  ) WITHOUT ROWID;

  -- What resolving found out about each conversation.
  CREATE TABLE facts (
    conversation TEXT PRIMARY KEY, members INTEGER NOT NULL, twins INTEGER NOT NULL, first_at INTEGER
  ) WITHOUT ROWID;

  -- One target account.
  CREATE TABLE lane (id INTEGER PRIMARY KEY, target TEXT NOT NULL UNIQUE);
  -- What became of every record at one target.
  CREATE TABLE ledger (
    lane INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL,
    target_id TEXT, code TEXT, message TEXT, at INTEGER NOT NULL,
    PRIMARY KEY (lane, seq)
  ) WITHOUT ROWID;
  -- Records in the air: a JSON list of their seq, until all are settled.
  CREATE TABLE batch (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, kind INTEGER NOT NULL, records TEXT NOT NULL);
  -- Every request to the target: what the quota is counted by.
  CREATE TABLE request (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, sent_at INTEGER NOT NULL, answered_at INTEGER);

  CREATE TABLE loss (
    lane INTEGER NOT NULL, kind INTEGER NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (lane, kind, code)
  ) WITHOUT ROWID;
  CREATE TABLE loss_sample (
    lane INTEGER NOT NULL, kind INTEGER NOT NULL, code TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (lane, kind, code, seq)
  ) WITHOUT ROWID;
  `,
  `
  -- The quota is restored from the newest requests of a lane, and rejects are looked up by code.
  CREATE INDEX request_by_time ON request (lane, sent_at);
  CREATE INDEX ledger_by_code ON ledger (lane, code) WHERE code IS NOT NULL;
  `,
  `
  -- The few records that no stream of the source gave are counted often; the names are those of ADDED and DERIVED.
  CREATE INDEX record_added ON record (kind) WHERE stream IN ('resolve', 'derived');
  `,
  `
  -- Where one of the values that were left out is found.
  ALTER TABLE dropped ADD COLUMN sample TEXT;
  `,
  `
  -- A pass is a lane beside its target's main lane: it walks over the records of one kind once more. behind = 1: over
  -- those that the main lane has settled and not rejected. quota: passes of one class share one.
  ALTER TABLE lane ADD COLUMN main INTEGER;
  ALTER TABLE lane ADD COLUMN pass TEXT;
  ALTER TABLE lane ADD COLUMN kind INTEGER;
  ALTER TABLE lane ADD COLUMN behind INTEGER;
  ALTER TABLE lane ADD COLUMN quota TEXT;
  `,
  `
  -- Each time the source is read from its beginning to its end. last_seq: records numbered up to it were there before.
  -- since: it was asked only for what came since. done: all was read, and what vanished is told.
  CREATE TABLE reading (
    id INTEGER PRIMARY KEY, began_at INTEGER NOT NULL, since INTEGER, last_seq INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO reading (id, began_at, last_seq, done)
  SELECT 1, 0, 0, EXISTS (SELECT 1 FROM stream WHERE name = 'resolve' AND done = 1) WHERE EXISTS (SELECT 1 FROM stream);
  CREATE TABLE reading_count (
    reading INTEGER NOT NULL, kind INTEGER NOT NULL, fresh INTEGER NOT NULL, equal INTEGER NOT NULL,
    changed INTEGER NOT NULL, vanished INTEGER NOT NULL, PRIMARY KEY (reading, kind)
  ) WITHOUT ROWID;
  -- What the reading under way has given. A table of numbers: to note it in the records would write each of them anew.
  CREATE TABLE seen (seq INTEGER PRIMARY KEY);
  -- Records that the source gave otherwise than before. sent: a target has it as it was. fields: which differ; missing:
  -- the source has it no more. before: what the source gave then.
  CREATE TABLE change (
    seq INTEGER PRIMARY KEY, reading INTEGER NOT NULL, sent INTEGER NOT NULL, fields TEXT, before TEXT
  );
  -- What the source gave last, where that is not what is sent: gaps were filled, or it changed after it was sent.
  ALTER TABLE record ADD COLUMN given TEXT;
  -- Of a conversation that was settled before the last reading: only memberships numbered up to it count.
  ALTER TABLE facts ADD COLUMN until INTEGER;
  CREATE INDEX refused_by_origin ON refused (stream, origin);
  `,
  `
  -- Records that transforms dropped, and what went with them. code, message: the rule, of users and conversations.
  CREATE TABLE left_out (
    kind INTEGER NOT NULL, id TEXT NOT NULL, code TEXT, message TEXT, PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  `,
  `
  -- A file of the source, by its key (file-key.ts). seq: one of the messages that have it. wanted: the run that
  -- asked for it last. status: open, copied or failed. lasting: another try will not mend it. at: when it was copied or
  -- failed. url: where it is had now; missing: the sink takes the file itself.
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, host TEXT NOT NULL, seq INTEGER NOT NULL, declared INTEGER,
    wanted INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'open', tries INTEGER NOT NULL DEFAULT 0, at INTEGER,
    lasting INTEGER, code TEXT, message TEXT, sha256 TEXT, size INTEGER, type TEXT, key TEXT, url TEXT
  );
  CREATE INDEX file_by_hash ON file (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX file_failed ON file (code) WHERE code IS NOT NULL;
  -- When a batch was begun: its messages are looked at as they were then.
  ALTER TABLE batch ADD COLUMN at INTEGER;
  `,
  `
  -- What a settled record lost: a JSON list of codes. Missing: nothing, or an older program settled it. However a target's
  -- ledger comes to forget a record, its losses are forgotten with it: sent again, they are counted again.
  ALTER TABLE ledger ADD COLUMN losses TEXT;
  CREATE TRIGGER losses_go_along AFTER DELETE ON ledger WHEN old.losses IS NOT NULL BEGIN
    UPDATE loss SET count = count - (SELECT count(*) FROM json_each(old.losses) WHERE value = loss.code)
    WHERE lane = old.lane AND kind = (SELECT kind FROM record WHERE seq = old.seq);
    DELETE FROM loss WHERE lane = old.lane AND count <= 0;
    DELETE FROM loss_sample WHERE lane = old.lane AND kind = (SELECT kind FROM record WHERE seq = old.seq)
    AND code IN (SELECT value FROM json_each(old.losses)) AND seq = old.seq;
  END;
  `,
];

/** Built once everything is staged: inserting into them page by page would slow extraction down. */
export const INDEXES = `
  CREATE INDEX IF NOT EXISTS other_by_kind ON record (kind, seq) WHERE kind < 3;
  CREATE INDEX IF NOT EXISTS message_by_time ON record (at, rank, seq, shard) WHERE kind = 3;
  CREATE INDEX IF NOT EXISTS message_by_conversation ON record (conversation, at, rank, seq) WHERE kind = 3;
  CREATE INDEX IF NOT EXISTS message_by_author ON record (conversation, user, at) WHERE kind = 3;
  CREATE INDEX IF NOT EXISTS membership_by_conversation ON record (conversation, user) WHERE kind = 2;
`;
