#!/usr/bin/env python3
"""Makes the tables through which a system is asked: tables.py FILE, or --postgres DSN."""
import sys

COLUMNS = ("call_id start_time duration_s plan packs event forward_reason home_area visited_area "
           "other_party other_area other_network").split()

if sys.argv[1] == "--postgres":
    import psycopg2
    database = psycopg2.connect(sys.argv[2])
else:
    import sqlite3
    database = sqlite3.connect(sys.argv[1])
    database.execute("PRAGMA journal_mode=WAL")
cursor = database.cursor()
cursor.execute("DROP TABLE IF EXISTS cdr")
cursor.execute("DROP TABLE IF EXISTS rated")
cursor.execute("CREATE TABLE cdr (%s)" % ", ".join(name + " TEXT" for name in COLUMNS))
cursor.execute("CREATE TABLE rated (call_id TEXT PRIMARY KEY, charge TEXT, error TEXT)")
database.commit()
