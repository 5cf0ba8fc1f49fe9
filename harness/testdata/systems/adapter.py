#!/usr/bin/env python3
"""A system that charges rightly, reached in a wrong way.

  adapter.py MODE: call records as CSV on stdin, answers as CSV on stdout
"""
import csv
import sys

import rater


def answers():
    correct = rater.Rater()
    for record in csv.DictReader(sys.stdin):
        charge, _ = rater.answer(correct, record)
        yield record["call_id"], charge


def fen(rows):
    return [(call, "%d" % round(float(charge) * 100)) for call, charge in rows]


def thousandth(rows):
    return [(call, "%.6f" % (float(charge) / 1000)) for call, charge in rows]


def shuffled(rows):
    return [(call, charge) for (call, _), (_, charge) in zip(rows, rows[1:] + rows[:1])]


def half(rows):
    return [(call, "%.4f" % (float(charge) / 2)) for call, charge in rows]


MODES = {
    "right": lambda rows: rows,
    "fen": fen,
    "thousandth": thousandth,
    "shuffled": shuffled,
    "half": half,
    "same": lambda rows: [(call, "1.00") for call, _ in rows],
    "upper": lambda rows: [(call.upper(), charge) for call, charge in rows],
    "padded": lambda rows: [(call + "  ", charge) for call, charge in rows],
    "swapped": lambda rows: [(charge, call) for call, charge in rows],
    "refused": lambda rows: [(call, "") for call, _ in rows],
    "comma": lambda rows: [(call, charge.replace(".", ",")) for call, charge in rows],
    "no-ids": lambda rows: [("", charge) for _, charge in rows],
    "one-less": lambda rows: rows[1:],
    "twice": lambda rows: rows + rows[:1],
    "nothing": lambda rows: [],
}


def main():
    out = csv.writer(sys.stdout)
    rows = MODES[sys.argv[1]](list(answers()))
    out.writerow(("call_id", "charge") if sys.argv[1] != "nothing" else ("id", "fee"))
    out.writerows(rows)


if __name__ == "__main__":
    main()
