-- The second oracle: the tariff of 2010-01-01 formulated in SQL (SQLite 3.40), to be read beside
-- the documents. It shares with the rater in C the raw numbering tables and nothing else.
--
-- In:  record(seq, call_id, start_time, ...), all text; the numbering tables, all text.
-- Out: outcome(seq, outcome, charge, min, max, formula, units, rule).
-- Amounts are integers of 0.0001 yuan. "Decision n" marks what the rulebook leaves open.

-- 1. Price tables ------------------------------------------------------------------------------

CREATE TEMP TABLE plan_group(plan TEXT PRIMARY KEY, brand TEXT, cohort TEXT) WITHOUT ROWID;
INSERT INTO plan_group VALUES
  ('gotone', 'gotone', 'existing'), ('mzone', 'mzone', 'existing'), ('easyown', 'easyown', 'existing'),
  ('easyown-qingsong', 'easyown', 'card'), ('easyown-jiayuan', 'easyown', 'card'),
  ('gotone-jingdian', 'gotone', 'new'), ('gotone-shanglv', 'gotone', 'new'),
  ('mzone-suibian', 'mzone', 'new'), ('easyown-dazhong', 'easyown', 'new');

-- kind: exact, open (only its legal range low..high is known), range (unit unknown as well),
-- once (no duration), free. high NULL: no upper bound.
CREATE TEMP TABLE price(key TEXT PRIMARY KEY, kind TEXT, name TEXT, unit INTEGER, low INTEGER, high INTEGER)
  WITHOUT ROWID;
INSERT INTO price VALUES
  ('0.06/6', 'exact', '0.06', 6, 600, 600),          -- A-2.1.1 B-1.4
  ('0.07/6', 'exact', '0.07', 6, 700, 700),          -- D-3
  ('0.20/6', 'exact', '0.20', 6, 2000, 2000),        -- B-1.4, hmt
  ('0.80/6', 'exact', '0.80', 6, 8000, 8000),        -- B-1.4, international
  ('0.10/60', 'exact', '0.10', 60, 1000, 1000),      -- A-3.2.1a, own network
  ('0.15/60', 'exact', '0.15', 60, 1500, 1500),      -- A-2.2.3a, idle
  ('0.20/60', 'exact', '0.20', 60, 2000, 2000),      -- A-3.2.1a, other network
  ('0.30/60', 'exact', '0.30', 60, 3000, 3000),      -- A-2.1.2
  ('0.35/60', 'exact', '0.35', 60, 3500, 3500),      -- A-2.2.3a busy, A-2.2.3b gotone
  ('0.50/60', 'exact', '0.50', 60, 5000, 5000),      -- A-2.2.3b
  ('1.20/60', 'exact', '1.20', 60, 12000, 12000),    -- A-2.2.3c
  ('1.80/60', 'exact', '1.80', 60, 18000, 18000),    -- A-2.2.3c, roaming in the province
  ('1.50/60', 'exact', '1.50', 60, 15000, 15000),    -- A-2.2.2.1, A-2.2.3d
  ('2.10/60', 'exact', '2.10', 60, 21000, 21000),    -- A-2.2.3d
  ('2.00/60', 'exact', '2.00', 60, 20000, 20000),    -- A-2.2.3e
  ('2.60/60', 'exact', '2.60', 60, 26000, 26000),    -- A-2.2.3e
  ('2.40/60', 'exact', '2.40', 60, 24000, 24000),    -- A-2.2.2.2
  ('3.60/60', 'exact', '3.60', 60, 36000, 36000),    -- A-2.2.2.3
  ('4.60/60', 'exact', '4.60', 60, 46000, 46000),    -- A-2.2.2.4, A-2.2.3f
  ('5.20/60', 'exact', '5.20', 60, 52000, 52000),    -- A-2.2.3f
  ('ld', 'open', 'ld', 60, 0, 7000),                 -- A-2.1.1: per minute, ceiling X-2
  ('roam_caller', 'open', 'roam_caller', 60, 0, 6000),  -- X-1
  ('roam_called', 'open', 'roam_called', 60, 0, 4000),  -- X-1
  ('local_fee', 'open', 'local_fee', 60, 2000, 4000),   -- D-2
  ('ld_satellite', 'open', 'ld_satellite', 6, 0, NULL), -- B-1.7
  ('plan_ld', 'range', 'plan_ld', 60, 0, 7000),      -- B-1.3 B-1.5: below the ceiling
  ('plan_hmt', 'range', 'plan_hmt', 6, 0, 2000),
  ('plan_intl', 'range', 'plan_intl', 6, 0, 8000),
  ('free', 'free', '0.00', NULL, 0, 0),              -- B-2.3 B-2.5
  ('night_fee', 'once', '5.00', NULL, 50000, 50000); -- B-2.3

