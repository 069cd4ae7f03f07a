#!/bin/sh
# Figures arrive in models: pandas and statsmodels, R, gretl; the same regression in two languages
# gives the same answer, and gretl's is computed again from the file.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
TALLY_LIBRARY=$PWD/$BUILD/libtally.so
PATH=$(dirname "$TALLY"):$PATH
export TALLY_LIBRARY TALLY PATH
python=/usr/bin/python3
say() { # code, name, text of a failure
	if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2: $3"; fi
}

$python -m pip install --quiet --no-index --no-deps --target "$dir/site" bindings/python >"$dir/log" 2>&1
say $? "pip installs the module without network" "$(tail -n 2 "$dir/log" | tr '\n' ' ')"
PYTHONPATH=$dir/site
export PYTHONPATH
left=$(find bindings -name build -o -name '*.egg-info' -o -name __pycache__)
[ -z "$left" ]
say $? "and leaves nothing in the source tree" "$left"
$python -B tests/python_module.py "$dir" pandas
Rscript --vanilla tests/r_functions.R "$dir"

store=$dir/models.h5
"$TALLY" init -s "$store" 2>"$dir/log" && "$TALLY" ingest -s "$store" datasets/cn-*.csv datasets/uk-gdp.csv >"$dir/log" 2>&1
say $? "the shipped figures" "$(tail -n 2 "$dir/log")"
$python -B examples/panel.py "$store" >"$dir/panel.py.out" 2>"$dir/log"
say $? "panel regression in statsmodels" "$(tail -n 1 "$dir/log")"
grep -q '^403 observations, 31 provinces, years 2012 to 2024$' "$dir/panel.py.out"
say $? "it sees every province and year" "$(head -n 1 "$dir/panel.py.out")"
Rscript --vanilla examples/panel.R "$store" >"$dir/panel.R.out" 2>"$dir/log"
say $? "panel regression in R" "$(tail -n 1 "$dir/log")"
sed 's/ (standard.*//' "$dir/panel.py.out" | cmp - "$dir/panel.R.out" >"$dir/log" 2>&1
say $? "both find the same" "$(cat "$dir/panel.R.out")"
$python -B examples/forecast.py "$store" gdp_gbp GB 4 >"$dir/forecast" 2>"$dir/log"
say $? "a forecast by ARIMA" "$(tail -n 1 "$dir/log")"
awk 'NR == 1 { good = $1 == 139 && $(NF - 3) < 3 }
	NR > 1 { gsub(/[][,]/, ""); n++; good = good && $5 + 0 < $2 + 0 && $2 + 0 < $6 + 0 && $2 > 6e11 && $2 < 7e11 }
	END { exit !(good && n == 4) }' "$dir/forecast"
say $? "it is near what was held back, and its bands hold its mean" "$(tr '\n' ';' <"$dir/forecast")"
$python -B examples/forecast.py "$store" total_revenue CN-HTZ >"$dir/log" 2>&1
[ $? -eq 1 ] && grep -q 'no series of 20 figures' "$dir/log"
say $? "a series that is not there is told" "$(tail -n 1 "$dir/log")"

# Revenue of zones from a table of one's own: made up, because nobody publishes these years as data. Growth
# of 12 % with a known ripple; the forecast must go on from there.
$python -B - >"$dir/zones.csv" <<'END'
import math
print("Year,Revenue (亿元)")
for year in range(1995, 2024):
    print("%d,%.1f" % (year, 1512.6 * math.exp(0.1133 * (year - 1995) + 0.02 * math.sin(2.1 * year))))
END
"$TALLY" init -s "$dir/zones.h5" 2>/dev/null && "$TALLY" ingest -s "$dir/zones.h5" "$dir/zones.csv" --region CN-HTZ \
	--map 'value=Revenue (亿元):total_revenue(亿元)' --source own >"$dir/log" 2>&1
