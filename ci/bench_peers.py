"""What ci/bench lets DuckDB, SQLite and mawk do: a simplified re-rating of the generated records.

Every record is priced by the prefix dialled and by plan alone, in cents a started unit; by plan,
the records and those whose charge is another are counted. All print "plan,records,other" a line.
It is far less than the tariff, so most "other" ones are not wrong: it stands for the least work
that somebody would do with these tools.
"""

HMT = ("00852", "00853", "00886")
# Behind an access prefix: digits, and cents a minute.
IP = (("001", 240), ("0082", 360), ("0065", 360), ("0081", 360), ("0061", 360), ("0064", 360),
      ("0060", 360), ("0044", 360), ("0049", 360), ("0033", 360), ("0039", 360), ("007", 360),
      ("00", 460), ("", 30))
SAVER = (("001", 150), ("0082", 150), ("0065", 150), ("0081", 200), ("0061", 200), ("0060", 200),
         ("0044", 200), ("0049", 200), ("0033", 200), ("0039", 200), ("007", 200), ("0084", 200),
         ("0091", 200), ("00", 460), ("", 35))
PLANS = (("gotone", 6, 6), ("mzone", 6, 6), ("easyown", 6, 6), ("easyown-qingsong", 40, 60),
         ("easyown-jiayuan", 30, 60), ("gotone-jingdian", 25, 60), ("gotone-shanglv", 25, 60),
         ("mzone-suibian", 29, 60), ("easyown-dazhong", 29, 60))
COLUMNS = ("call_id", "start_time", "duration_s", "plan", "packs", "event", "forward_reason",
           "home_area", "visited_area", "other_party", "other_area", "other_network", "charge")


def behind(prices, hmt):
    """SQL: cents a minute behind an access prefix, which is five digits long."""
    whens = f"WHEN substr(other_party, 6, 5) IN {HMT} THEN {hmt} "
    for length in (4, 3, 2):
        by_price = {}
        for digits, cents in prices:
            if len(digits) == length:
                by_price.setdefault(cents, []).append(f"'{digits}'")
        for cents, digits in by_price.items():
            whens += f"WHEN substr(other_party, 6, {length}) IN ({', '.join(digits)}) THEN {cents} "
    return f"CASE {whens} ELSE {prices[-1][1]} END"


def sql(source, divide):
    """The query; `divide` is the operator that divides whole numbers."""
    plan_cents = "".join(f"WHEN '{plan}' THEN {cents} " for plan, cents, _ in PLANS)
    plan_unit = "".join(f"WHEN '{plan}' THEN {unit} " for plan, _, unit in PLANS)
    return f"""
SELECT plan || ',' || count(*) || ',' ||
       sum(CASE WHEN cents * ((duration_s + unit - 1) {divide} unit)
                     <> CAST(round(charge * 100) AS INTEGER) THEN 1 ELSE 0 END)
  FROM (SELECT plan, duration_s, charge,
               CASE WHEN substr(other_party, 1, 5) = '17951' THEN {behind(IP, 150)}
                    WHEN substr(other_party, 1, 5) = '12593' THEN {behind(SAVER, 120)}
                    WHEN substr(other_party, 1, 5) IN {HMT} THEN 20
                    WHEN substr(other_party, 1, 2) = '00' THEN 80
                    ELSE CASE plan {plan_cents} END END AS cents,
               CASE WHEN substr(other_party, 1, 5) IN ('17951', '12593') THEN 60
                    WHEN substr(other_party, 1, 2) = '00' THEN 6
                    ELSE CASE plan {plan_unit} END END AS unit
          FROM {source})
 GROUP BY plan"""


def types(of):
    """By column; texts where nothing else is said."""
    return {name: of.get(name, of["call_id"]) for name in COLUMNS}


TYPES = types({"call_id": "VARCHAR", "duration_s": "INTEGER", "charge": "DECIMAL(12,4)"})
DUCKDB = f"""
import sys, duckdb
db = duckdb.connect(config={{"threads": int(sys.argv[2])}})
db.sql("SET enable_progress_bar = false")
types = {TYPES!r}
source = (f"read_csv('{{sys.argv[1]}}', header=true, auto_detect=false, delim=',', quote='\\"', "
          f"columns={{types}})")
query = {sql("SOURCE", "//")!r}
print(*(row[0] for row in db.sql(query.replace("SOURCE", source)).fetchall()), sep="\\n")
"""


def sqlite(path):
    """Commands of the sqlite3 shell."""
    columns = types({"call_id": "TEXT", "duration_s": "INTEGER", "charge": "REAL"})
    columns = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return (f"CREATE TABLE records ({columns})", f'.import --csv --skip 1 "{path}" records',
            sql("records", "/"))


def awk():
    fill = "".join(f'ip["{digits}"] = {cents}; ' for digits, cents in IP)
    fill += "".join(f'saver["{digits}"] = {cents}; ' for digits, cents in SAVER)
    fill += "".join(f'ip["{digits}"] = 150; saver["{digits}"] = 120; hmt["{digits}"] = 1; '
                    for digits in HMT)
    fill += "".join(f'cents_of["{plan}"] = {cents}; unit_of["{plan}"] = {unit}; '
                    for plan, cents, unit in PLANS)
    longest = " else ".join(f"if ((t = substr(p, 6, {n})) in LIST) cents = LIST[t];"
                            for n in (5, 4, 3, 2)) + ' else cents = LIST[""];'
    return f"""
BEGIN {{ FS = ","; {fill} }}
NR > 1 {{
    p = $10; a = substr(p, 1, 5); unit = 60
    if (a == "17951") {{ {longest.replace("LIST", "ip")} }}
    else if (a == "12593") {{ {longest.replace("LIST", "saver")} }}
    else if (a in hmt) {{ cents = 20; unit = 6 }}
    else if (substr(p, 1, 2) == "00") {{ cents = 80; unit = 6 }}
    else {{ cents = cents_of[$4]; unit = unit_of[$4] }}
    count[$4]++
    if (cents * int(($3 + unit - 1) / unit) != int($13 * 100 + 0.5)) other[$4]++
}}
END {{ for (plan in count) print plan "," count[plan] "," other[plan] + 0 }}"""


AWK = awk()