-- What LD, HMT and INTL of the rules below are for a plan; any other price is itself.
CREATE TEMP TABLE plan_price(fee TEXT, cohort TEXT, key TEXT, PRIMARY KEY (fee, cohort)) WITHOUT ROWID;
INSERT INTO plan_price VALUES
  ('LD', 'existing', '0.06/6'), ('LD', 'card', 'ld'), ('LD', 'new', 'plan_ld'),
  ('HMT', 'existing', '0.20/6'), ('HMT', 'card', '0.20/6'), ('HMT', 'new', 'plan_hmt'),     -- I-07
  ('INTL', 'existing', '0.80/6'), ('INTL', 'card', '0.80/6'), ('INTL', 'new', 'plan_intl'); -- I-07
INSERT INTO plan_price SELECT key, cohort, key FROM price, (SELECT DISTINCT cohort FROM plan_group);

-- 2. The rules (rulebook section 3) ------------------------------------------------------------
-- A condition is a list of words; '*' holds for all. rank: the smaller one wins.
-- intl stands for the six international classes (destination group below).

CREATE TEMP TABLE rule(rank INTEGER, rule TEXT, regime TEXT, event TEXT, state TEXT, access TEXT,
  destination TEXT, reason TEXT, extra TEXT, fee1 TEXT, fee2 TEXT);