say $? "a table of zone revenue is read" "$(tail -n 1 "$dir/log")"
$python -B examples/forecast.py "$dir/zones.h5" total_revenue CN-HTZ 3 >"$dir/zones" 2>"$dir/log"
say $? "zone revenue is forecast" "$(tail -n 1 "$dir/log")"
awk 'NR == 1 { good = $1 == 29 }
	NR > 1 { want = 1512.6e8 * exp(0.1133 * ($1 - 1995)); good = good && $2 > 0.95 * want && $2 < 1.05 * want; n++ }
	END { exit !(good && n == 3) }' "$dir/zones"
say $? "it goes on from what was ingested" "$(tr '\n' ';' <"$dir/zones")"

"$TALLY" ingest -s "$store" datasets/wb-rd-intensity.csv >"$dir/log" 2>&1
$python -B examples/var.py "$store" >"$dir/var" 2>"$dir/log"
say $? "a vector autoregression" "$(tail -n 1 "$dir/log")"
{
	"$TALLY" calc 'yoy(gdp)' -s "$store" --region CN --source nbs-data-2020 --format tsv
	"$TALLY" calc 'yoy(gdp)' -s "$store" --region CN --source nbs-data-2025 --format tsv
	"$TALLY" export tidy rd_intensity CN -s "$store" --measure level --frequency A
} >"$dir/var.in"
$python -B - "$dir/var.in" >"$dir/numpy.var" <<'END'
import sys, numpy as np
growth, level = {}, {}
for line in open(sys.argv[1], encoding="utf-8"):
    f = line.rstrip("\n").split("\t")
    if len(f) > 4 and len(f[2]) == 4 and f[3]:
        growth[int(f[2])] = 100 * float(f[3])  # the newer release comes last
    f = line.split(",")
    if f[0] == "rd_intensity" and f[6]:
        level[int(f[3])] = 100 * float(f[6])
years = [y for y in sorted(level) if y - 1 in level and y in growth]
data = np.array([[growth[y], level[y] - level[y - 1]] for y in years])
x = np.column_stack([np.ones(len(data) - 1), data[:-1]])
b = np.linalg.lstsq(x, data[1:], rcond=None)[0]
print("%d years, %d to %d" % (len(years), years[0], years[-1]))
print("a point more of growth goes with %+.4f points of R&D intensity a year later" % b[1, 1])
now, at = data[-1], level[years[-1]]
for y in range(years[-1] + 1, years[-1] + 4):
    now = b[0] + now @ b[1:]
    at += now[1]
    print("%d  intensity %.2f %%, growth %.1f %%" % (y, at, now[0]))
END
sed 's/;.*//; s/ \[.*//' "$dir/var" | cmp - "$dir/numpy.var" >"$dir/log" 2>&1
say $? "and numpy finds the same" "$(tr '\n' ';' <"$dir/numpy.var") / $(tr '\n' ';' <"$dir/var")"

"$TALLY" export csv gdp_gbp GB -s "$store" -o "$dir/uk.csv" && cp examples/growth.inp "$dir" &&
	(cd "$dir" && HOME=$dir gretlcli -b growth.inp) >"$dir/gretl.out" 2>&1
say $? "a gretl script" "$(tail -n 2 "$dir/gretl.out" | tr '\n' ' ')"
$python -B - "$dir/uk.csv" >"$dir/numpy" <<'END'
import csv, sys, numpy as np
v = np.array([float(r["value"]) for r in csv.DictReader(open(sys.argv[1])) if "-Q" in r["period"]])
g = 100 * np.diff(np.log(v))
x = np.column_stack([np.ones(len(g) - 2), g[1:-1], g[:-2]])
b = np.linalg.lstsq(x, g[2:], rcond=None)[0]
e = g[2:] - x @ b
print("%d quarters, persistence %.4f, R2 %.4f" % (len(g) - 2, b[1] + b[2], 1 - e @ e / ((g[2:] - g[2:].mean()) ** 2).sum()))
END
tail -n 1 "$dir/gretl.out" | cmp - "$dir/numpy" >"$dir/log" 2>&1
say $? "and numpy computes the same" "$(cat "$dir/numpy") / $(tail -n 1 "$dir/gretl.out")"
