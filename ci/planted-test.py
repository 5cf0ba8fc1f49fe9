#!/usr/bin/env python3
"""ci/planted-test.py BUILD: what generate_records says it planted is what ci/check-audit.py finds,
and the same arguments give the same file."""
import csv
import pathlib
import subprocess
import sys
import tempfile
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(sys.argv[1])
FAULTS = ("--defect=per-minute:gotone,mzone", "--defect=zeros-as-zero:easyown",
          "--defect=utc:easyown-qingsong", "--mix=I-05b:50", "--mix=I-08b:30", "--off=2",
          "--garbage=120")


def generate(path, *options):
    with open(path, "wb") as file:
        told = subprocess.run([BUILD / "ci" / "generate_records", *options, "20000"], stdout=file,
                              stderr=subprocess.PIPE, check=True, text=True).stderr
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


if __name__ == "__main__":
    main()