INSERT INTO rule VALUES
  -- B-2.5. Decision 1: holds also where no price is known otherwise (17951 to a special number).
  (0, 'R-3S', 'single split', 'originate', 'home', '*', 'domestic special hmt intl satellite', '*', 'short', 'free', NULL),
  (1, 'R-42', 'single', 'originate', 'home', 'direct', 'domestic', '*', 'night', 'free', NULL),
  (2, 'R-01', 'single', 'originate', 'home', 'direct', 'domestic', '*', '*', 'LD', NULL),
  (2, 'R-02', 'single', 'originate', 'home', 'direct', 'special', '*', '*', 'LD', NULL),
  (2, 'R-03', 'single', 'originate', '*', 'direct', 'hmt', '*', '*', 'HMT', NULL),
  (2, 'R-04', 'single', 'originate', '*', 'direct', 'intl', '*', '*', 'INTL', NULL),
  (2, 'R-05', 'single', 'originate', '*', 'direct', 'satellite', '*', '*', 'ld_satellite', NULL),
  (2, 'R-06', 'single', 'originate', 'province national', 'direct', 'special', '*', '*', 'LD', NULL),
  (2, 'R-07', 'single', 'originate', 'province national', 'direct', 'local domestic', '*', '*', 'roam_caller', NULL),
  (2, 'R-10', 'single', 'originate', 'home', '17951', 'domestic', '*', '*', '0.30/60', NULL),
  (2, 'R-11', 'single', 'originate', '*', '17951', 'hmt', '*', '*', '1.50/60', NULL),
  (2, 'R-12', 'single', 'originate', '*', '17951', 'us_ca', '*', '*', '2.40/60', NULL),
  (2, 'R-13', 'single', 'originate', '*', '17951', 'kr_sg both_lists nz', '*', '*', '3.60/60', NULL),
  (2, 'R-14', 'single', 'originate', '*', '17951', 'only_12593 other', '*', '*', '4.60/60', NULL),
  (2, 'R-20', 'single split', 'originate', 'home province', '12593', 'domestic', '*', 'busy', '0.35/60', NULL),
  (2, 'R-20', 'single split', 'originate', 'home province', '12593', 'domestic', '*', 'idle', '0.15/60', NULL),
  (2, 'R-21', 'single split', 'originate', 'national', '12593', 'domestic', '*', 'brand_gotone', '0.35/60', NULL),
  (2, 'R-21', 'single split', 'originate', 'national', '12593', 'domestic', '*', 'brand_else', '0.50/60', NULL),
  (2, 'R-22', 'single split', 'originate', 'home', '12593', 'hmt', '*', '*', '1.20/60', NULL),
  (2, 'R-22', 'single split', 'originate', 'province', '12593', 'hmt', '*', '*', '1.80/60', NULL),
  (2, 'R-23', 'single split', 'originate', 'home', '12593', 'us_ca kr_sg', '*', '*', '1.50/60', NULL),
  (2, 'R-23', 'single split', 'originate', 'province', '12593', 'us_ca kr_sg', '*', '*', '2.10/60', NULL),
  (2, 'R-24', 'single split', 'originate', 'home', '12593', 'both_lists only_12593', '*', '*', '2.00/60', NULL),
  (2, 'R-24', 'single split', 'originate', 'province', '12593', 'both_lists only_12593', '*', '*', '2.60/60', NULL),
  (2, 'R-25', 'single split', 'originate', 'home', '12593', 'nz other', '*', '*', '4.60/60', NULL),
  (2, 'R-25', 'single split', 'originate', 'province', '12593', 'nz other', '*', '*', '5.20/60', NULL),
  (2, 'R-30', 'single', 'forward', 'home', 'direct', 'home_area', '*', 'net_cmcc', '0.10/60', NULL),
  (2, 'R-30', 'single', 'forward', 'home', 'direct', 'home_area', '*', 'net_other', '0.20/60', NULL),
  (2, 'R-31', 'single', 'forward', 'home', 'direct', 'domestic', '*', '*', 'LD', NULL),
  (2, 'R-32', 'single', 'forward', 'home', 'direct', 'hmt', '*', '*', 'HMT', NULL),
  (2, 'R-32', 'single', 'forward', 'home', 'direct', 'intl', '*', '*', 'INTL', NULL),
  (2, 'R-33', 'single', 'forward', 'province national', 'direct', 'visited_area domestic', 'unconditional', '*', 'LD', NULL),
  (2, 'R-34', 'single', 'forward', 'province national', 'direct', 'home_area', 'unconditional', '*', 'LD', NULL),
  (2, 'R-35', 'single', 'forward', 'province national', 'direct', 'hmt', 'unconditional', '*', 'HMT', NULL),
  (2, 'R-35', 'single', 'forward', 'province national', 'direct', 'intl', 'unconditional', '*', 'INTL', NULL),
  (2, 'R-36', 'single', 'forward', 'province national', 'direct', 'visited_area', 'busy no_reply unreachable', '*', 'roam_called', NULL),
  (2, 'R-37', 'single', 'forward', 'province national', 'direct', 'home_area domestic hmt intl', 'busy no_reply unreachable', '*', 'roam_called', 'roam_caller'),
  (2, 'R-40', 'single split', 'receive', 'province national', '*', '*', '*', '*', 'roam_called', NULL),
  (2, 'R-41', 'single', 'monthly_fee', '*', '*', '*', '*', 'pack', 'night_fee', NULL),
  -- Before the change. Decision 2: these hold for every plan, as R-10 ... R-25 do.
  (2, 'R-50', 'split', 'originate', 'home', 'direct', 'domestic', '*', '*', 'local_fee', '0.07/6'),
  (2, 'R-51', 'split', 'originate', 'home', 'direct', 'hmt', '*', '*', 'local_fee', '0.20/6'),
  (2, 'R-51', 'split', 'originate', 'home', 'direct', 'intl', '*', '*', 'local_fee', '0.80/6'),
  (2, 'R-52', 'split', 'originate', 'province national', 'direct', 'hmt', '*', '*', 'roam_caller', '0.20/6'),
  (2, 'R-52', 'split', 'originate', 'province national', 'direct', 'intl', '*', '*', 'roam_caller', '0.80/6'),
  (2, 'R-53', 'split', 'originate', 'province national', 'direct', 'local domestic', '*', '*', 'roam_caller', NULL),
  -- B-2.5 before 2008-03-01. Decision 3: whatever the destination of a number dialled directly.
  (2, 'R-60', 'early', 'originate', 'province national', 'direct', '*', '*', 'zero', 'free', NULL),
  (2, 'R-60', 'early', 'originate', 'province national', 'direct', '*', '*', 'short', 'free', NULL),
  (2, 'R-60', 'early', 'receive', 'province national', '*', '*', '*', 'zero', 'free', NULL),
  (2, 'R-60', 'early', 'receive', 'province national', '*', '*', '*', 'short', 'free', NULL);

