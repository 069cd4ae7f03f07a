"""bench_scale.py: how cost grows with the data, and what many small batches cost.

  SIZES=1,4,16,64   millions of rows (series of 40 quarters)
  BATCHES=1000      appended batches of 10,000 rows onto a store of BASE=10 million rows; 0: none
  WORK=DIR          where files go (64M rows need 5 GB); kept when given
  LIMIT_KB=4194304  no job may take more memory

For each job: seconds of processor time (user + system), which other work on the machine disturbs less than the
clock, seconds by the clock, and peak memory at each size; the slope of log time on log rows by least squares, which
is to be at most 1.05. For the batches: the medians of the first and of the last twenty, whose ratio is to be at most 2.
Exit 1 where a goal is missed.
"""
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TALLY = os.environ.get("TALLY", "build/tally")
SIZES = [float(size) for size in os.environ.get("SIZES", "1,4,16,64").split(",") if size]
BATCHES = int(os.environ.get("BATCHES", "1000"))
BASE = float(os.environ.get("BASE", "10"))
LIMIT_KB = int(os.environ.get("LIMIT_KB", str(4 << 20)))
PERIODS = 40
missed = []


def run(*words):
    """Seconds by the clock, of the processor, and peak KB of one command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(["/usr/bin/time", "-f", "%M", TALLY, *words], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit("tally %s: exit %d: %s" % (" ".join(words), done.returncode, done.stderr.decode()[-400:]))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, int(done.stderr.split()[-1])


def slope(sizes, seconds):
    x, y = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    mx, my = statistics.mean(x), statistics.mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def generate(work, name, series, *options):
    path = os.path.join(work, name)
    with open(path, "wb") as out:
        subprocess.run([os.path.join(work, "gen_rows"), *options, str(series), str(PERIODS)], stdout=out, check=True)
    return path


def fresh(work, name):
    store = os.path.join(work, name)
    for leftover in store, store + ".lock":
        if os.path.exists(leftover):
            os.remove(leftover)
    run("-s", store, "init")
    return store


def growth(work):
    jobs = {}
    for size in SIZES:
        series = int(size * 1e6 / PERIODS)
        rows, store = generate(work, "scale.csv", series), fresh(work, "scale.h5")
        out = os.path.join(work, "scale.out")
        for job, words in (("ingest", ["ingest", rows, "--define"]), ("yoy", ["calc", "yoy(*)", "--summary", "--json"]),
                           ("shares", ["calc", "share(*, sum(*))", "--summary", "--json"]),
                           ("export csv", ["export", "csv", "-o", out]), ("check", ["check", "--time-limit", "0"]),
                           ("verify", ["verify"]), ("compact", ["compact"])):
            result = run("-s", store, *words)
            jobs.setdefault(job, []).append(result)
            print("%-12s %6.1fM rows %9.2f s clock %9.2f s processor %9d KB" % (job, size, *result), flush=True)
            if result[2] > LIMIT_KB:
                missed.append("%s of %gM rows takes %d KB" % (job, size, result[2]))
        os.remove(rows)
        os.path.exists(out) and os.remove(out)
    for job, results in jobs.items():
        if len(SIZES) > 1:
            by_clock, by_processor = (slope(SIZES, [r[i] for r in results]) for i in (0, 1))
            print("%-12s slope %.3f by the clock, %.3f of the processor (<= 1.05)" % (job, by_clock, by_processor))
            if by_processor > 1.05:
                missed.append("%s: slope %.3f" % (job, by_processor))


def batches(work):
    """Each day every hundredth series or so gets its next quarter."""
    series = int(BASE * 1e6 / PERIODS)
    rows, store = generate(work, "base.csv", series), fresh(work, "base.h5")
    run("-s", store, "ingest", rows, "--define")
    with open(rows) as lines:
        head = next(lines)
        lasts = [line.rstrip("\n").split(",") for i, line in enumerate(lines) if i % PERIODS == PERIODS - 1]
    os.remove(rows)
    step, clock, processor = max(1, series // 10000), [], []
    for day in range(BATCHES):
        path = os.path.join(work, "batch.csv")
        with open(path, "w") as out:
            out.write(head)
            for k in range(day % step, series, step):
                fields = lasts[k]
                later = "%d-Q%d" % (2100 + day // step // 4, day // step % 4 + 1)
                out.write(",".join(fields[:2] + [later] + fields[3:]) + "\n")
        wall, spent, _ = run("-s", store, "ingest", path)
        clock.append(wall)
        processor.append(spent)
        if day % 100 == 99:
            print("batch %4d: median of the last 20 %.3f s clock, %.3f s processor, %.1f MB" % (
                day + 1, statistics.median(clock[-20:]), statistics.median(processor[-20:]),
                os.path.getsize(store) / 1e6), flush=True)
    for name, seconds in ("clock", clock), ("processor", processor):
        first, last = statistics.median(seconds[:20]), statistics.median(seconds[-20:])
        print("%d batches of 10,000 rows onto %gM: first %.3f s, last %.3f s, ratio %.2f (<= 2), worst %.3f s (%s)" % (
            BATCHES, BASE, first, last, last / first, max(seconds), name))
        if name == "processor" and last > 2 * first:
            missed.append("the last batch costs %.2f of the first" % (last / first))


def main():
    work = os.environ.get("WORK") or tempfile.mkdtemp(prefix="tally-scale-")
    os.makedirs(work, exist_ok=True)
    try:
        subprocess.run(["cc", "-O2", os.path.join(HERE, "gen_rows.c"), "-o", os.path.join(work, "gen_rows")], check=True)
        if SIZES:
            growth(work)
        if BATCHES:
            batches(work)
    finally:
        if not os.environ.get("WORK"):
            shutil.rmtree(work)
    for what in missed:
        print("NOT MET: " + what)
    return 1 if missed else 0


sys.exit(main())
