"""pandas_peer.py JOB ARGS: one job in pandas. Prints one line of JSON as duckdb.mjs does.

The store is a pickle with categorical keys, the fastest that Debian's pandas has.
"""
import json
import resource
import sys
import time

job, args = sys.argv[1], sys.argv[2:]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
import pandas as pd  # noqa: E402  (loading is part of the job, as for the others)

KEYS = {"metric": "category", "region": "category", "period": "category", "unit": "category",
        "source": "category", "status": "category"}


def ingest(path, store):
    table = pd.read_csv(path, dtype=KEYS)
    table.to_pickle(store)
    return {"rows": len(table), "total": table["value"].sum()}


def wide(store):
    table = pd.read_pickle(store)
    quarters = len(table["period"].cat.categories)
    return table["value"].to_numpy().reshape(-1, quarters)


def yoy(store):
    levels = wide(store)
    growth = levels[:, 4:] / levels[:, :-4] - 1
    return {"n": growth.size, "mean": growth.mean()}


def shares(store):
    table = pd.read_pickle(store)
    total = table.groupby(["metric", "period"], observed=True)["value"].transform("sum")
    share = table["value"] / total
    return {"n": len(share), "mean": (share * share).mean()}


def version():
    return {"version": pd.__version__}


answer = {"ingest": ingest, "yoy": yoy, "shares": shares, "version": version}[job](*args)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "peak_mb": peak / 1024, "runtime_mb": before / 1024, "answer": answer}))