-- 3. Numbering ---------------------------------------------------------------------------------

CREATE TEMP TABLE area(code TEXT PRIMARY KEY, province TEXT) WITHOUT ROWID;
INSERT OR IGNORE INTO area
  SELECT area_code, province FROM cn_area_codes WHERE status IN ('active', 'until-2010');

CREATE TEMP TABLE run(first INTEGER PRIMARY KEY, last INTEGER, area TEXT);
INSERT OR REPLACE INTO run SELECT CAST(seg7_first AS INTEGER), CAST(seg7_last AS INTEGER), area_code FROM cn_mobile_runs;
CREATE TEMP TABLE correction(first INTEGER PRIMARY KEY, last INTEGER, area TEXT);
INSERT OR REPLACE INTO correction
  SELECT CAST(seg7_first AS INTEGER), CAST(seg7_last AS INTEGER), area_code FROM cn_mobile_corrections;
CREATE TEMP TABLE intl_prefix(prefix TEXT PRIMARY KEY, class TEXT) WITHOUT ROWID;
INSERT OR IGNORE INTO intl_prefix SELECT prefix, class FROM destinations;
CREATE TEMP TABLE net_prefix(prefix TEXT PRIMARY KEY, network TEXT) WITHOUT ROWID;
INSERT OR IGNORE INTO net_prefix
  SELECT prefix, CASE operator WHEN 'CMCC' THEN 'cmcc' ELSE 'other' END FROM cn_mobile_prefixes;
CREATE TEMP TABLE width(n INTEGER PRIMARY KEY);
INSERT INTO width VALUES (1), (2), (3), (4), (5), (6), (7), (8);

-- Service numbers and information lines as patterns (rulebook section 7).
CREATE TEMP TABLE service(pattern TEXT, kind TEXT);
INSERT INTO service VALUES ('100[0-9][0-9]', 'special'), ('110', 'special'), ('114', 'special'),
  ('119', 'special'), ('120', 'special'), ('122', 'special'), ('12[0-9][0-9][0-9]', 'special'),
  ('95[0-9][0-9][0-9]', 'special'), ('96[0-9][0-9][0-9]', 'special'),
  -- Decision 4: 16 and 3 to 6 more digits; a service number has the length written.
  ('16[0-9][0-9][0-9]', 'info'), ('16[0-9][0-9][0-9][0-9]', 'info'),
  ('16[0-9][0-9][0-9][0-9][0-9]', 'info'), ('16[0-9][0-9][0-9][0-9][0-9][0-9]', 'info');

-- 4. The record: time, duration, who and where -------------------------------------------------
-- bad: cannot be rated. Decision 5: offsets up to 23:59; 24:00:00 and 60 seconds do not exist.

