#!/bin/sh
# tally calc on the shipped figures: tables, lines, JSON, mistakes, batches.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
LC_ALL=C.UTF-8
TALLY_STORE=$dir/store.h5
export LC_ALL TALLY_STORE
expect() { # name, wanted exit code, text that must be said, command...
	name=$1 wanted=$2 text=$3
	shift 3
	"$@" >"$dir/out" 2>&1
	code=$?
	if [ "$code" -ne "$wanted" ]; then
		echo "not ok - $name: exit $code, not $wanted: $(head -n 2 "$dir/out" | tr '\n' ' ')"
	elif [ -n "$text" ] && ! grep -qF -e "$text" "$dir/out"; then
		echo "not ok - $name: does not say \"$text\": $(head -n 4 "$dir/out" | tr '\n' ' ')"
	else
		echo "ok - $name"
	fi
}
"$TALLY" init >/dev/null 2>&1
for file in cn-gdp cn-province-gdp-2025 cn-rd cn-province-population; do
	"$TALLY" ingest "datasets/$file.csv" >/dev/null 2>&1 || echo "not ok - ingest $file"
done

# 83493.4 and 75820.8 are Guangdong's 2016 and 2015 in datasets/: growth 10.1194 %
expect "growth of one region" 0 "2016    10.12 %" "$TALLY" calc 'yoy(gdp[CN-GD])' --from 2016 --to 2016
expect "regions by option, beside one another" 0 "Guangdong  Jiangsu" \
	"$TALLY" calc 'yoy(gdp)' --region CN-GD --region CN-JS --from 2016
expect "R&D intensity of the nation, 2015" 0 "2.01703" \
	"$TALLY" calc 'rd_expenditure[CN] / gdp[CN] * 100' --from 2015 --to 2015
expect "a share by its whole" 0 "10.98 %" "$TALLY" calc 'share(gdp, CN)' --region CN-GD --from 2019 --to 2019
expect "members of a group" 0 "1.00318" "$TALLY" calc 'sum(gdp[CN/provinces]) / gdp[CN]' --from 2015 --to 2015
expect "Chinese names" 0 "2.01703" "$TALLY" calc '研发经费[中国] / 国内生产总值[中国] * 100' --from 2015 --to 2015
expect "the first year has no growth, and says why" 0 "no figure to compare with" \
	"$TALLY" calc 'yoy(gdp[CN-GD])' --to 2006
expect "lines" 0 "yoy(gdp[CN-GD])	CN-GD	2016	" "$TALLY" calc 'yoy(gdp[CN-GD])' --format tsv
expect "several expressions" 0 "pop(gdp[CN])" "$TALLY" calc 'yoy(gdp[CN])' 'pop(gdp[CN])' --from 2020
expect "--list has the formula" 0 "yoy = x[t] / x[t - 1 year] - 1" "$TALLY" calc --list
expect "--list has the source" 0 "source: Hodrick and Prescott" "$TALLY" calc --list
expect "--list of one" 0 "lambda (optional)" "$TALLY" calc --list hp
expect "--list of an unknown one" 2 "did you mean yoy" "$TALLY" calc --list yoi
if "$TALLY" calc 'yoy(gdp)' 'share(gdp, CN)' --json | python3 -c '
import json, sys
data = json.load(sys.stdin)["results"]
assert [r["display"] for r in data] == ["percent", "percent"]
series = {s["region"]: s for s in data[0]["series"]}
assert len(series) == 32
assert data[0]["derivation"] == [{"transform": "yoy", "formula": "x[t] / x[t - 1 year] - 1"}]
for s in series.values():
    for p in s["points"]:
        assert p["value"] is None or p["lo"] <= p["value"] <= p["hi"], p
'; then echo "ok - JSON with intervals"; else echo "not ok - JSON with intervals"; fi

expect "a lone operator" 2 "quote the whole of it" "$TALLY" calc rd_expenditure / gdp
expect "an open bracket" 2 "column 8: the expression ends" "$TALLY" calc 'yoy(gdp'
expect "an unknown metric" 2 "did you mean gdp" "$TALLY" calc 'yoy(gpd)'
expect "an unknown transform" 2 "did you mean yoy" "$TALLY" calc 'yoi(gdp)'
expect "units that do not fit" 2 "cannot add yuan and person" "$TALLY" calc 'gdp + population'
expect "an unknown region" 2 "no region, period or selector" "$TALLY" calc 'gdp[CN-XX]'
expect "all mistakes are told" 2 "unknown transform \"bar\"" "$TALLY" calc 'foo(gdp)' 'bar(gdp)'
expect "a bad format" 2 "table or tsv" "$TALLY" calc gdp --format xml
expect "no expression" 2 "which expression" "$TALLY" calc
expect "figures that are not there: exit 1" 1 "no figures of industrial_value_added" "$TALLY" calc industrial_value_added

expect "nothing in one of two" 1 "2016" "$TALLY" calc 'industrial_value_added' 'yoy(gdp[CN-GD])' --from 2016

expect "a batch" 0 "288 figures stored" "$TALLY" calc 'rd_expenditure / gdp' --into rd_share --from 2015
expect "the same batch again" 0 "288 already known" "$TALLY" calc 'rd_expenditure / gdp' --into rd_share --from 2015
expect "computed figures read back" 0 "0.023716447201823247" "$TALLY" calc 'rd_share[CN-GD]' --format tsv
expect "their derivation" 0 "rd_expenditure / gdp" "$TALLY" show rd_share CN-GD --all-claims
expect "a metric in another unit" 2 "it is in person" "$TALLY" calc 'gdp / population' --into population
