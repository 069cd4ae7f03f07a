"""The Python module, on the shipped page: python_module.py FOLDER plain|pandas. Prints ok / not ok."""

import os
import sys
import threading

import tally

folder, kind = sys.argv[1:3]
store = os.path.join(folder, kind + ".h5")


def ok(name, good):
    print("%sok - python (%s): %s" % ("" if good else "not ", kind, name))


def raised(kind_of, text, call):
    try:
        call()
    except kind_of as problem:
        return text in str(problem)
    return False


def column(data, name):
    return list(data[name])


tally.create(store)
ok("a store is not overwritten", raised(tally.InputError, "exists", lambda: tally.create(store)))
ok("a file that is no store", raised(tally.InputError, "README.md", lambda: tally.open("README.md")))
t = tally.open(store, frames=kind)
counts = t.ingest("datasets/herald.csv")
ok("ingest counts", column(counts, "stored") == [195])
gdp = t.query("gdp", region="CN-HTZ", measure="level", from_="2023-01/2023-09", to="2023")
ok("query", column(gdp, "value") == [12.33e12] and column(gdp, "period") == ["2023-01/2023-09"])
ok("intervals", column(gdp, "lo") == [12.325e12] and column(gdp, "hi") == [12.335e12])
if kind == "pandas":
    ok("dates are dates", str(gdp["last"][0])[:10] == "2023-09-30" and "datetime64" in str(gdp["last"].dtype))
    own = gdp.head(0)
    import pandas
    own = pandas.DataFrame({"metric": ["population"], "region": ["CN"], "period": ["2023"], "value": [140967],
                            "unit": ["万人"]})
    ok("a data frame goes in", column(t.ingest(own, source="own"), "stored") == [1])
    ok("and comes out", column(t.query("population"), "value") == [1.40967e9])
else:
    ok("rows are dicts", next(iter(gdp))["region"] == "CN-HTZ" and len(gdp) == 1)
    ok("days are numbers", column(gdp, "last") == [19630])
findings = t.check()
ok("the contradiction of the page", column(findings, "kind").count("contradiction") == 1
   and "digital_core_enterprises@CN-ZJ" in findings["claims"][0])
bounds = t.bounds("gross_industrial_output", "CN-HTZ-NE", "2023-01/2023-09", growth=True)
ok("bounds", abs(bounds["lo"][0] - 0.0156095) < 1e-6 and abs(bounds["hi"][0] - 0.021336) < 1e-6)
share = t.calc("gdp_secondary[CN-HTZ] / gdp[CN-HTZ]")
ok("calc", abs(share["value"][0] - 7.16 / 12.33) < 1e-12)
levels = t.reconcile(dry_run=True)
ok("reconcile", len(levels) > 10 and all(v == v for v in levels["value"]))
out = os.path.join(folder, kind + ".csv")
t.export("csv", out, metric="gdp")
panel = os.path.join(os.path.dirname(out), "panel.csv")
t.export("tidy", panel, metric=["gdp"], measure="level", region=["CN", "CN-*"], shape="panel", columns=["lo", "status"], scale="亿元")
with open(panel, encoding="utf-8") as f:
    ok("an export takes the command's options", f.readline() == "region,period,gdp,gdp_lo,gdp_status\n")
ok("an export is read back", column(t.ingest(out), "known") == column(t.ingest(out), "cells"))
ok("lists", "yoy" in column(t.list("transforms"), "code") and "gdp" in column(t.list("metrics"), "code"))

ok("an unknown metric is a ValueError with its neighbour",
   raised(ValueError, 'did you mean "gdp"', lambda: t.query("gpd")))
ok("an unknown option", raised(tally.UsageError, "as-of", lambda: t.query("gdp", asof="2023-01-01")))
bad = os.path.join(folder, "bad.csv")
with open(bad, "w", encoding="utf-8") as file:
    file.write("metric,region,period,value,unit\ngdp,CN,2023-13,5,亿元\ngdp,CN,2022,x,亿元\n")
try:
    t.ingest(bad)
    ok("bad cells are complaints", False)
except tally.InputError as problem:
    ok("bad cells are complaints", [(c["line"], c["column"]) for c in problem.complaints] == [(2, 3), (3, 4)])
ok("a full disk is an OSError", raised(OSError, "cannot write", lambda: t.export("csv", "/nowhere/x.csv")))

results = []
threads = [threading.Thread(target=lambda: results.append(len(t.query("gdp")))) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ok("threads take turns", len(set(results)) == 1 and len(results) == 8)
t.close()
t.close()
ok("a closed session says so", raised(tally.UsageError, "closed", lambda: t.query("gdp")))
