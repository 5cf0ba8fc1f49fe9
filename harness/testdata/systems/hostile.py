#!/usr/bin/env python3
"""Billing systems that misbehave in one way each, and answer correctly otherwise.

  hostile.py MODE           reads call records on stdin
  hostile.py --http MODE    serves HTTP, prints its port
"""
import csv
import os
import signal
import socket
import struct
import sys
import time

import rater

RATER = rater.Rater()


def say(text):
    sys.stdout.write(text)


def say_bytes(data):
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def records():
    return list(csv.DictReader(sys.stdin))


def rated():
    return [[record["call_id"], rater.answer(RATER, record)[0]] for record in records()]


def put(rows, header="call_id,charge\n"):
    say(header + "".join("%s,%s\n" % tuple(row) for row in rows))


def changed(change):
    """A mode that puts the answers after `change` did something to the list."""
    def mode():
        rows = rated()
        change(rows)
        put(rows)
    return mode


def third(text):
    """The third answer's amount is written so."""
    def change(rows):
        rows[2][1] = text
    return changed(change)


def half_then(what):
    def mode():
        rows = rated()
        put(rows[:len(rows) // 2])
        sys.stdout.flush()
        what()
    return mode


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def sleep():
    time.sleep(1000)


def swap_two(rows):
    rows[0][1], rows[1][1] = rows[1][1], rows[0][1]


def late():
    rows = rated()
    time.sleep(1)
    put(rows)


def kept(path):
    """How many answers the results database of the run holds."""
    import sqlite3
    connection = sqlite3.connect(path, timeout=60)
    count = connection.execute("SELECT COUNT(*) FROM answer").fetchone()[0]
    connection.close()
    return count


def kill_parent():
    """Kills who asks when some of its answers are in the results database, and others under way:
    ANSWERS in the environment says how many of each. Without it, answers all."""
    if "ANSWERS" not in os.environ:
        put(rated())
        return
    rows = iter(rated())
    more = int(os.environ["ANSWERS"])
    before = kept(sys.argv[2])

    def answer(count):
        for _ in range(count):
            say("%s,%s\n" % tuple(next(rows)))
        sys.stdout.flush()

    say("call_id,charge\n")
    answer(more)
    while kept(sys.argv[2]) == before:  # answers are kept when one comes 0.2 s after the last commit
        answer(1)
        time.sleep(0.25)
    answer(more)
    os.kill(os.getppid(), signal.SIGKILL)
    sleep()


def exit_after():
    put(rated())
    sys.stdout.flush()
    os._exit(1)


def gigabyte():
    chunk = b"NOBODY,0.06\n" * 100000
    say("call_id,charge\n")
    sys.stdout.flush()
    for _ in range(900):
        sys.stdout.buffer.write(chunk)


def one_line():
    rows = rated()
    say("call_id,charge\n%s,%s" % (rows[0][0], "9" * 300000))


def close_early():
    sys.stdin.readline()
    os.close(0)
    say("call_id,charge\n")


def flood():
    rows = rated()
    for _ in range(400):
        sys.stderr.write("x" * 65536 + "\n")
    put(rows)


def leave_orphan():
    put(rated())
    sys.stdout.flush()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)


def own_session():
    put(rated())
    sys.stdout.flush()
    if os.fork() == 0:
        os.setsid()
        time.sleep(3)
    os._exit(0)


def two_processes():
    """Each half by a process of its own, at once."""
    rows = rated()
    say("call_id,charge\n")
    sys.stdout.flush()
    child = os.fork()
    for row in rows[::2] if child else rows[1::2]:
        os.write(1, ("%s,%s\n" % tuple(row)).encode())
    if child:
        os.waitpid(child, 0)


def wrong_ids(rows):
    for row in rows:
        row[0] = "x" + row[0]


def quoted():
    say('"call_id","charge"\r\n' + "".join('"%s","%s"\r\n' % tuple(row) for row in rated()))


def with_bom():
    say("\ufeff")
    put(rated())


def raw(data):
    def mode():
        rows = rated()
        row = rows.pop(2)
        put(rows)
        say_bytes(data.replace(b"ID", row[0].encode()).replace(b"RIGHT", row[1].encode()))
    return mode


MODES = {
    "correct": lambda: put(rated()),
    "duplicate": changed(lambda rows: rows.append(rows[0])),
    "missing": changed(lambda rows: rows.pop(3)),
    "extra": changed(lambda rows: rows.append(["NOBODY", "0.06"])),
    "late": late,
    "kill-parent": kill_parent,
    "reordered": changed(lambda rows: rows.reverse()),
    "swapped": changed(swap_two),
    "truncated": raw(b"ID"),
    "garbage": lambda: (rated(), say_bytes(bytes(range(256)) * 64)),
    "negative": third("-0.06"),
    "exponent": third("6e-2"),
    "comma": third('"0,06"'),
    "overflow": third("1" + "0" * 30),
    "nan": third("nan"),
    "hex": third("0x10"),
    "blank": third(" 0.06"),
    "plus": third("+0.06"),
    "yuan-sign": third("0.06元"),
    "tiny-rest": third("0.00000000001"),
    "ansi": third("\x1b[31m0.06"),
    "refuses": third(""),
    "says-nothing": lambda: None,
    "header-only": lambda: (rated(), put([])),
    "wrong-header": lambda: put(rated(), "id,amount\n"),
    "header-twice": lambda: (put(rated()), put([])),
    "gigabyte": gigabyte,
    "one-line": one_line,
    "no-newline": raw(b"ID,RIGHT"),
    "nul": raw(b"ID,0.\x0006\n"),
    "bad-utf8": raw(b"ID,0.06\xff\n"),
    "open-quote": raw(b'ID,"0.06\n'),
    "two-processes": two_processes,
    "wrong-ids": changed(wrong_ids),
    "bom": with_bom,
    "quoted": quoted,
    "html": lambda: (rated(), say("<html><body>502 Bad Gateway</body></html>\n")),
    "exit-1": exit_after,
    "crash-midway": half_then(die),
    "crash-at-start": die,
    "hang-midway": half_then(sleep),
    "hang-at-start": sleep,
    "exit-midway": half_then(lambda: os._exit(0)),
    "close-stdin": close_early,
    "never-reads": lambda: (say("call_id,charge\n"), sys.stdout.flush(), sleep()),
    "floods-stderr": flood,
    "orphan": leave_orphan,
    "own-session": own_session,
}


def serve(mode):
    import json
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    seen = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536

        def log_message(self, *_):
            pass

        def send(self, status, body, length=None):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            record = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            charge, _ = rater.answer(RATER, record)
            body = ('{"call_id": "%s", "charge": %s}' % (record["call_id"], charge or "null")).encode()
            number = len(seen)
            again = record["call_id"] in seen
            seen[record["call_id"]] = True
            if mode == "status-500" and number == 2:
                return self.send(500, b"out of paper")
            if mode == "always-500":
                return self.send(500, b"out of paper")
            if mode == "slow" and number == 2:
                sleep()
            if mode == "cut" and number == 2:
                self.close_connection = True
                return self.send(200, body, len(body) + 10)
            if mode == "wrong-json" and number == 2:
                return self.send(200, b'{"charge": 0.06')
            if mode == "no-amount" and number == 2:
                return self.send(200, b'{"price": 0.06}')
            if mode == "empty" and number == 2:
                return self.send(200, b"")
            if mode == "redirect" and number == 2:
                return self.send(302, b"")
            if mode == "huge" and number == 2:
                return self.send(200, b" " * (3 << 20))
            if mode == "reset" and number == 2:
                self.close_connection = True
                return None
            if mode == "rst" and number == 2:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return None
            if mode == "busy" and not again and number % 50 == 2:
                return self.send(429, b"later")
            if mode == "exponent" and number == 2:
                return self.send(200, b'{"charge": 6e-2}')
            return self.send(200, body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None
    print(server.server_address[1], flush=True)
    server.serve_forever()


def spoil_database(connect, statement, count):
    """Once there are records, does what takes the database away."""
    while True:
        connection = connect()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT COUNT(*) FROM cdr")
            if cursor.fetchone()[0] >= count:
                cursor.execute(statement)
                connection.commit()
                return
        finally:
            connection.close()
        time.sleep(0.02)


def drop_sqlite(path):
    import sqlite3
    spoil_database(lambda: sqlite3.connect(path, timeout=10), "DROP TABLE rated", 1)


def end_postgres(dsn):
    import psycopg2
    spoil_database(lambda: psycopg2.connect(dsn),
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'", 1)


if __name__ == "__main__":
    if sys.argv[1] == "--http":
        serve(sys.argv[2])
    elif sys.argv[1] == "--drop-sqlite":
        drop_sqlite(sys.argv[2])
    elif sys.argv[1] == "--end-postgres":
        end_postgres(sys.argv[2])
    else:
        MODES[sys.argv[1]]()
