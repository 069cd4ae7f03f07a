"""Growth, shares and intensities: tally beside pandas, to 1e-12, gaps included.

usage: shared_transforms.py TALLY DATA SCRATCH
"""
import io, json, os, subprocess, sys
import numpy as np
import pandas as pd

tally, data, scratch = sys.argv[1:4]
store = os.path.join(scratch, "panel.h5")
failed = 0


def run(*args):
    done = subprocess.run([tally, *args, "-s", store], capture_output=True, text=True)
    if done.returncode:
        print(f"not ok - tally {' '.join(args)}: {done.stderr.strip()}")
        sys.exit(1)
    return done.stdout


def regions():
    """Every name of a region -> its code."""
    names = {}
    for line in run("list", "regions", "--format", "tsv").splitlines():
        code, rest = line.split("\t")[:2]
        for name in rest.split("|"):
            names.setdefault(name, code)
    return names


def calc(expression, *options):
    """Rows (region, year) -> value."""
    out = {}
    for result in json.loads(run("calc", expression, "--json", *options))["results"]:
        for series in result["series"]:
            if series["frequency"] != "A":
                continue
            for p in series["points"]:
                value = p["value"]
                out[series["region"], int(p["period"])] = np.nan if value is None else value
    return out


def compare(name, got, want):
    """want: a frame of regions x years; missing there must be missing here."""
    global failed
    worst, cells, gaps, bad = 0.0, 0, 0, ""
    for region in want.index:
        for year in want.columns:
            x, y = got.get((region, year), np.nan), want.loc[region, year]
            if np.isnan(x) != np.isnan(y):
                bad = f"{region} {year}: tally {x}, pandas {y}"
            elif np.isnan(y):
                gaps += 1
            else:
                cells += 1
                worst = max(worst, abs(x - y) / max(1.0, abs(y)))
    if bad or worst > 1e-12 or cells == 0:
        failed += 1
        print(f"not ok - {name}: {bad or f'off by {worst:.3g}'} ({cells} figures)")
    else:
        print(f"ok - {name}: {cells} figures, {gaps} missing in both, at most {worst:.2g} apart")


def wide(path, encoding, skip, codes):
    """A table of provinces x years as a frame of codes x years in order."""
    text = open(os.path.join(data, path), encoding=encoding).read().splitlines()
    lines = [line for line in text[skip:] if line.count(",") > 2]
    frame = pd.read_csv(io.StringIO("\n".join(lines)), index_col=0)
    frame.columns = [int(str(c).strip("年")) for c in frame.columns]
    frame.index = [codes[name.strip()] for name in frame.index]
    return frame[sorted(frame.columns)].astype(float)


def yoy(frame):
    """By the calendar: columns are years, so the years between are put in first."""
    full = frame.reindex(columns=range(min(frame.columns), max(frame.columns) + 1))
    return (full / full.shift(1, axis=1) - 1)[frame.columns]


vintage = "nbs-provincial-gdp-by-industry-2017vintage/"
tables = {"gdp": "GDP.csv", "gdp_primary": "primary_industry.csv",
          "gdp_secondary": "second_industry.csv", "gdp_tertiary": "third_industry.csv",
          "population": "population.csv"}
run("init")
codes = regions()
frames = {}
for metric, file in tables.items():
    unit = "万人" if metric == "population" else "亿元"
    run("ingest", os.path.join(data, vintage + file), "--metric", metric, "--unit", unit,
        "--source", "yearbook")
    frames[metric] = wide(vintage + file, "utf-8-sig", 0, codes)

for metric in ("gdp", "population"):
    compare(f"yoy({metric})", calc(f"yoy({metric})"), yoy(frames[metric]))
for metric in ("gdp_primary", "gdp_secondary", "gdp_tertiary"):
    compare(f"share({metric}, gdp)", calc(f"share({metric}, gdp)"),
            frames[metric] / frames["gdp"])
compare("gdp / population", calc("gdp / population"),
        frames["gdp"] * 1e4 / frames["population"])
compare("share of the sum of the provinces", calc("gdp / sum(gdp[CN/provinces])"),
        frames["gdp"] / frames["gdp"].sum())
compare("rank", calc("rank(gdp)"), frames["gdp"].rank(ascending=False, method="min"))
compare("index(gdp, 2010)", {k: v / 100 for k, v in calc("index(gdp, 2010)").items()},
        frames["gdp"].div(frames["gdp"][2010], axis=0))
compare("rolling(gdp, 3) / gdp", calc("rolling(gdp, 3) / gdp"),
        frames["gdp"].rolling(3, axis=1).mean() / frames["gdp"])

# figures with holes in the middle
gappy = "nbs-provincial-2025vintage-gbk/分省年度数据 (4).csv"
run("ingest", os.path.join(data, gappy), "--define", "--metric", "private_employment",
    "--unit", "万人")
frame = wide(gappy, "gb18030", 3, codes)
compare("yoy with gaps", calc("yoy(private_employment)"), yoy(frame))

# the trap: a year taken out; rows counted, pandas gives a growth over two years
holed = frames["gdp"].drop(columns=[2012])
holed.insert(0, "地区", holed.index)
path = os.path.join(scratch, "holed.csv")
holed.to_csv(path, index=False)
run("ingest", path, "--define", "--metric", "gdp_holed", "--unit", "亿元")
holed = holed.drop(columns=["地区"])
compare("yoy over a year taken out", calc("yoy(gdp_holed)"), yoy(holed))
by_rows = holed.pct_change(axis=1)
trap = int((~by_rows[2013].isna()).sum())
missing = sum(np.isnan(v) for (_, year), v in calc("yoy(gdp_holed)").items() if year == 2013)
if trap == 31 and missing == 31:
    print("ok - growth by rows would have given 31 growths over two years; all are missing here")
else:
    failed += 1
    print(f"not ok - the row trap: {trap} and {missing}")

# intensities
rd = "cn-rd-bulletin-province/converted/RDIntense.csv"
table = pd.read_csv(os.path.join(data, rd))
table = table[table["chn_block4"] == "RD经费"]
short = {n: c for n, c in codes.items()}
table["code"] = [short[p] for p in table["province"]]
spend = table.pivot(index="code", columns="year", values="value")
tidy = os.path.join(scratch, "rd.csv")
rows = table.rename(columns={"code": "region", "year": "period"})[["region", "period", "value"]]
rows.insert(0, "metric", "rd_expenditure")
rows["unit"] = "亿元"
rows.to_csv(tidy, index=False)
run("ingest", tidy)
years = [y for y in spend.columns if y in frames["gdp"].columns]
both = [r for r in frames["gdp"].index if r in spend.index]
compare("rd_expenditure / gdp", calc("rd_expenditure / gdp"),
        spend.loc[both, years] / frames["gdp"].loc[both, years])

sys.exit(1 if failed else 0)
