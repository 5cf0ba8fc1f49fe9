#!/usr/bin/env python3
"""ci/planted-test.py BUILD: what generate_records says it planted is what ci/check-audit.py finds,
and what tollgate audit counts and names; the same arguments give the same file."""
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(sys.argv[1])
FAULTS = ("--defect=per-minute:gotone,mzone", "--defect=zeros-as-zero:easyown",
          "--defect=utc:easyown-qingsong", "--mix=I-05b:50", "--mix=I-08b:30", "--off=2",
          "--garbage=120")


# What is planted in one file for the audit: defects of some plans, two readings mixed, repeats.
NAMED = ("--defect=per-second:gotone,mzone", "--defect=korea-missing:easyown",
         "--defect=roaming-fee-hmt:gotone-jingdian,gotone-shanglv", "--mix=I-13b:50",
         "--mix=I-08b:50", "--subscriber", "--duplicates=200", "--garbage=120")


def generate(path, *options, count=20000):
    with open(path, "wb") as file:
        told = subprocess.run([BUILD / "ci" / "generate_records", *options, str(count)],
                              stdout=file, stderr=subprocess.PIPE, check=True, text=True).stderr
    return {row["what"]: row for row in csv.DictReader(told.splitlines())}


def check(path, planted):
    told = subprocess.run([ROOT / "check-audit.py", BUILD / "harness" / "tollgate", path,
                           "--overlay", "example"], stdout=subprocess.PIPE, check=True, text=True)
    found = dict(line.split() for line in told.stdout.splitlines())
    faults = [row for what, row in planted.items()
              if what.startswith(("defect", "reading", "0.01"))]
    garbage = sum(int(row["records"]) for what, row in planted.items()
                  if what.startswith("garbage"))
    for side in ("over", "under"):
        assert sum(int(row[side]) for row in faults) == int(found[side]), (side, found, planted)
        assert sum(Decimal(row[side + "_yuan"]) for row in faults) == Decimal(found[side + "_yuan"])
    refused = sum(int(row["refused"]) for row in faults)
    unratable = int(planted["unratable"]["records"]) if "unratable" in planted else 0
    assert int(found["rejected"]) == refused + unratable + garbage, (found, planted)
    assert int(found["read"]) == 20000 + garbage
    assert sum(int(row["differ"]) for row in faults) > 100, planted


def check_named(path):
    """Every fault is named and counted, with those of its records that stand twice; no more is."""
    planted = generate(path, *NAMED, count=200000)
    told = subprocess.run([BUILD / "harness" / "tollgate", "audit", "--annex", "example", path],
                          stdout=subprocess.PIPE, check=False, text=True)
    assert told.returncode == 1, told
    named = dict(re.findall(r"^cause +([a-z-]+) explains (\d+) of ", told.stdout, re.M))
    named.update((reading, count) for count, reading in
                 re.findall(r"mixed: (\d+) records as in (I-\d+b) ", told.stdout))
    faults = {what.split()[1]: int(row["differ"]) for what, row in planted.items()
              if what.startswith(("defect", "reading"))}
    twice = sum(int(planted["duplicate " + what]["differ"]) for what in ("call_id", "call"))
    assert set(named) == set(faults), (named, told.stdout)
    for what, count in faults.items():
        assert count <= int(named[what]) <= count + twice, (what, planted, told.stdout)
    assert sum(map(int, named.values())) == sum(faults.values()) + twice, (planted, told.stdout)
    assert "unexplained" not in told.stdout, told.stdout
    assert "duplicates 100 records" in told.stdout and "twice      100 records" in told.stdout
    assert "+ rejected 120\n" in told.stdout, told.stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "records.csv"
        for mode in ((), ("--subscriber",), ("--edges",)):
            check(path, generate(path, *mode, *FAULTS))
            first = path.read_bytes()
            generate(path, *mode, *FAULTS)
            assert path.read_bytes() == first
        planted = generate(path, "--duplicates=100", "--subscriber", "--off=50")
        for what in ("duplicate call_id", "duplicate call"):
            assert planted[what]["records"] == "50"
            assert 0 < int(planted[what]["over"]) == int(planted[what]["differ"]) < 50
        assert len(path.read_bytes().splitlines()) == 20101
        check_named(path)


if __name__ == "__main__":
    main()
