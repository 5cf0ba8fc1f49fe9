-- The results database: one file per run. What was asked and what was answered are written as they
-- come; whatever a run that was cut off left here is true. Verdicts, findings and prices follow from
-- them, are written at the end, and can be made again at any time (tollgate report).
PRAGMA user_version = 3;

-- One row.
CREATE TABLE run (
  state     TEXT NOT NULL,    -- running, finished
  version   TEXT NOT NULL,    -- of tollgate
  started   TEXT NOT NULL,    -- UTC, 2010-01-01T00:00:00
  system    TEXT NOT NULL,    -- as one would type it
  tariff    TEXT NOT NULL,    -- annexes and readings judged by: a name a line
  fixed     INTEGER NOT NULL, -- bit n: no other reading of I-n counts
  profile   TEXT NOT NULL,    -- the file of the system's profile; '' = a command was given
  content   BLOB NOT NULL,    -- what that file held; or the command, each argument ended by a NUL
  digests   TEXT NOT NULL,    -- SHA-256 of rulebook, annexes, suites: as sha256sum writes them
  exit_code INTEGER,          -- of a finished run
  ending    INTEGER,          -- how the system ended: number of enum sut_ending
  code      INTEGER,          -- its exit code, signal or errno
  detail    TEXT,
  talk      BLOB,             -- the end of its stderr
  wall_ms   INTEGER,
  restarts  INTEGER,
  timeout_ms INTEGER, max_output INTEGER -- the limits it had
);

-- What was asked: case records and what the tariff says, as texts.
CREATE TABLE question (
  n INTEGER PRIMARY KEY,      -- from 0, in the order of the cases
  suite TEXT NOT NULL, title TEXT NOT NULL,
  call_id TEXT NOT NULL UNIQUE, start_time TEXT, duration_s TEXT, plan TEXT, packs TEXT, event TEXT,
  forward_reason TEXT, home_area TEXT, visited_area TEXT, other_party TEXT, other_area TEXT,
  other_network TEXT,
  outcome TEXT NOT NULL, charge TEXT, min TEXT, max TEXT, formula TEXT, units TEXT, rule TEXT,
  clauses TEXT, basis TEXT
);

-- What was answered, row by row, also what belongs to no question.
CREATE TABLE answer (
  n INTEGER PRIMARY KEY,
  kind     INTEGER NOT NULL,  -- 0 amount, 1 refused, 2 malformed, 3 unreadable from here on
  call_id  BLOB,              -- as read
  charge   BLOB,              -- as the system wrote it
  amount   INTEGER,           -- 0.0001 yuan
  rest     INTEGER,           -- digits below that follow
  negative INTEGER,
  broken   INTEGER,           -- the row itself, so that its call_id may be wrong
  reason   TEXT,
  line     INTEGER
);

-- Exchanges that are over, and the questions they were about.
CREATE TABLE exchange (
  n INTEGER PRIMARY KEY,
  ending INTEGER NOT NULL, code INTEGER, detail TEXT, wall_ms INTEGER,
  timeout_ms INTEGER, max_output INTEGER
);
CREATE TABLE asked (
  exchange INTEGER NOT NULL REFERENCES exchange (n),
  question INTEGER NOT NULL REFERENCES question (n)
);

-- What follows.
CREATE TABLE verdict (
  question INTEGER PRIMARY KEY REFERENCES question (n),
  verdict TEXT NOT NULL,
  difference INTEGER,         -- 0.0001 yuan
  known INTEGER NOT NULL,     -- listed as a known failure
  note TEXT
);
CREATE TABLE finding (kind TEXT NOT NULL, fails INTEGER NOT NULL, subject TEXT, text TEXT NOT NULL);
CREATE TABLE price (
  price TEXT NOT NULL, plan TEXT NOT NULL, system TEXT NOT NULL,
  state TEXT NOT NULL,        -- silent, within (another), known, tie, none
  value INTEGER,              -- 0.0001 yuan per unit
  explains INTEGER, contradicts INTEGER,
  text TEXT NOT NULL
);

-- What explains the wrong answers, all causes together; none contradicts a right one.
CREATE TABLE cause (
  n INTEGER PRIMARY KEY,      -- from 0
  defect TEXT NOT NULL,       -- a known one (cases/defects), a reading (cases/readings), a price that
                              -- was inferred, or a mutant (tollgate adequacy --show)
  known INTEGER NOT NULL,     -- a known defect
  title TEXT NOT NULL, clauses TEXT NOT NULL,
  explains INTEGER NOT NULL,  -- wrong answers in which it takes part
  together INTEGER NOT NULL,  -- wrong answers that all causes explain
  wrong INTEGER NOT NULL,     -- single answers that fail
  right INTEGER NOT NULL,     -- single answers that conform
  plans TEXT NOT NULL, places TEXT NOT NULL, -- of the calls that it explains
  over INTEGER NOT NULL, under INTEGER NOT NULL, -- their money, 0.0001 yuan
  alike TEXT NOT NULL,        -- defects that explain as much in its place
  telling TEXT NOT NULL       -- a call that would tell it from the first of those
);
CREATE TABLE explained (
  question INTEGER NOT NULL REFERENCES question (n),
  cause INTEGER NOT NULL REFERENCES cause (n)
);
