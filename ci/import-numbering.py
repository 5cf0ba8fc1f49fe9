#!/usr/bin/env python3
"""Imports the numbering data into src/numbering/.

usage: import-numbering.py SOURCE_DIR [TARGET_DIR]

Every file is checked before anything is written; what is wrong is told as FILE:LINE: text, and the
exit status is then 1. The files and their columns are described in src/numbering/README.md.
"""

import csv
import io
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

AREA_CODE = re.compile(r"0(10|2\d|[3-9]\d\d)")
AREA_STATUS = re.compile(r"active|uncertain|(until|from|retired)-\d{4}(-\d\d){0,2}|retired")
CLASSES = {"us_ca", "kr_sg", "both_lists", "nz", "only_12593", "other", "hmt", "satellite",
           "satellite_other"}
CERTAINTIES = {"certain", "high", "policy"}
OPERATORS = {"CMCC", "CU", "CT", "MVNO", "GLOBALSTAR_CN"}
PROVINCES = 31


class Bad(Exception):
    """A row that is not accepted: line and reason."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


def want(ok, line, text):
    if not ok:
        raise Bad(line, text)


def matches(pattern, row, column, line):
    want(re.fullmatch(pattern, row[column]), line,
         f"{column} '{row[column]}' is not of the form {getattr(pattern, 'pattern', pattern)}")


def one_of(values, row, column, line):
    want(row[column] in values, line,
         f"{column} '{row[column]}' is none of {', '.join(sorted(values))}")


def given(row, columns, line):
    for column in columns:
        want(row[column].strip() == row[column] != "", line, f"{column} is empty or padded")


def check_areas(rows):
    province_of = {}
    for line, row in rows:
        matches(AREA_CODE, row, "area_code", line)
        matches(AREA_STATUS, row, "status", line)
        matches(r"[78]", row, "local_digits_2010", line)
        given(row, ("city", "province", "source"), line)
        if row["status"] in ("active", "until-2010"):
            first = province_of.setdefault(row["area_code"], row["province"])
            want(first == row["province"], line,
                 f"area code {row['area_code']} is in '{first}' and in '{row['province']}'")
    found = len(set(province_of.values()))
    want(found == PROVINCES, 0, f"{found} provinces, {PROVINCES} expected")


def check_prefixes(rows):
    for line, row in rows:
        matches(r"1[3-8]\d{1,2}", row, "prefix", line)
        one_of(OPERATORS, row, "operator", line)
        one_of({"Y", "N", "during 2010"}, row, "in_2010", line)
        given(row, ("source",), line)


def check_runs(rows):
    last = 0
    for line, row in rows:
        for column in ("seg7_first", "seg7_last"):
            matches(r"1[3-8]\d{5}", row, column, line)
        matches(AREA_CODE, row, "area_code", line)
        one_of(OPERATORS, row, "operator", line)
        want(int(row["seg7_first"]) > last, line,
             f"run begins at {row['seg7_first']}, not behind the run before, which ends at {last}")
        last = int(row["seg7_last"])
        want(int(row["seg7_first"]) <= last, line, "run ends before it begins")


def check_specials(rows):
    for line, row in rows:
        matches(r"\+|\d{1,5}", row, "digits", line)
        given(row, ("class", "meaning", "source"), line)


def check_destinations(rows):
    for line, row in rows:
        matches(r"[1-9]\d{0,7}", row, "prefix", line)
        matches(r"([A-Z]{2}|001)?", row, "iso2", line)
        one_of(CLASSES, row, "class", line)
        one_of(CERTAINTIES, row, "certainty", line)
        given(row, ("name", "reason"), line)
        want(not row["prefix"].startswith("86"), line, "86 is the mainland's own code")
        want('"' not in row["name"] and "\\" not in row["name"], line, "name has a quote")


def check_nanp(rows):
    for line, row in rows:
        matches(r"[2-9]\d\d", row, "npa", line)
        matches(r"[A-Z]{2}", row, "iso2", line)
        one_of({"Y", "N"}, row, "in_2010", line)
        one_of({"geo", "nongeo"}, row, "kind", line)
        given(row, ("source",), line)


UNSORTED = {"cn_special_numbers.csv"}  # in the order of the plan, access codes first

# file, columns, key columns, check
FILES = (
    ("cn_area_codes.csv",
     ("area_code", "city", "province", "local_digits_2010", "status", "note", "source"),
     ("area_code", "city"), check_areas),
    ("cn_mobile_prefixes.csv", ("prefix", "operator", "in_2010", "note", "source"),
     ("prefix",), check_prefixes),
    ("cn_mobile_runs.csv", ("seg7_first", "seg7_last", "area_code", "operator"),
     ("seg7_first",), check_runs),
    ("cn_special_numbers.csv", ("digits", "class", "meaning", "source"), ("digits",),
     check_specials),
    ("destinations.csv", ("prefix", "iso2", "name", "class", "certainty", "reason"),
     ("prefix",), check_destinations),
    ("nanp.csv",
     ("npa", "iso2", "region", "assigned_year_if_known", "in_service", "in_2010", "kind", "source"),
     ("npa",), check_nanp),
)


def read(path, columns):
    """The rows as (line, {column: value})."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Bad(data.count(b"\n", 0, error.start) + 1, "not valid UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        header = next(reader, [])
        want(tuple(header) == columns, 1,
             f"columns {','.join(header)} found, {','.join(columns)} expected")
        for fields in reader:
            want(len(fields) == len(columns), reader.line_num,
                 f"{len(fields)} fields, {len(columns)} expected")
            rows.append((reader.line_num, dict(zip(columns, fields))))
    except csv.Error as error:
        raise Bad(reader.line_num, str(error)) from error
    want(rows, 1, "no rows")
    return rows


