"""yoy of many ragged series: tally beside pandas.

usage: soak_calc.py TALLY SCRATCH SERIES
"""
import os, resource, subprocess, sys, time
import numpy as np
import pandas as pd

tally, scratch, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = os.path.join(scratch, "many.h5")
rng = np.random.default_rng(20231118)

years = np.arange(1980, 2020)
levels = rng.uniform(1, 1000, (n, 1)) * np.cumprod(rng.uniform(0.95, 1.12, (n, 40)), axis=1)
first = rng.integers(0, 30, n)
there = (np.arange(40) >= first[:, None]) & (rng.random((n, 40)) > 0.03)
row, col = np.nonzero(there)
frame = pd.DataFrame({"metric": "gdp", "region": [f"R{i:06d}" for i in row],
                      "period": years[col], "value": levels[row, col].round(2)})
frame["unit"] = "亿元"
frame["source"] = "a"
frame["published"] = "2020-01-01"
again = frame.sample(frac=0.05, random_state=1).copy()
again["value"] = (again["value"] * 1.01).round(2)
again["published"] = "2021-01-01"
csv = os.path.join(scratch, "many.csv")
pd.concat([frame, again]).sort_index().to_csv(csv, index=False, float_format="%.2f")

subprocess.run([tally, "init", "-s", store], check=True, capture_output=True)
subprocess.run([tally, "ingest", csv, "--define", "-s", store], check=True, capture_output=True)
begin = time.time()
out = os.path.join(scratch, "yoy.tsv")
with open(out, "w") as f:
    subprocess.run([tally, "calc", "yoy(gdp)", "--format", "tsv", "-s", store], check=True, stdout=f)
seconds = time.time() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

got = pd.read_csv(out, sep="\t", header=None, usecols=[1, 2, 3], names=["region", "period", "value"])
got = got.set_index(["region", "period"])["value"]

# the newest vintage of every cell, on a full calendar of years
data = pd.concat([frame, again]).drop_duplicates(["region", "period"], keep="last")
full = data.pivot(index="region", columns="period", values="value").reindex(columns=years)
want = (full / full.shift(1, axis=1) - 1)[full.notna()].stack()
both = pd.concat([got.rename("tally"), want.rename("pandas")], axis=1)
apart = (both["tally"] - both["pandas"]).abs().max()
lonely = int((both["tally"].isna() != both["pandas"].isna()).sum())
figures = int(both["pandas"].notna().sum())
if apart <= 1e-12 and lonely == 0 and figures > 0:
    print(f"ok - yoy of {n} ragged series: {figures} growths at most {apart:.2g} apart, "
          f"{seconds:.1f} s with output, peak {peak:.0f} MiB of any tally process")
else:
    print(f"not ok - yoy of {n} series: {apart} apart, {lonely} missing in one only")
    sys.exit(1)

# the trap: pandas' own pct_change goes by rows, so behind a missing year it gives two years' growth
rows = data.sort_values(["region", "period"]).copy()
rows["period"] = rows["period"].astype(want.index.levels[1].dtype)
rows["growth"] = rows.groupby("region")["value"].pct_change()
by_rows = rows.set_index(["region", "period"])["growth"]
wrong = by_rows.index[by_rows.notna() & want.reindex(by_rows.index).isna()]
if len(wrong) > 0 and got.reindex(wrong).isna().all():
    print(f"ok - {len(wrong)} growths by rows would span a gap; all are missing here")
else:
    print(f"not ok - the row trap: {len(wrong)} growths, {int(got.reindex(wrong).notna().sum())} given")
    sys.exit(1)
