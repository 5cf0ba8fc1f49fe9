#!/usr/bin/env python3
"""Audits partitioned records with Spark: `tollgate audit --partial` for each file, on the
executors, and `tollgate merge` on the driver. Nothing is judged here.

    spark-submit audit_job.py --tollgate /path/tollgate --work DIR --report FILE FOLDER

The exit code is that of the audit. FOLDER holds the record files, also in Hive-style folders
(month=2010-01/part-0.csv.gz), and DIR takes the shards' results; both are seen from all machines
under these paths. The program itself is shipped to the executors (--no-ship: it is there already,
under the same path).

Whatever Spark does to a task changes nothing: an attempt writes under a name of its own and is
renamed when it is whole, and attempts at the same file give the same bytes. So executors may be
killed, tasks retried, and slow ones run twice (spark.speculation).
"""
import argparse
import glob
import os
import pathlib
import subprocess
import sys

VERDICTS = (0, 1, 2)  # exit codes of an audit that was done: conforms, mismatches, no verdict
NOT_DONE = 70
MOST_PARTS = 256  # of one merge: each is an open file, and a name in a command line that ends


def record_files(folder):
    """The files of a table as Spark and Hive take it: what begins with _ or . is none of it."""
    root = pathlib.Path(folder).resolve()
    files = [path for path in root.rglob("*") if path.is_file()
             and not any(part[0] in "._" for part in path.relative_to(root).parts)]
    return sorted(map(str, files))


def run(command):
    """Raises if it did not do its work."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode not in VERDICTS:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: "
                           f"{done.stderr.decode(errors='replace')}")


def remove_leftovers(name):
    """What an attempt that was interrupted leaves: NAME, or NAME and a random ending."""
    for path in [name, *glob.glob(glob.escape(name) + ".*")]:
        pathlib.Path(path).unlink(missing_ok=True)


def audit_file(task, program, options):
    """On an executor: the result of one file; its size in bytes. Raises for Spark to try again."""
    from pyspark import SparkFiles, TaskContext
    file, result = task
    if not os.path.isabs(program):  # shipped
        program = SparkFiles.get(program)
        os.chmod(program, 0o755)
    own = f"{result}.attempt-{TaskContext.get().taskAttemptId()}"
    command = [program, "audit", *options, "--partial", own, file]
    try:
        run(command)
        os.replace(own, result)
    finally:
        remove_leftovers(own)
    return os.path.getsize(result)


def audit_all(tasks, options):
    """Spark's part. Every file is a task of its own."""
    from pyspark.sql import SparkSession
    spark = SparkSession.builder.appName("tollgate audit").getOrCreate()
    spark.sparkContext.setLogLevel("WARN")
    program = os.path.abspath(options.tollgate)
    if options.ship:
        spark.sparkContext.addFile(program)
        program = os.path.basename(program)
    audit_options = options.audit_option
    try:
        return spark.sparkContext.parallelize(tasks, len(tasks)).map(
            lambda task: audit_file(task, program, audit_options)).collect()
    finally:
        spark.stop()


def merge_in_groups(program, parts, folder):
    """Merges until so few parts are left that one merge takes them; these. Whatever the groups, the
    sum is the same."""
    level = 0
    while len(parts) > MOST_PARTS:
        level += 1
        groups = [parts[i:i + MOST_PARTS] for i in range(0, len(parts), MOST_PARTS)]
        sums = [str(folder / f"sum-{level}-{i:06}") for i in range(len(groups))]
        for group, result in zip(groups, sums):
            run([program, "merge", "--partial", result, *group])
        if level > 1:
            for part in parts:
                os.unlink(part)
        parts = sums
    return parts


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="of the record files")
    parser.add_argument("--tollgate", required=True, help="the program")
    parser.add_argument("--no-ship", dest="ship", action="store_false",
                        help="the executors have the program under the same path")
    parser.add_argument("--work", required=True, help="a folder that is not there yet")
    parser.add_argument("--report", required=True, help="what tollgate merge prints")
    parser.add_argument("--audit-option", action="append", default=[], metavar="OPTION",
                        help="for tollgate audit, written --audit-option=--overlay=annex.xml")
    parser.add_argument("--report-option", action="append", default=[], metavar="OPTION",
                        help="for tollgate merge")
    return parser.parse_args()


def main():
    options = parse()
    files = record_files(options.folder)
    if not files:
        sys.exit(f"audit_job: no record files in {options.folder}")
    shards = pathlib.Path(options.work).resolve()
    shards.mkdir(parents=True)  # fails if it is there: no results of another run get mixed in
    results = [str(shards / f"shard-{i:06}") for i in range(len(files))]
    program = os.path.abspath(options.tollgate)
    try:
        sizes = audit_all(list(zip(files, results)), options)
        for leftover in shards.glob("shard-*.attempt-*"):  # of executors that were killed
            leftover.unlink()
        parts = merge_in_groups(program, results, shards)
    except Exception as error:  # of Spark, after all its attempts, or of a merge
        print(f"audit_job: {error}", file=sys.stderr)
        sys.exit(NOT_DONE)
    print(f"audit_job: {len(files)} files, {sum(sizes)} bytes of results")
    merge = [program, "merge", *options.report_option, *parts]
    with open(options.report, "wb") as report:
        sys.exit(subprocess.run(merge, stdout=report, check=False).returncode)


if __name__ == "__main__":
    main()
