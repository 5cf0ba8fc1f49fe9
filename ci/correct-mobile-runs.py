#!/usr/bin/env python3
"""Writes src/numbering/cn_mobile_corrections.csv: where cn_mobile_runs.csv is known to be wrong.

usage: /usr/bin/python3 ci/correct-mobile-runs.py      (needs python3-phonenumbers)

The imported runs put the mobile numbers of 25 autonomous prefectures in Yanbian (0433). For every
segment under 0433 the prefecture is taken anew from the geocoding data of python3-phonenumbers,
and its area code from cn_area_codes.csv. A prefecture with several area codes gets none: the
segment then does not show its area. ci/generate-numbering.py applies the result.
"""

import collections
import csv
import os

from phonenumbers.geodata import GEOCODE_DATA

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "numbering")
DOUBTED = "0433"


def rows(name):
    with open(os.path.join(DATA, name), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def place(segment):
    """The Chinese description of the longest prefix that the library knows."""
    digits = f"86{segment}"
    for length in range(len(digits), 4, -1):
        if digits[:length] in GEOCODE_DATA:
            return GEOCODE_DATA[digits[:length]]["zh"]
    raise SystemExit(f"{segment}: not known to the library")


def main():
    codes = collections.defaultdict(set)
    for row in rows("cn_area_codes.csv"):
        if row["status"] == "active":
            codes[row["city"]].add(row["area_code"])
    found = []
    for run in rows("cn_mobile_runs.csv"):
        if run["area_code"] != DOUBTED:
            continue
        for segment in range(int(run["seg7_first"]), int(run["seg7_last"]) + 1):
            text = place(segment)
            city = next(name for name in codes if text.endswith(name))
            if DOUBTED in codes[city]:
                continue
            code = next(iter(codes[city])) if len(codes[city]) == 1 else ""
            if found and found[-1][1] == segment - 1 and found[-1][3] == city:
                found[-1][1] = segment
            else:
                found.append([segment, segment, code, city])
    path = os.path.join(DATA, "cn_mobile_corrections.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("seg7_first", "seg7_last", "area_code", "city"))
        writer.writerows(found)
    total = sum(last - first + 1 for first, last, _, _ in found)
    unknown = sum(last - first + 1 for first, last, code, _ in found if not code)
    print(f"{len(found)} runs, {total} segments corrected, {unknown} of them to no area")


if __name__ == "__main__":
    main()
