"""Runs the table of ingests and compares three counts: the table's, tally's and our own.

usage: ingest_table.py TALLY DATA TABLE SCRATCH [--fill]
--fill prints the table with our own counts in it instead."""
import json
import os
import shlex
import subprocess
import sys

from count_cells import count


def ingest(tally, path, command, scratch):
    store = os.path.join(scratch, "ingest.h5")
    for name in (store, store + ".lock"):
        if os.path.exists(name):
            os.remove(name)
    subprocess.run([tally, "-s", store, "init"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    rejects = os.path.join(scratch, "rejects.csv")
    run = subprocess.run([tally, "-s", store, "ingest", path, "--json", "--skip-bad", rejects]
                         + shlex.split(command), capture_output=True, text=True)
    if run.returncode != 0:
        return None, run.stderr.strip().replace("\n", " ")[:200]
    told = json.loads(run.stdout)["files"][0]
    return [told[k] for k in ("rows", "cells", "to_store", "missing", "refused")], told


def main(tally, data, table, scratch, fill=False):
    bad = 0
    for line in open(table, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("#"):
            if fill:
                print(line)
            continue
        f = line.split("\t")
        path = os.path.join(data, f[0])
        own = count(path, f[7], int(f[8]), f[9])
        if fill:
            print("\t".join(f[:2] + [str(n) for n in own] + f[7:]))
            continue
        stated = [int(n) for n in f[2:7]]
        told, detail = ingest(tally, path, f[1], scratch)
        if told == stated == own and detail["stored"] + detail["known"] == told[2]:
            print("ok - ingest", f[0])
        else:
            bad = 1
            print("not ok - ingest %s: table %s, tally %s, own count %s %s"
                  % (f[0], stated, told, own, "" if told else detail))
    return bad


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5], fill="--fill" in sys.argv))
