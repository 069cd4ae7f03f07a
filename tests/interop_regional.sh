#!/bin/sh
# Theil, Gini and beta-convergence of the provincial panel beside an independent computation in
# Python (standard library only).
tally=${TALLY:-build/tally}
data=$(dirname "$0")/../datasets
command -v python3 >/dev/null || exit 0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$tally" -s "$dir/s.h5" init >/dev/null 2>&1
"$tally" -s "$dir/s.h5" ingest "$data/cn-province-gdp-2017.csv" "$data/cn-province-population.csv" >/dev/null 2>&1
"$tally" -s "$dir/s.h5" regional inequality 'gdp_per_capita[CN/provinces]' -w 'population[CN/provinces]' \
	--as-of 2017-12-31 --groups four-regions --json >"$dir/inequality.json" 2>/dev/null
"$tally" -s "$dir/s.h5" regional convergence 'gdp_per_capita[CN/provinces]' --from 2007 --to 2016 \
	--json >"$dir/beta.json" 2>/dev/null
for how in static dynamic; do
	"$tally" -s "$dir/s.h5" regional shift-share gdp_primary gdp_secondary gdp_tertiary --region CN-GD \
		--whole CN-JS --from 2007 --to 2016 --json $([ $how = dynamic ] && echo --dynamic) \
		>"$dir/$how.json" 2>/dev/null
done
python3 - "$dir" "$data" <<'EOF'
import csv, json, math, sys

where, data = sys.argv[1:]
x, p, group = {}, {}, {}
for r in csv.DictReader(open(data + "/cn-province-gdp-2017.csv")):
    if r["metric"] == "gdp_per_capita":
        x[r["region"], r["period"]] = float(r["value"])
for r in csv.DictReader(open(data + "/cn-province-population.csv")):
    if r["source"] == "nbs-yearbook-2017":
        p[r["region"], r["period"]] = float(r["value"])
for r in csv.DictReader(open(data + "/codes/memberships.csv")):
    if r["group"] in ("CN-E", "CN-C", "CN-W", "CN-NE") and r["partition"] == "provinces":
        group[r["member"]] = r["group"]

def told(name, wanted, got):
    good = abs(got - wanted) <= 1e-12 * max(1, abs(wanted))
    print("ok - " + name if good else "not ok - %s: wanted %.17g, found %.17g" % (name, wanted, got))

def theil(v, w):
    m = sum(a * b for a, b in zip(v, w)) / sum(w)
    return sum(b * a / m * math.log(a / m) for a, b in zip(v, w)) / sum(w)

lines = json.load(open(where + "/inequality.json"))["lines"]
for line in lines:
    if line["period"] not in ("2007", "2016"):
        continue
    y = line["period"]
    keys = sorted(k for k in x if k[1] == y)
    v, w = [x[k] for k in keys], [p[k] for k in keys]
    told("Theil of " + y, theil(v, w), line["Theil"])
    g = sorted(set(group.values()))
    sums = {a: [sum(w[i] for i, k in enumerate(keys) if group[k[0]] == a),
                sum(w[i] * v[i] for i, k in enumerate(keys) if group[k[0]] == a)] for a in g}
    told("Theil between of " + y, theil([sums[a][1] / sums[a][0] for a in g], [sums[a][0] for a in g]),
         line["between"])
    n, m = sum(w), sum(a * b for a, b in zip(v, w)) / sum(w)
    gini = sum(w[i] * w[j] * abs(v[i] - v[j]) for i in range(len(v)) for j in range(len(v)))
    told("Gini of " + y, gini / (2 * n * n * m), line["Gini"])
    told("Williamson of " + y, math.sqrt(sum(b * (a - m) ** 2 for a, b in zip(v, w)) / n) / m, line["Williamson"])
    told("Atkinson of " + y, 1 - math.exp(sum(b * math.log(a / m) for a, b in zip(v, w)) / n), line["Atkinson"])
    logs = [math.log(a) for a in v]
    told("sigma of " + y, math.sqrt(sum((q - sum(logs) / len(logs)) ** 2 for q in logs) / len(logs)), line["sigma"])
    told("Herfindahl of " + y, sum((a / sum(v)) ** 2 for a in v), line["Herfindahl"])

beta = json.load(open(where + "/beta.json"))["lines"][0]
regions = sorted(k[0] for k in x if k[1] == "2007")
a = [math.log(x[r, "2007"]) for r in regions]
b = [math.log(x[r, "2016"] / x[r, "2007"]) / 9 for r in regions]
ma, mb = sum(a) / len(a), sum(b) / len(b)
slope = sum((s - ma) * (t - mb) for s, t in zip(a, b)) / sum((s - ma) ** 2 for s in a)
rest = sum((t - mb - slope * (s - ma)) ** 2 for s, t in zip(a, b))
told("beta", slope, beta["beta"])
told("its standard error", math.sqrt(rest / (len(a) - 2) / sum((s - ma) ** 2 for s in a)), beta["error"])
told("speed of convergence", -math.log(1 + 9 * slope) / 9, beta["speed"])
told("half-life", 9 * math.log(2) / -math.log(1 + 9 * slope), beta["half-life"])

# Guangdong against the sum of the provinces, year by year and at once
sector = {}
for r in csv.DictReader(open(data + "/cn-province-gdp-2017.csv")):
    if r["metric"] in ("gdp_primary", "gdp_secondary", "gdp_tertiary"):
        sector[r["metric"], r["region"], r["period"]] = float(r["value"])
names = ("gdp_primary", "gdp_secondary", "gdp_tertiary")
def effects(years):
    out = [0.0] * 5
    for y, z in zip(years, years[1:]):
        e, f = ([sector[n, "CN-GD", q] for n in names] for q in (y, z))
        E, F = ([sector[n, "CN-JS", q] for n in names] for q in (y, z))
        g = sum(F) / sum(E) - 1
        for a, b, c, d in zip(e, f, E, F):
            own, h = b / a - d / c, sum(e) * c / sum(E)
            for i, part in enumerate((a * g, a * (d / c - 1 - g), a * own, h * own, (a - h) * own)):
                out[i] += part
    return out
for name, years in (("static", ["2007", "2016"]), ("dynamic", [str(y) for y in range(2007, 2017)])):
    line = json.load(open("%s/%s.json" % (where, name)))["lines"][0]
    for key, wanted in zip(("national", "industry", "competitive", "pure", "allocation"), effects(years)):
        told("shift-share, %s: %s" % (name, key), wanted, line[key] / 1e8)
EOF