CREATE TEMP TABLE call_time AS
  SELECT seq, replace(substr(start_time, 1, 19), 'T', ' ') AS wall, substr(start_time, 20) AS zone,
         start_time GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][T ][0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AS shaped
  FROM record;
CREATE TEMP TABLE call_cst(seq INTEGER PRIMARY KEY, cst TEXT);
INSERT INTO call_cst
  SELECT seq, CASE
    WHEN NOT shaped OR datetime(wall, '+0 seconds') IS NOT wall THEN NULL
    WHEN zone = '' THEN wall
    WHEN zone = 'Z' THEN datetime(wall, '+8 hours')
    WHEN zone GLOB '[+-][0-2][0-9]:[0-5][0-9]' AND substr(zone, 2, 2) <= '23' THEN
      datetime(wall, (28800 - CAST(substr(zone, 1, 1) || '1' AS INTEGER)
        * (CAST(substr(zone, 2, 2) AS INTEGER) * 3600 + CAST(substr(zone, 5, 2) AS INTEGER) * 60)) || ' seconds')
    END
  FROM call_time;

CREATE TEMP TABLE call(seq INTEGER PRIMARY KEY, cst TEXT, d INTEGER, brand TEXT, cohort TEXT, packs TEXT,
  event TEXT, reason TEXT, home TEXT, visited TEXT, state TEXT, access TEXT, digits TEXT,
  other_area TEXT, other_network TEXT, bad INTEGER);
-- Decision 6: of monthly_fee, duration must be empty, the number is not looked at, visited_area may be empty.
-- Decision 7: the calling number of receive prices nothing and is not looked at.
INSERT INTO call
  SELECT r.seq, t.cst, CAST(r.duration_s AS INTEGER), p.brand, p.cohort, r.packs, r.event, r.forward_reason,
    r.home_area, r.visited_area,
    CASE WHEN r.visited_area = r.home_area THEN 'home' WHEN v.province = h.province THEN 'province' ELSE 'national' END,
    CASE WHEN r.event NOT IN ('originate', 'forward') THEN ''
      WHEN r.other_party GLOB '17951*' THEN '17951' WHEN r.other_party GLOB '12593*' THEN '12593' ELSE 'direct' END,
    CASE WHEN r.event NOT IN ('originate', 'forward') THEN ''
      WHEN r.other_party GLOB '17951*' OR r.other_party GLOB '12593*' THEN substr(r.other_party, 6)
      ELSE r.other_party END,
    r.other_area, r.other_network,
    t.cst IS NULL OR p.plan IS NULL OR h.code IS NULL
    OR (v.code IS NULL AND NOT (r.event = 'monthly_fee' AND r.visited_area = ''))
    OR r.packs NOT IN ('', 'night')
    OR r.event NOT IN ('originate', 'receive', 'forward', 'monthly_fee')
    OR (r.event = 'forward') <> (r.forward_reason IN ('unconditional', 'busy', 'no_reply', 'unreachable'))
    OR (r.event <> 'forward' AND r.forward_reason <> '')
    OR (r.event = 'monthly_fee') <> (r.duration_s = '')
    OR r.duration_s GLOB '*[^0-9]*' OR length(r.duration_s) > 18 OR CAST(r.duration_s AS INTEGER) > 2678400
    OR (r.other_area <> '' AND o.code IS NULL) OR r.other_network NOT IN ('', 'cmcc', 'other')
    OR length(r.call_id) NOT BETWEEN 1 AND 64
  FROM record r JOIN call_cst t ON t.seq = r.seq
    LEFT JOIN plan_group p ON p.plan = r.plan
    LEFT JOIN area h ON h.code = r.home_area LEFT JOIN area v ON v.code = r.visited_area
    LEFT JOIN area o ON o.code = r.other_area;

-- 5. The number, each dialled text once --------------------------------------------------------
-- national: in the form with 0 or bare, +86 and 0086 turned into it. abroad: digits behind 00 or +.

CREATE TEMP TABLE dialled(digits TEXT PRIMARY KEY, abroad TEXT, national TEXT, mobile TEXT, area TEXT,
  rest TEXT, kind TEXT) WITHOUT ROWID;
INSERT INTO dialled(digits, abroad)
  SELECT DISTINCT digits,
    CASE WHEN digits GLOB '+*' THEN substr(digits, 2) WHEN digits GLOB '00*' THEN substr(digits, 3) END
  FROM call WHERE NOT bad AND event IN ('originate', 'forward');
UPDATE dialled SET national = CASE
  WHEN abroad IS NULL THEN digits
  WHEN abroad GLOB '861[3-8]*' AND length(abroad) = 13 THEN substr(abroad, 3)
  WHEN abroad GLOB '86[1-9]*' THEN '0' || substr(abroad, 3)
  WHEN abroad GLOB '86*' THEN 'x' END;      -- +86 0...: fits no plan
UPDATE dialled SET kind = 'bad' WHERE national GLOB '*[^0-9]*' OR national = '' OR abroad GLOB '*[^0-9]*' OR abroad = '';
UPDATE dialled SET mobile = ltrim(national, '0')
  WHERE kind IS NULL AND (national GLOB '1[3-8]*' AND length(national) = 11
    OR national GLOB '01[3-8]*' AND length(national) = 12);
UPDATE dialled SET kind = CASE WHEN mobile GLOB '1349*' THEN 'satellite' ELSE 'mobile' END
  WHERE mobile IS NOT NULL;
UPDATE dialled SET area = (SELECT code FROM area WHERE code IN (substr(national, 1, 3), substr(national, 1, 4)))
  WHERE kind IS NULL AND national GLOB '0*';
UPDATE dialled SET rest = CASE WHEN national NOT GLOB '0*' THEN national
    WHEN area IS NOT NULL THEN substr(national, length(area) + 1) END
  WHERE kind IS NULL AND national IS NOT NULL;
UPDATE dialled SET kind = coalesce((SELECT s.kind FROM service s WHERE rest GLOB s.pattern),
    -- Decision 8: 7 or 8 digits whatever the area's own length.
    CASE WHEN rest GLOB '[2-8]*' AND length(rest) IN (7, 8) THEN 'fixed' ELSE 'bad' END)
  WHERE kind IS NULL AND national IS NOT NULL;
UPDATE dialled SET kind = CASE WHEN length(abroad) NOT BETWEEN 5 AND 15 THEN 'bad' ELSE
    coalesce((SELECT p.class FROM width JOIN intl_prefix p ON p.prefix = substr(abroad, 1, n)
      ORDER BY n DESC LIMIT 1), 'bad') END
  WHERE kind IS NULL;

CREATE TEMP TABLE segment(mobile TEXT PRIMARY KEY, area TEXT, network TEXT) WITHOUT ROWID;
INSERT INTO segment SELECT DISTINCT mobile, NULL, NULL FROM dialled WHERE kind = 'mobile';
UPDATE segment SET area = coalesce(
  (SELECT CASE WHEN last >= CAST(substr(mobile, 1, 7) AS INTEGER) THEN area END FROM
    (SELECT last, c.area AS area FROM correction c WHERE first <= CAST(substr(mobile, 1, 7) AS INTEGER) ORDER BY first DESC LIMIT 1)),
  (SELECT CASE WHEN last >= CAST(substr(mobile, 1, 7) AS INTEGER) THEN area END FROM
    (SELECT last, u.area AS area FROM run u WHERE first <= CAST(substr(mobile, 1, 7) AS INTEGER) ORDER BY first DESC LIMIT 1)),
  '');
UPDATE segment SET network = (SELECT p.network FROM width JOIN net_prefix p ON p.prefix = substr(mobile, 1, n)
  ORDER BY n DESC LIMIT 1);

-- 6. Classification ----------------------------------------------------------------------------
-- to_area: area of the other party. Where the call is set up: visited area; of a forward: home area.

CREATE TEMP TABLE target(seq INTEGER PRIMARY KEY, kind TEXT, to_area TEXT, network TEXT);
INSERT INTO target
  SELECT c.seq, n.kind,
    CASE n.kind WHEN 'mobile' THEN coalesce(nullif(c.other_area, ''), s.area)
      ELSE coalesce(n.area, CASE c.event WHEN 'forward' THEN c.home ELSE c.visited END) END,
    CASE n.kind WHEN 'mobile' THEN coalesce(nullif(c.other_network, ''), s.network) ELSE 'other' END
  FROM call c JOIN dialled n ON n.digits = c.digits LEFT JOIN segment s ON s.mobile = n.mobile
  WHERE NOT c.bad AND c.event IN ('originate', 'forward');

-- A record must not contradict the digits (Decision 10): another area than they show, an area abroad
-- or of a satellite, a number that is no mobile of the mainland said to be China Mobile's (service and
-- information numbers aside: they are the operator's own).
UPDATE target SET kind = 'bad' WHERE EXISTS (SELECT 1 FROM call c WHERE c.seq = target.seq
  AND (c.other_area <> '' AND target.kind <> 'mobile'
      AND (target.kind NOT IN ('fixed', 'special', 'info') OR c.other_area <> target.to_area)
    OR c.other_network = 'cmcc' AND target.kind NOT IN ('mobile', 'special', 'info')));

CREATE TEMP TABLE point(seq INTEGER PRIMARY KEY, d INTEGER, regime TEXT, cohort TEXT, event TEXT, state TEXT,
  access TEXT, destination TEXT, reason TEXT, len TEXT, daypart TEXT, pack TEXT, brand TEXT, network TEXT);
INSERT INTO point
  SELECT c.seq, c.d,
    CASE WHEN cst >= '2010-01-01 00:00:00' THEN 'single' WHEN cst >= '2008-03-01 00:00:00' THEN 'split' ELSE 'early' END,
    cohort, event, state, access,
    CASE WHEN event NOT IN ('originate', 'forward') THEN 'none'
      WHEN t.kind = 'bad' OR t.kind = 'mobile' AND to_area = '' THEN 'bad'
      WHEN t.kind IN ('mobile', 'fixed') AND event = 'originate' THEN iif(to_area = visited, 'local', 'domestic')
      WHEN t.kind IN ('mobile', 'fixed') THEN
        CASE to_area WHEN home THEN 'home_area' WHEN visited THEN 'visited_area' ELSE 'domestic' END
      WHEN t.kind = 'special' AND to_area = iif(event = 'forward', home, visited) THEN 'service_here'
      ELSE t.kind END,
    reason,
    CASE WHEN d = 0 THEN 'zero' WHEN d <= 3 THEN 'short' ELSE 'long' END,
    iif(substr(cst, 12) >= '23:00:00' OR substr(cst, 12) < '07:00:00', 'idle', 'busy'),    -- I-12, assumed
    CASE WHEN packs <> 'night' THEN 'none' WHEN substr(cst, 12) < '07:00:00' THEN 'night' ELSE 'day' END,
    brand, network
  FROM call c LEFT JOIN target t ON t.seq = c.seq WHERE NOT c.bad;

-- 7. Which rule holds: once for each distinct point -------------------------------------------

CREATE TEMP TABLE cell AS
  SELECT DISTINCT regime, cohort, event, state, access, destination, reason, len, daypart, pack, brand, network,
    ' ' || destination || CASE WHEN destination IN ('us_ca', 'kr_sg', 'both_lists', 'nz', 'only_12593', 'other')
      THEN ' intl ' ELSE ' ' END AS destination_words,
    ' ' || len || ' ' || daypart || CASE pack WHEN 'night' THEN ' night pack' WHEN 'day' THEN ' pack' ELSE '' END
      || CASE brand WHEN 'gotone' THEN ' brand_gotone' ELSE ' brand_else' END
      || ' net_' || coalesce(network, 'unknown') || ' ' AS extra_words
  FROM point WHERE destination <> 'bad';

CREATE TEMP TABLE holds AS
  SELECT c.*, r.rule, r.rank, a.key AS key1, b.key AS key2
  FROM cell c JOIN rule r
    ON instr(' ' || r.regime || ' ', ' ' || c.regime || ' ') AND r.event = c.event
    AND (r.state = '*' OR instr(' ' || r.state || ' ', ' ' || c.state || ' '))
    AND (r.access = '*' OR r.access = c.access)
    AND (r.reason = '*' OR instr(' ' || r.reason || ' ', ' ' || c.reason || ' '))
    AND (r.extra = '*' OR instr(c.extra_words, ' ' || r.extra || ' '))
    AND (r.destination = '*' OR EXISTS (SELECT 1 FROM (SELECT c.destination AS w
        UNION ALL SELECT 'intl' WHERE instr(c.destination_words, ' intl '))
      WHERE instr(' ' || r.destination || ' ', ' ' || w || ' ')))
    LEFT JOIN plan_price a ON a.fee = r.fee1 AND a.cohort = c.cohort
    LEFT JOIN plan_price b ON b.fee = r.fee2 AND b.cohort = c.cohort;
DELETE FROM holds WHERE EXISTS (SELECT 1 FROM holds w WHERE w.rank < holds.rank
  AND w.regime = holds.regime AND w.cohort = holds.cohort AND w.event = holds.event AND w.state = holds.state
  AND w.access = holds.access AND w.destination = holds.destination AND w.reason = holds.reason
  AND w.len = holds.len AND w.daypart = holds.daypart AND w.pack = holds.pack AND w.brand = holds.brand
  AND w.network IS holds.network);
CREATE INDEX temp.holds_at ON holds(destination, event, regime, state, access, cohort, reason, len, daypart, pack, brand, network);

-- 8. The fees and their sum ---------------------------------------------------------------------

CREATE TEMP TABLE fee(seq INTEGER PRIMARY KEY, d INTEGER, rule TEXT, kind1 TEXT, name1 TEXT, n1 INTEGER, low1 INTEGER,
  high1 INTEGER, kind2 TEXT, name2 TEXT, n2 INTEGER, low2 INTEGER, high2 INTEGER);
INSERT INTO fee
  SELECT p.seq, p.d, h.rule,
    a.kind, a.name, (p.d + a.unit - 1) / a.unit, a.low, a.high,       -- I-03: a started unit counts in full
    b.kind, b.name, (p.d + b.unit - 1) / b.unit, b.low, b.high
  FROM point p JOIN holds h ON h.destination = p.destination AND h.event = p.event AND h.regime = p.regime
    AND h.state = p.state AND h.access = p.access AND h.cohort = p.cohort AND h.reason = p.reason AND h.len = p.len
    AND h.daypart = p.daypart AND h.pack = p.pack AND h.brand = p.brand AND h.network IS p.network
    JOIN price a ON a.key = h.key1 LEFT JOIN price b ON b.key = h.key2;

CREATE TEMP TABLE rated(seq INTEGER PRIMARY KEY, outcome TEXT, low INTEGER, high INTEGER, formula TEXT, units TEXT, rule TEXT);
INSERT INTO rated
  SELECT seq,
    CASE WHEN kind1 IN ('free', 'once') OR d = 0 THEN 'exact' WHEN kind1 = 'range' THEN 'range'
      WHEN kind1 = 'open' OR kind2 = 'open' THEN 'open' ELSE 'exact' END,
    coalesce(n1, 1) * low1 + coalesce(n2 * low2, 0),
    coalesce(n1, 1) * high1 + coalesce(n2 * high2, 0),
    CASE WHEN kind1 IN ('free', 'once', 'range') THEN name1
      ELSE n1 || '*' || name1 || coalesce('+' || n2 || '*' || name2, '') END,
    CASE kind1 WHEN 'free' THEN '0' WHEN 'once' THEN '1' WHEN 'range' THEN ''
      ELSE n1 || coalesce('+' || n2, '') END,
    rule
  FROM fee;

-- Decision 9: the area of the mobile number must be known even where no rule would ask for it;
-- its network only where R-30 asks.
CREATE TEMP TABLE outcome(seq INTEGER PRIMARY KEY, outcome TEXT, charge INTEGER, min INTEGER, max INTEGER,
  formula TEXT, units TEXT, rule TEXT);
INSERT INTO outcome
  SELECT c.seq,
    CASE WHEN c.bad OR p.destination = 'bad' THEN 'error'
      WHEN r.seq IS NULL AND p.regime = 'single' AND p.event = 'forward' AND p.state = 'home'
        AND p.access = 'direct' AND p.destination = 'home_area' THEN 'error'
      ELSE coalesce(r.outcome, 'unspecified') END,
    CASE WHEN r.outcome = 'exact' THEN r.low END,       -- for d = 0 all terms are 0
    CASE WHEN r.outcome IN ('open', 'range') THEN r.low END,
    CASE WHEN r.outcome IN ('open', 'range') THEN r.high END,
    coalesce(r.formula, ''), coalesce(r.units, ''), coalesce(r.rule, '')
  FROM call c LEFT JOIN point p ON p.seq = c.seq LEFT JOIN rated r ON r.seq = c.seq;
