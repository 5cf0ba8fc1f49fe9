-- The results of an audit: one file per audit. Amounts are texts of yuan: sums of any size.
PRAGMA user_version = 1;

-- One row.
CREATE TABLE audit (
  version TEXT NOT NULL,     -- of tollgate
  result TEXT NOT NULL,      -- PASS, FAIL, NO VERDICT, PARTIAL
  exit_code INTEGER NOT NULL,
  read INTEGER NOT NULL, judged INTEGER NOT NULL, unspecified INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  wrong INTEGER NOT NULL,    -- of those judged: billed wrong, or once too often
  charged TEXT NOT NULL, over TEXT NOT NULL, under TEXT NOT NULL
);

CREATE TABLE file (name TEXT PRIMARY KEY, records INTEGER NOT NULL, bytes INTEGER NOT NULL, fault TEXT,
                   changed INTEGER NOT NULL);
CREATE TABLE rejected (file TEXT NOT NULL, line INTEGER NOT NULL, column INTEGER NOT NULL,
                       text TEXT NOT NULL); -- the first ones
CREATE TABLE line (label TEXT NOT NULL, wrong INTEGER NOT NULL, text TEXT NOT NULL); -- of the report

-- All that was counted: a row per kind of record. Records of a kind have one verdict.
CREATE TABLE kind (
  month TEXT NOT NULL, rule TEXT NOT NULL, clauses TEXT NOT NULL, plan TEXT NOT NULL,
  event TEXT NOT NULL, state TEXT NOT NULL, destination TEXT NOT NULL,
  verdict TEXT NOT NULL, form TEXT NOT NULL, readings TEXT NOT NULL,
  records INTEGER NOT NULL,
  charged TEXT NOT NULL, right TEXT, over TEXT, under TEXT, -- NULL = not known
  causes TEXT NOT NULL, example TEXT NOT NULL
);
CREATE TABLE repeated (kind TEXT NOT NULL, call_id TEXT NOT NULL, other TEXT NOT NULL,
                       start INTEGER NOT NULL, charge INTEGER NOT NULL); -- the first ones
