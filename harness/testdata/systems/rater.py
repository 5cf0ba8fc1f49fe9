#!/usr/bin/env python3
"""A billing system that charges what the tariff says, reached in several ways.

What it charges is in tariff.py, which was written from the rulebook by someone who had seen neither
the reference rater nor the golden results. Faults can be asked for, so that the harness has something
to find.

  rater.py [--as csv|jsonl|files|http|sqlite|postgres] [--fault NAME]... [--reading I-08=b]... [WHERE...]
"""
import argparse
import csv
import json
import os
import signal
import sys
import time

import tariff

YUAN = 10000    # units of 0.0001 yuan
LI = 10
SILENT = 99000  # charged where the documents say nothing
PLANS = tuple(tariff.PRICES)


class Rater:
    """The tariff, with an amount for everything."""

    def __init__(self, faults=(), readings=()):
        self.tariff = tariff.Tariff(faults, readings)

    def rate(self, record):
        charge = self.tariff.rate(record)
        return SILENT if charge is None else charge


def yuan(amount):
    text = "%d.%04d" % (amount // YUAN, amount % YUAN)
    return text[:-2] if text.endswith("00") else text


def charge_of(rater, record):
    """(charge, error): one of them is None."""
    try:
        return rater.rate(record), None
    except tariff.Refused as why:
        return None, str(why)


def answer(rater, record):
    """The same as texts: one of them is empty."""
    charge, error = charge_of(rater, record)
    return ("", error) if charge is None else (yuan(charge), "")


# ------------------------------------------------------------------------------ ways to be reached

def as_csv(rater, _where):
    print("call_id,charge")
    for record in csv.DictReader(sys.stdin):
        charge, _ = answer(rater, record)
        print("%s,%s" % (record["call_id"], charge))


def as_jsonl(rater, _where):
    for line in sys.stdin:
        record = json.loads(line)
        charge, error = answer(rater, record)
        if error:
            print(json.dumps({"call_id": record["call_id"], "error": error}))
        else:
            print('{"call_id": %s, "charge": %s}' % (json.dumps(record["call_id"]), charge))


# The drop file: lines of bytes, CR LF. Head 10, count 8 digits. Body 50: 3-66 call id, 67-80 start
# YYYYMMDDHHMMSS, 81-86 duration HHMMSS, 87-88 plan, 89-108 its title (GBK), 109 packs, 110-132
# event, 133-136 home, 137-140 visited, 141-145 prefix, 146-169 number, 170-173 other area, 174-178
# network. Trailer 90, count 8, seconds 12. Answers: 10; 50 call id 3-66, amount in li 67-80 (zeros in
# front) or -1; 90 count 3-10 total in li 11-26.
PLAN_CODES = {"%02d" % (i + 1): plan for i, plan in enumerate(PLANS)}


def as_files(rater, where):
    drop, result = where
    with open(drop, "rb") as file:
        lines = file.read().split(b"\r\n")
    head, body, trailer = lines[0], lines[1:-2], lines[-2]
    assert head[:2] == b"10" and trailer[:2] == b"90", "head or trailer is missing"
    assert int(head[2:10]) == int(trailer[2:10]) == len(body), "wrong count"
    out = [b"10"]
    total = 0
    for line in body:
        line.decode("gbk")

        def field(first, last):
            return line[first - 1:last].decode("gbk").strip()

        start, length = field(67, 80), field(81, 86)
        event, _, reason = field(110, 132).partition("-")
        record = {
            "call_id": field(3, 66),
            "start_time": "%s-%s-%sT%s:%s:%s" % (start[:4], start[4:6], start[6:8], start[8:10],
                                                start[10:12], start[12:14]),
            "duration_s": str(int(length[:-4] or 0) * 3600 + int(length[-4:-2] or 0) * 60
                              + int(length[-2:] or 0)) if length else "",
            "plan": PLAN_CODES[field(87, 88)], "packs": "night" if field(109, 109) == "1" else "",
            "event": event, "forward_reason": reason.replace("-", "_"),
            "home_area": field(133, 136), "visited_area": field(137, 140),
            "other_party": field(141, 145) + field(146, 169), "other_area": field(170, 173),
            "other_network": field(174, 178)}
        charge, _ = charge_of(rater, record)
        amount = "-1"
        if charge is not None:
            li, rest = divmod(charge, LI)
            assert rest == 0, "li are as fine as the answers get"
            total += li
            amount = "%014d" % li
        out.append(b"50" + record["call_id"].encode().ljust(64) + amount.rjust(14).encode())
    out.append(b"90%08d%016d" % (len(body), total))
    with open(result + ".part", "wb") as file:
        file.write(b"\r\n".join(out) + b"\r\n")
    os.rename(result + ".part", result)


def as_http(rater, where):
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # head and body of a response leave together

        def log_message(self, *_):
            pass

        def send(self, text):
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def one(self, record):
            charge, error = answer(rater, record)
            if error:
                return '{"call_id": %s, "error": %s}' % (json.dumps(record["call_id"]), json.dumps(error))
            return '{"call_id": %s, "charge": %s}' % (json.dumps(record["call_id"]), charge)

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/rate":
                self.send(self.one(asked))
            elif self.path == "/batch":
                self.send('{"results": [%s]}' % ",".join(self.one(r) for r in asked["records"]))
            else:
                self.call(asked["id"], asked["params"])

        def call(self, number, record):
            charge, error = answer(rater, record)
            result = ('"error": {"code": -32000, "message": %s}' % json.dumps(error) if error
                      else '"result": {"charge": %s}' % charge)
            self.send('{"jsonrpc": "2.0", "id": %s, %s}' % (json.dumps(number), result))

    server = ThreadingHTTPServer(("127.0.0.1", int(where[0]) if where else 0), Handler)
    print(server.server_address[1], flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server.serve_forever()


def serve_rows(connection, rater, mark):
    """Rates every row of cdr that has no answer in rated, until its parent is gone."""
    parent = os.getppid()
    columns = ("call_id start_time duration_s plan packs event forward_reason home_area visited_area "
               "other_party other_area other_network").split()
    cursor = connection.cursor()
    while os.getppid() == parent:
        try:
            cursor.execute("SELECT %s FROM cdr WHERE call_id NOT IN (SELECT call_id FROM rated)" % ", ".join(columns))
            found = cursor.fetchall()
            for row in found:
                record = dict(zip(columns, row))
                charge, error = answer(rater, record)
                cursor.execute("INSERT INTO rated VALUES (%s, %s, %s)" % (mark, mark, mark),
                               (record["call_id"], charge or None, error or None))
            connection.commit()
        except Exception as fault:  # the table is not there yet, or locked
            connection.rollback()
            found = []
            if "no such table" not in str(fault) and "locked" not in str(fault) and "does not exist" not in str(fault):
                raise
        time.sleep(0.02)


def as_sqlite(rater, where):
    import sqlite3
    serve_rows(sqlite3.connect(where[0], timeout=10), rater, "?")


def as_postgres(rater, where):
    import psycopg2
    serve_rows(psycopg2.connect(where[0]), rater, "%s")


def main():
    ways = {"csv": as_csv, "jsonl": as_jsonl, "files": as_files, "http": as_http,
            "sqlite": as_sqlite, "postgres": as_postgres}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as", dest="way", choices=ways, default="csv")
    parser.add_argument("--fault", action="append", default=[], choices=tariff.FAULTS)
    parser.add_argument("--reading", action="append", default=[], choices=tariff.READINGS)
    parser.add_argument("where", nargs="*")
    options = parser.parse_args()
    ways[options.way](Rater(options.fault, options.reading), options.where)


if __name__ == "__main__":
    main()
