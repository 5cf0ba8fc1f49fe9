#!/usr/bin/env python3
"""ci/check-audit.py TOLLGATE FILE [OPTION...]: what is wrong in a file of rated records, found by
comparing its charges with `tollgate rate OPTION... FILE`, one by one: a second opinion on
`tollgate audit`. FILE has one record a line, without quotes, and ends in the column charge."""
import collections
import re
import subprocess
import sys
from decimal import Decimal

AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,64})?", re.ASCII)


def judge(outcome, charge):
    """The verdict, and by how much the charge is too high (or, below 0, too low)."""
    _, kind, exact, low, high = outcome.split(",", 5)[:5]
    if kind == "error" or not AMOUNT.fullmatch(charge):
        return "rejected", 0
    if kind == "unspecified":
        return kind, 0
    charge = Decimal(charge)
    low, high = (exact, exact) if kind == "exact" else (low, high)
    if charge < Decimal(low):
        return "under", charge - Decimal(low)
    if high and charge > Decimal(high):
        return "over", charge - Decimal(high)
    return "right", 0


def main():
    tollgate, file, *options = sys.argv[1:]
    count, yuan = collections.Counter(), collections.Counter(over=Decimal(0), under=Decimal(0))
    with open(file, "rb") as records, subprocess.Popen(
            [tollgate, "rate", *options, file], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL) as rate:
        if not next(records).rstrip().endswith(b",charge") or not next(rate.stdout):
            sys.exit("the last column is not charge")
        for record, outcome in zip(records, rate.stdout, strict=True):
            charge = record.rstrip(b"\r\n").rpartition(b",")[2].decode("latin-1")
            verdict, off = judge(outcome.decode(errors="replace"), charge)
            count[verdict] += 1
            yuan[verdict] += abs(off)
    print("read", count.total())
    for verdict in ("right", "over", "under", "unspecified", "rejected"):
        print(verdict, count[verdict])
    for verdict in ("over", "under"):
        print(f"{verdict}_yuan {yuan[verdict]:.4f}")


if __name__ == "__main__":
    main()
