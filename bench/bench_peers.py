"""bench_peers.py: tally beside other programs, job by job, in one run.

Every pair of measurements is taken in turn (tally, peer, tally, peer, ...), the ratio is the median of the
ratios of the pairs. tally's time is that of the whole process; DuckDB, polars, pandas and R are timed from
before their library is loaded, so that the start of Node.js, Python or R does not count against them, and
from the peak memory of Node.js and Python what they take when idle is subtracted. All programs must give the
same answer. Peers that are not there are named and left out.

  ROWS=4000000  rows of the file        ROUNDS=5  pairs        ONLY=yoy,append  some jobs only
  RESULTS=FILE  a CSV to which the results are added

Prints a table of ratios with goals and verdicts; exit 1 where an answer differs.
"""
import csv
import datetime
import filecmp
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers")
BUILD = os.environ.get("BUILD", "build")
TALLY = os.environ.get("TALLY", os.path.join(BUILD, "tally"))
ROWS = int(os.environ.get("ROWS", "4000000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
ONLY = [name for name in os.environ.get("ONLY", "").split(",") if name]
RESULTS = os.environ.get("RESULTS", os.path.join(BUILD, "bench", "results.csv"))
PERIODS = 40
SERIES = ROWS // PERIODS
METRIC, REGION = "m00%03d" % (SERIES // 64 % 1000), "CN-GD"

COMMANDS = {
    "duckdb": ["node", os.path.join(BUILD, "peers", "duckdb.mjs")],
    "polars": ["node", os.path.join(BUILD, "peers", "polars.mjs")],
    "pandas": ["/usr/bin/python3", os.path.join(PEERS, "pandas_peer.py")],
    "data.table": ["Rscript", "--vanilla", os.path.join(PEERS, "datatable.R")],
    "sqlite": ["sh", os.path.join(PEERS, "sqlite.sh")],
}


class Run:
    """Seconds, peak memory and answer of one process."""

    def __init__(self, command, env=None, cpus=None):
        before = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=dict(os.environ, **(env or {})),
                                 preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        out, err = child.communicate()
        self.seconds = time.perf_counter() - before
        if child.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (" ".join(command), child.returncode, err.decode()[-400:]))
        self.out = out.decode()
        self.peak_mb = None
        self.answer = None


def peak_of(command, env=None):
    """Peak memory of a command, by /usr/bin/time, in a run of its own."""
    done = subprocess.run(["/usr/bin/time", "-f", "%M"] + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env=dict(os.environ, **(env or {})), check=True)
    return int(done.stderr.split()[-1]) / 1024


def run_peer(name, job, *args, threads=2):
    cpus = {0} if threads == 1 else None
    run = Run(COMMANDS[name] + [job, *args], {"POLARS_MAX_THREADS": str(threads), "THREADS": str(threads)}, cpus)
    if name != "sqlite":
        told = json.loads(run.out.strip().splitlines()[-1])
        run.seconds, run.answer = told["seconds"], told["answer"]
        run.peak_mb = told["peak_mb"] - told["runtime_mb"]
    return run


def run_tally(*args, threads=2):
    return Run([TALLY, *args], None, {0} if threads == 1 else None)


class Table:
    """What was measured, a row a job and peer."""

    def __init__(self, versions):
        self.rows, self.versions, self.wrong = [], versions, 0
        self.stamp = datetime.datetime.now().strftime("%Y-%m-%dT%H:%M:%S")
        print("%-34s %-11s %10s %10s %7s %6s" % ("job", "peer", "tally", "peer", "ratio", "goal"))

    def add(self, job, peer, ours, theirs, ratio, goal, unit="s", at_most=False):
        met = "" if goal is None else "met" if (ratio <= goal if at_most else ratio >= goal) else "NOT MET"
        shown = "" if goal is None else ("<=" if at_most else ">=") + "%.3g" % goal
        digits = 4 if unit == "s" else 2
        print("%-34s %-11s %8.*f %s %8.*f %s %7.2f %6s %s" % (
            job, peer, digits, ours, unit[:2].ljust(1), digits, theirs, unit[:2].ljust(1), ratio, shown, met))
        sys.stdout.flush()
        self.rows.append([self.stamp, self.versions.get("tally", ""), platform.machine(), ROWS, job, peer,
                          self.versions.get(peer, ""), unit, "%.6g" % ours, "%.6g" % theirs, "%.4g" % ratio, shown, met])

    def differs(self, job, what):
        self.wrong += 1
        print("WRONG: %s: %s" % (job, what))

    def save(self):
        os.makedirs(os.path.dirname(RESULTS) or ".", exist_ok=True)
        new = not os.path.exists(RESULTS)
        with open(RESULTS, "a", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            if new:
                out.writerow(["when", "tally", "machine", "rows", "job", "peer", "peer_version", "unit", "ours",
                              "theirs", "ratio", "goal", "verdict"])
            out.writerows(self.rows)
        print("results: %s" % RESULTS)


def pairs(ours, theirs, rounds=ROUNDS):
    """Runs two jobs in turn, once unmeasured; gives both medians, the median of ratios, the last runs."""
    ours(), theirs()
    mine, other = [], []
    for _ in range(rounds):
        mine.append(ours())
        other.append(theirs())
    ratio = statistics.median(b.seconds / a.seconds for a, b in zip(mine, other))
    return (statistics.median(r.seconds for r in mine), statistics.median(r.seconds for r in other), ratio,
            mine[-1], other[-1])


def close(a, b):
    return abs(float(a) - float(b)) <= 1e-9 * max(abs(float(a)), abs(float(b)))


class Bench:
    def __init__(self, work):
        self.work, self.peers, versions = work, {}, {}
        for name in COMMANDS:
            try:
                run = run_peer(name, "version")
                versions[name] = run.answer["version"] if run.answer else run.out.strip()
                self.peers[name] = True
            except (RuntimeError, OSError, ValueError) as why:
                print("%s is not here and is left out (%s)" % (name, str(why).strip().splitlines()[-1][:80]))
        versions["tally"] = Run([TALLY, "--version"]).out.split()[1]
        print(", ".join("%s %s" % item for item in sorted(versions.items())))
        print("%d rows: %d series of %d quarters; %d pairs a job" % (SERIES * PERIODS, SERIES, PERIODS, ROUNDS))
        self.table = Table(versions)
        subprocess.run(["cc", "-O2", os.path.join(HERE, "gen_rows.c"), "-o", self.path("gen_rows")], check=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def generate(self, name, *options):
        path = self.path(name + ".csv")
        if not os.path.exists(path):
            with open(path, "wb") as file:
                subprocess.run([self.path("gen_rows"), *options, str(SERIES), str(PERIODS)], stdout=file, check=True)
        return path

    def new_store(self, name="bench.h5"):
        store = self.path(name)
        for leftover in (store, store + ".lock"):
            if os.path.exists(leftover):
                os.remove(leftover)
        run_tally("-s", store, "init")
        return store

    def has(self, *names):
        return all(name in self.peers for name in names)

    def wanted(self, job):
        return not ONLY or any(job.startswith(name) for name in ONLY)

    # --- jobs -------------------------------------------------------------------------

    def ingest(self, job, path, goal, threads=2, peer="polars"):
        if not self.wanted("ingest") or not self.has(peer):
            return
        def ours():
            store = self.new_store()
            return run_tally("-s", store, "ingest", path, "--define", threads=threads)
        mine, other, ratio, _, last = pairs(ours, lambda: run_peer(peer, "ingest", path, self.path("p." + peer),
                                                                   threads=threads))
        self.table.add(job, peer, mine, other, ratio, goal)
        log = json.loads(run_tally("-s", self.path("bench.h5"), "log", "--json").out)
        stored = sum(batch["rows_stored"] for batch in log["batches"])
        if last.answer and int(last.answer["rows"]) != stored:
            self.table.differs(job, "%s rows in tally, %s in %s" % (stored, last.answer["rows"], peer))

    def prepare(self):
        """The stores that all later jobs ask."""
        rows = self.generate("rows")
        self.store = self.new_store("kept.h5")
        run_tally("-s", self.store, "ingest", rows, "--define")
        for peer, job, name in (("duckdb", "keyed", "kept.duck"), ("duckdb", "ingest", "raw.duck"),
                                ("polars", "ingest", "kept.parquet"), ("pandas", "ingest", "kept.pkl"),
                                ("data.table", "ingest", "kept.rds"), ("sqlite", "ingest", "kept.db")):
            if self.has(peer):
                run_peer(peer, job, rows, self.path(name))

    def sizes(self):
        if not self.wanted("bytes"):
            return
        ours = os.path.getsize(self.store) / (SERIES * PERIODS)
        for peer, name, goal in (("polars", "kept.parquet", .70), ("duckdb", "raw.duck", .35), ("sqlite", "kept.db", None)):
            if self.has(peer):
                theirs = os.path.getsize(self.path(name)) / (SERIES * PERIODS)
                self.table.add("bytes per row", peer, ours, theirs, ours / theirs, goal, "B", at_most=True)

    def query(self, job, ours, peer, peer_job, store, goal, *more):
        """A job whose answer is a count and a mean."""
        if not self.wanted(job) or not self.has(peer):
            return
        mine, other, ratio, last, theirs = pairs(lambda: run_tally("-s", self.store, *ours),
                                                 lambda: run_peer(peer, peer_job, self.path(store), *more))
        self.table.add(job, peer, mine, other, ratio, goal)
        told = json.loads(last.out)["summary"]
        # the mean of all shares says nothing, so the peers give that of their squares
        mean = told["mean"] ** 2 + told["sd"] ** 2 if peer_job == "shares" else told["mean"]
        if int(told["count"]) != int(theirs.answer["n"]) or not close(mean, theirs.answer["mean"]):
            self.table.differs(job, "tally %s, %s %s" % (told, peer, theirs.answer))

    def persisted(self):
        if not self.wanted("yoy persisted"):
            return
        store = self.path("persisted.h5")

        def ours():
            shutil.copyfile(self.store, store)
            os.sync()
            return run_tally("-s", store, "calc", "yoy(*)", "--into", "*_yoy", "--json")
        for peer, theirs, more, goal in (("polars", "kept.parquet", [self.path("growth.parquet")], 4),
                                         ("duckdb", "persisted.duck", [], None)):
            if not self.has(peer):
                continue
            if peer == "duckdb":
                shutil.copyfile(self.path("kept.duck"), self.path(theirs))
            mine, other, ratio, last, answer = pairs(
                ours, lambda: run_peer(peer, "yoy_persisted", self.path(theirs), *more))
            self.table.add("yoy persisted", peer, mine, other, ratio, goal)
            if int(json.loads(last.out)["stored"]) != int(answer.answer["n"]):
                self.table.differs("yoy persisted", "tally %s, %s %s" % (last.out, peer, answer.answer))

    def one_series(self):
        if not self.wanted("one"):
            return
        for peer, store, goal in (("sqlite", "kept.db", 1.5), ("duckdb", "kept.duck", 1 / 6), ("polars", "kept.parquet", None)):
            if self.has(peer):
                mine, other, _, last, theirs = pairs(
                    lambda: run_tally("-s", self.store, "show", METRIC, REGION),
                    lambda: run_peer(peer, "one", self.path(store), METRIC, REGION), 4 * ROUNDS)
                self.table.add("one series, cold", peer, mine, other, mine / other, goal, at_most=True)
                if theirs.answer and int(theirs.answer["n"]) != last.out.count("Q"):
                    self.table.differs("one series", "%s rows in %s" % (theirs.answer["n"], peer))

    def append(self):
        if not self.wanted("append"):
            return
        path = self.path("append.csv")
        with open(self.generate("rows")) as rows, open(path, "w") as out:
            out.write(next(rows))
            for i, line in enumerate(rows): # every tenth series: a new quarter, or the last one again
                if i % PERIODS == PERIODS - 1 and i // PERIODS % max(1, SERIES // 10000) == 0:
                    known = i // PERIODS // max(1, SERIES // 10000) % 4 == 3
                    out.write(line if known else line.replace(line.split(",")[2], "2099-Q1"))
        stores = {"tally": (self.store, self.path("append.h5")), "sqlite": (self.path("kept.db"), self.path("append.db")),
                  "duckdb": (self.path("kept.duck"), self.path("append.duck"))}

        def fresh(name):
            shutil.copyfile(*stores[name])
            os.sync()
            return stores[name][1]
        for peer, goal in (("sqlite", 2.5), ("duckdb", None)):
            if self.has(peer):
                mine, other, ratio, _, _ = pairs(lambda: run_tally("-s", fresh("tally"), "ingest", path),
                                                 lambda: run_peer(peer, "append", path, fresh(peer)))
                self.table.add("append 10,000 rows", peer, mine, other, ratio, goal)

    def export(self):
        if not self.wanted("export"):
            return
        ours = self.path("export.csv")
        for peer, store, goal in (("duckdb", "raw.duck", 2.5), ("polars", "kept.parquet", None), ("sqlite", "kept.db", None)):
            if self.has(peer):
                theirs = self.path("export." + peer)
                mine, other, ratio, _, _ = pairs(lambda: run_tally("-s", self.store, "export", "csv", "-o", ours),
                                                 lambda: run_peer(peer, "export", self.path(store), theirs))
                self.table.add("export to CSV", peer, mine, other, ratio, goal)
        if not filecmp.cmp(ours, self.generate("rows"), shallow=False):
            self.table.differs("export", "the file that went in does not come out")

    def memory(self):
        if not self.wanted("memory"):
            return
        rows = self.generate("rows")
        if self.has("polars"):
            store = self.new_store()
            ours = peak_of([TALLY, "-s", store, "ingest", rows, "--define"])
            theirs = run_peer("polars", "ingest", rows, self.path("p.polars")).peak_mb
            self.table.add("peak memory, ingest", "polars", ours, theirs, ours / theirs, .60, "MB", at_most=True)
        if self.has("duckdb"):
            ours = peak_of([TALLY, "-s", self.store, *YOY])
            theirs = run_peer("duckdb", "yoy", self.path("kept.duck")).peak_mb
            self.table.add("peak memory, yoy", "duckdb", ours, theirs, ours / theirs, .25, "MB", at_most=True)


YOY = ["calc", "yoy(*)", "--summary", "--json"]
SHARES = ["calc", "share(*, sum(*))", "--summary", "--json"]


def main():
    work = os.environ.get("WORK") or tempfile.mkdtemp(prefix="tally-bench-")
    os.makedirs(work, exist_ok=True)
    try:
        bench = Bench(work)
        bench.ingest("ingest, series order, 2 threads", bench.generate("rows"), 2.5)
        bench.ingest("ingest, period order, 2 threads", bench.generate("period", "--order", "period"), 2.5)
        bench.ingest("ingest, series order, 1 thread", bench.generate("rows"), 2.5, threads=1)
        bench.ingest("ingest, shuffled", bench.generate("shuffled", "--order", "shuffled"), 1.5)
        bench.ingest("ingest, every field quoted", bench.generate("quoted", "--quoted"), 1.2)
        for other in ("duckdb", "pandas", "data.table"):
            bench.ingest("ingest, series order, 2 threads", bench.generate("rows"), None, peer=other)
        bench.prepare()
        bench.sizes()
        bench.query("yoy, whole store", YOY, "duckdb", "yoy", "kept.duck", 5)
        bench.query("yoy, whole store", YOY, "polars", "yoy", "kept.parquet", None)
        bench.query("yoy, whole store", YOY, "pandas", "yoy", "kept.pkl", None)
        bench.query("yoy, whole store", YOY, "data.table", "yoy", "kept.rds", None)
        bench.persisted()
        bench.query("shares in metric and period", SHARES, "duckdb", "shares", "kept.duck", 4)
        bench.query("shares in metric and period", SHARES, "polars", "shares", "kept.parquet", None)
        bench.one_series()
        bench.append()
        bench.export()
        bench.memory()
        bench.table.save()
        return 1 if bench.table.wrong else 0
    finally:
        if not os.environ.get("WORK"):
            shutil.rmtree(work)


sys.exit(main())
