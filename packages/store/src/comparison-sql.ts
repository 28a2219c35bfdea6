/** Nothing of it must survive a crash: it is made anew each time. */
export const TABLES = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;

  -- Conversations that something is expected in.
  CREATE TABLE ours (conversation TEXT PRIMARY KEY) WITHOUT ROWID;

  -- n: the order of sending. required = 0: it need not be there. ordered = 0: it has no place in that order.
  CREATE TABLE expected (
    n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, conversation TEXT, shows TEXT NOT NULL,
    seq INTEGER NOT NULL, required INTEGER NOT NULL, ordered INTEGER NOT NULL, missing INTEGER, reordered INTEGER
  );

  -- place: the order in which a conversation's messages stand there.
  CREATE TABLE found (
    n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, conversation TEXT, shows TEXT NOT NULL,
    at INTEGER, origin TEXT NOT NULL, place INTEGER NOT NULL, verdict TEXT, fields TEXT, UNIQUE (kind, key, origin)
  );
`;

export const OURS = "INSERT OR IGNORE INTO ours (conversation) VALUES (?)";
export const IS_OURS = "SELECT 1 FROM ours WHERE conversation = ?";
export const EXPECT =
  "INSERT INTO expected (kind, key, conversation, shows, seq, required, ordered) VALUES (?, ?, ?, ?, ?, ?, ?)";
export const FIND =
  "INSERT OR IGNORE INTO found (kind, key, conversation, shows, at, origin, place) VALUES (?, ?, ?, ?, ?, ?, ?)";

export const INDEXES = `
  CREATE INDEX expected_by_key ON expected (kind, key);
  CREATE INDEX expected_by_conversation ON expected (conversation, n) WHERE kind = 3;
`;

const SAME_THING = "e.kind = f.kind AND e.key = f.key";

/** One that is there more often than it should is doubled; the first ones count. */
export const JUDGE = `
  UPDATE found AS f SET verdict = CASE
    WHEN NOT EXISTS (SELECT 1 FROM expected AS e WHERE ${SAME_THING}) THEN CASE
      WHEN kind IN (2, 3) AND conversation IN (SELECT conversation FROM ours) THEN 'foreign' ELSE 'elsewhere' END
    WHEN (SELECT count(*) FROM found AS o WHERE o.kind = f.kind AND o.key = f.key AND o.n < f.n)
      >= (SELECT max(1, sum(required)) FROM expected AS e WHERE ${SAME_THING}) THEN 'doubled'
    WHEN EXISTS (SELECT 1 FROM expected AS e WHERE ${SAME_THING} AND e.shows = f.shows) THEN 'same'
    ELSE 'unlike' END;
  CREATE INDEX found_by_verdict ON found (verdict) WHERE verdict <> 'same';
  CREATE INDEX found_by_conversation ON found (conversation, place) WHERE kind = 3;
`;

/** With all ways in which it may show. */
export const UNLIKE = `
  SELECT f.n, f.shows, (SELECT json_group_array(e.shows) FROM expected AS e WHERE ${SAME_THING}) AS sent
  FROM found AS f WHERE verdict = 'unlike' LIMIT ?`;
export const JUDGED = "UPDATE found SET verdict = ?, fields = nullif(?, '') WHERE n = ?";

export const ADDED_SINCE = "UPDATE found SET verdict = 'newer' WHERE verdict = 'foreign' AND at > ?";

export const ADDED_BETWEEN = "UPDATE found SET verdict = 'newer' WHERE verdict = 'foreign' AND at > ? AND at < ?";

export const MISSING = `
  UPDATE expected AS e SET missing = 1 WHERE required = 1
  AND (SELECT count(*) FROM found AS f WHERE ${SAME_THING})
    < (SELECT count(*) FROM expected AS o WHERE o.kind = e.kind AND o.key = e.key AND o.required = 1 AND o.n <= e.n)`;

/** Only what can be told from all others has a place. */
export const REORDERED = `
  WITH placed AS (
    SELECT e.n, place, lag(place) OVER (PARTITION BY e.conversation ORDER BY e.n) AS before
    FROM expected AS e CROSS JOIN found AS f ON ${SAME_THING}
    WHERE e.kind = 3 AND required = 1 AND ordered = 1 AND verdict IN ('same', 'changed')
    AND NOT EXISTS (SELECT 1 FROM expected AS o WHERE o.kind = 3 AND o.key = e.key AND o.required = 1 AND o.n <> e.n)
  )
  UPDATE expected SET reordered = 1 WHERE n IN (SELECT n FROM placed WHERE place < before)`;

export const COUNTS = `
  SELECT kind, sum(expected) AS expected, sum(missing) AS missing, sum(reordered) AS reordered, sum(found) AS found,
    sum(doubled) AS doubled, sum(changed) AS changed, sum(foreign_) AS foreign_, sum(newer) AS newer,
    sum(elsewhere) AS elsewhere
  FROM (
    SELECT kind, sum(required) AS expected, count(missing) AS missing, count(reordered) AS reordered,
      0 AS found, 0 AS doubled, 0 AS changed, 0 AS foreign_, 0 AS newer, 0 AS elsewhere FROM expected GROUP BY kind
    UNION ALL
    SELECT kind, 0, 0, 0, sum(verdict <> 'elsewhere'), sum(verdict = 'doubled'), sum(verdict = 'changed'),
      sum(verdict = 'foreign'), sum(verdict = 'newer'), sum(verdict = 'elsewhere') FROM found GROUP BY kind
  ) GROUP BY kind`;

export const SAMPLES_OF_SENT = `
  SELECT kind, key, conversation, seq FROM expected
  WHERE CASE ?1 WHEN 'missing' THEN missing ELSE reordered END = 1 ORDER BY n LIMIT ?2`;
export const SAMPLES_OF_FOUND = `
  SELECT kind, key, conversation, origin, fields, (SELECT min(seq) FROM expected AS e WHERE ${SAME_THING}) AS seq
  FROM found AS f WHERE verdict = ?1 AND verdict <> 'same' ORDER BY n LIMIT ?2`;

/** Those without a place of their own stand behind the others, by what they are found by. */
export const SENT_MESSAGES = `
  SELECT key || char(10) || shows AS line FROM expected WHERE kind = 3 AND conversation = ? AND required = 1
  ORDER BY ordered DESC, CASE ordered WHEN 1 THEN n ELSE key END`;
export const FOUND_MESSAGES = `
  SELECT f.key || char(10) || CASE verdict WHEN 'same' THEN coalesce(e.shows, f.shows) ELSE f.shows END AS line
  FROM found AS f LEFT JOIN expected AS e ON ${SAME_THING} AND required = 1
  WHERE f.kind = 3 AND f.conversation = ? AND verdict <> 'newer' AND (verdict <> 'same' OR e.n IS NOT NULL)
  GROUP BY f.n ORDER BY coalesce(ordered, 1) DESC, CASE coalesce(ordered, 1) WHEN 1 THEN place ELSE f.key END`;