def check_keys(rows, keys, is_sorted):
    """The keys together are unique; the first is in ascending order where the file is sorted."""
    seen = set()
    last = ""
    for line, row in rows:
        key = tuple(row[column] for column in keys)
        want(key not in seen, line, f"{' '.join(key)} stands twice")
        want(not is_sorted or key[0] >= last, line, f"{key[0]} is out of order")
        seen.add(key)
        last = key[0]


def check_nanp_against_destinations(nanp, destinations):
    """An NPA outside the USA and Canada needs a destination of its own; the default of +1 is
    both."""
    country = {row["prefix"]: row["iso2"] for _, row in destinations}
    for line, row in nanp:
        if row["in_2010"] == "Y":
            found = country.get("1" + row["npa"], "US")
            own = "US" if row["iso2"] == "CA" else row["iso2"]
            own = "ZZ" if row["kind"] == "nongeo" else own
            want(found == own, line,
                 f"npa {row['npa']} is {own}, destinations.csv has it as {found}")


def check_runs_against_areas(runs, areas):
    in_use = {row["area_code"] for _, row in areas if row["status"] in ("active", "until-2010")}
    for line, row in runs:
        want(row["area_code"] in in_use, line, f"area code {row['area_code']} is not in use")


def load(source):
    found = {}
    for name, columns, keys, check in FILES:
        path = os.path.join(source, name)
        try:
            rows = read(path, columns)
            check_keys(rows, keys, name not in UNSORTED)
            check(rows)
            found[name] = rows
            if name == "cn_mobile_runs.csv":
                check_runs_against_areas(rows, found["cn_area_codes.csv"])
            elif name == "nanp.csv":
                check_nanp_against_destinations(rows, found["destinations.csv"])
        except OSError as error:
            sys.exit(f"{path}: {error.strerror}")
        except Bad as bad:
            sys.exit(f"{path}:{bad.line}: {bad}" if bad.line else f"{path}: {bad}")
    return found


def write(target, name, columns, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for _, row in rows)
    with open(os.path.join(target, name), "w", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.split("\n\n")[1])
    target = sys.argv[2] if len(sys.argv) == 3 else os.path.join(ROOT, "src", "numbering")
    found = load(sys.argv[1])
    for name, columns, _, _ in FILES:
        write(target, name, columns, found[name])
        print(f"{name}: {len(found[name])} rows")


if __name__ == "__main__":
    main()
