#!/usr/bin/env python3
"""Reads reports as others do, and counts: what they find has to be what the CSV report says.

  readers.py REPORT.xml REPORT.tap REPORT.csv

junitparser has to be there; junit2html is asked too where it is installed; Perl reads the TAP.
"""
import csv
import subprocess
import sys

import junitparser

try:
    from junit2htmlreport import parser as junit2html
except ImportError:
    junit2html = None

FINE = ("pass", "reading", "unspecified")


def by_csv(path):
    """(tests, failures, errors) of the cases."""
    with open(path, encoding="utf-8", newline="") as file:
        verdicts = [row["verdict"] for row in csv.DictReader(file)]
    errors = verdicts.count("no_verdict")
    return len(verdicts), sum(v not in FINE for v in verdicts) - errors, errors


def by_junitparser(path):
    tests = failures = errors = 0
    names = set()
    for suite in junitparser.JUnitXml.fromfile(path):
        for case in suite:
            if suite.name == "tollgate":
                continue
            assert (case.classname, case.name) not in names, case.name
            names.add((case.classname, case.name))
            results = case.result if isinstance(case.result, list) else [case.result]
            results = [result for result in results if result]
            assert len(results) <= 1, case.name
            tests += 1
            failures += any(isinstance(result, junitparser.Failure) for result in results)
            errors += any(isinstance(result, junitparser.Error) for result in results)
    return tests, failures, errors


def by_junit2html(path):
    report = junit2html.Junit(path)
    cases = [case for suite in report.suites if suite.name != "tollgate" for case in suite.all()]
    errors = sum(1 for case in cases if case.failure_msg and "no_verdict" in case.failure_msg)
    failed = sum(1 for case in cases if case.failed())
    assert "</html>" in report.html()
    return len(cases), failed - errors, errors


def by_perl(path):
    """(tests, not ok) of all: perl's own reader of TAP."""
    script = ("use TAP::Parser; my $p = TAP::Parser->new({source => $ARGV[0]}); $p->run; "
              "print join ' ', $p->tests_run, scalar($p->failed), scalar($p->parse_errors)")
    run = subprocess.run(["perl", "-e", script, path], capture_output=True, text=True, check=True)
    tests, failed, faults = (int(word) for word in run.stdout.split())
    assert faults == 0, run.stdout
    return tests, failed


def main():
    xml, tap, table = sys.argv[1:]
    told = by_csv(table)
    assert by_junitparser(xml) == told, (by_junitparser(xml), told)
    if junit2html is not None:
        assert by_junit2html(xml) == told, (by_junit2html(xml), told)
    tests, failed = by_perl(tap)
    assert tests == told[0] + 6, (tests, told)
    assert told[1] + told[2] <= failed <= told[1] + told[2] + 6, (failed, told)
    print("junitparser%s, perl" % (", junit2html" if junit2html else ""))


if __name__ == "__main__":
    main()
