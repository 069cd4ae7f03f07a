#!/bin/sh
# check and bounds from the outside: exit codes, text, JSON, options, hostile networks.
tally=${TALLY:-build/tally}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
head='metric,region,period,value,unit,measure,qualifier,against,prices,basis,source,published'

store() { # name, rows on stdin
	{ echo "$head"; cat; } >"$dir/$1.csv"
	rm -f "$dir/$1.h5"
	"$tally" -s "$dir/$1.h5" init >/dev/null 2>&1 &&
		"$tally" -s "$dir/$1.h5" ingest --define "$dir/$1.csv" >/dev/null 2>&1
}

same() { # name, wanted, got
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted $2, got $3"; fi
}

has() { # name, words, file
	if grep -q -- "$2" "$3"; then echo "ok - $1"; else
		echo "not ok - $1: no \"$2\" in: $(head -c 600 "$3")"
	fi
}

store bad <<E
new_enterprises,CN,2020,90.00,万家,level,,,,,a,2021-01-01
new_enterprises,CN-GD,2020,30.00,万家,level,,,,,a,2021-01-01
new_enterprises,CN-GD,2020,33.5,%,share,,@CN,,,a,2021-01-01
E
"$tally" -s "$dir/bad.h5" check >"$dir/out" 2>"$dir/err"
same "a contradiction is exit 1" 1 $?
has "the arithmetic is told" "30.00 / 90.00 lies in \[33.3" "$dir/out"
has "a repair is told" "33.3 %" "$dir/out"
"$tally" -s "$dir/bad.h5" check --json >"$dir/json" 2>>"$dir/err"
same "so it is with --json" 1 $?
has "JSON says inconsistent" '"consistent":false' "$dir/json"
has "JSON names the kind" '"kind":"contradiction"' "$dir/json"
if command -v python3 >/dev/null; then
	if python3 - "$dir/json" <<'P'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["claims"] == 3 and d["components"] == 1, d
f = d["findings"][0]
assert set(f) >= {"kind", "assumptions", "claims", "text", "repairs"}, f.keys()
assert set(f["claims"][0]) >= {"metric", "region", "period", "measure", "value", "unit",
                               "source", "locator"}
assert all(set(r) == {"claim", "why", "value"} for r in f["repairs"])
P
	then echo "ok - the JSON has its fields"; else echo "not ok - the JSON has its fields: see above"; fi
fi
LC_ALL=zh_CN.UTF-8 "$tally" -s "$dir/bad.h5" check >"$dir/zh" 2>/dev/null
has "Chinese on request" "矛盾" "$dir/zh"
"$tally" -s "$dir/bad.h5" check --claim new_enterprises@CN-BJ >"$dir/out" 2>&1
same "--claim on another cell finds nothing" 0 $?
"$tally" -s "$dir/bad.h5" check --threads 1 --json >"$dir/one" 2>/dev/null
cmp -s "$dir/one" "$dir/json" && echo "ok - the number of threads does not matter" ||
	echo "not ok - the number of threads does not matter: differs"

store conflict <<E
population,CN,2020,1411.8,百万人,level,,,,,nbs,2021-05-11
population,CN,2020,1402.1,百万人,level,,,,,wb,2021-07-01
E
"$tally" -s "$dir/conflict.h5" check >"$dir/out" 2>&1
same "a conflict is information" 0 $?
has "the conflict is told" "conflict" "$dir/out"
"$tally" -s "$dir/conflict.h5" check --strict >/dev/null 2>&1
same "--strict makes it a no" 1 $?
"$tally" -s "$dir/conflict.h5" check --strict --prefer nbs >/dev/null 2>&1
same "--prefer settles it" 0 $?
"$tally" -s "$dir/conflict.h5" check --strict --source wb >/dev/null 2>&1
same "--source looks at one" 0 $?
"$tally" -s "$dir/conflict.h5" check --strict --as-of 2021-06-01 >/dev/null 2>&1
same "--as-of is before the other spoke" 0 $?
"$tally" -s "$dir/conflict.h5" check --as-of each >"$dir/out" 2>&1
has "--as-of each names every world" "as of 2021-07-01" "$dir/out"

store cut <<E
new_enterprises,CN,2020,3.0000,万家,level,,,,,a,2021-01-01
new_enterprises,CN-GD,2020,2.0000,万家,level,,,,,a,2021-01-01
new_enterprises,CN-GD,2020,66.6,%,share,,@CN,,,a,2021-01-01
E
"$tally" -s "$dir/cut.h5" check >"$dir/out" 2>&1
has "cutting is named as a repair" "cuts its figures" "$dir/out"
"$tally" -s "$dir/cut.h5" check --rounding truncate >/dev/null 2>&1
same "--rounding truncate" 0 $?
"$tally" -s "$dir/cut.h5" check --rounding sideways >/dev/null 2>"$dir/err"
same "an unknown rounding is wrong usage" 2 $?
has "and says which there are" "half-even" "$dir/err"

store parts <<E
gdp,CN,2020,100,亿元,level,,,,,a,2021-01-01
gdp_primary,CN,2020,10,亿元,level,,,,,a,2021-01-01
gdp_tertiary,CN,2020,50,亿元,level,,,,,a,2021-01-01
E
"$tally" -s "$dir/parts.h5" bounds gdp_secondary CN 2020 --json >"$dir/out" 2>&1
has "bounds of an unpublished level: lo" '"lo":38[45][09]*[.,]' "$dir/out"
has "bounds of an unpublished level: hi" '"hi":4150000000,' "$dir/out"
"$tally" -s "$dir/parts.h5" bounds gdp CN 1999 --json >"$dir/out" 2>&1
has "nothing known is null" '"hi":null' "$dir/out"
"$tally" -s "$dir/bad.h5" bounds new_enterprises CN-GD 2020 --share-of @CN --json >"$dir/out" 2>&1
has "bounds of an inconsistent store say so" '"status":"inconsistent"' "$dir/out"
"$tally" -s "$dir/bad.h5" bounds new_enterprises CN-GD >/dev/null 2>&1
same "a missing word is wrong usage" 2 $?

# hostile networks: an answer within seconds
hostile() { # name; rows on stdin
	store hostile
	timeout 20 "$tally" -s "$dir/hostile.h5" check >"$dir/out" 2>&1
	code=$?
	if [ $code -le 1 ]; then echo "ok - $1"; else
		echo "not ok - $1: exit $code: $(head -c 300 "$dir/out")"
	fi
}
hostile "a zero whole" <<E
new_enterprises,CN,2020,0,家,level,,,,,a,2021-01-01
new_enterprises,CN-GD,2020,20.0,%,share,,@CN,,,a,2021-01-01
E
hostile "1e15 beside 1" <<E
gdp,CN,2020,1234567890123456,亿元,level,,,,,a,2021-01-01
gdp_primary,CN,2020,0.01,元,level,,,,,a,2021-01-01
gdp_secondary,CN,2020,1e-9,%,share,,gdp,,,a,2021-01-01
E
hostile "a creeping cycle" <<E
m2,CN,2020,99.9,%,ratio,,m1,,,a,2021-01-01
m1,CN,2020,99.9,%,ratio,,m2,,,a,2021-01-01
m2,CN,2020,1,元,level,>,,,,a,2021-01-01
m1,CN,2020,1e15,元,level,<,,,,a,2021-01-01
E
i=0
while [ $i -lt 3000 ]; do
	echo "gdp,CN,2020,10$((i % 2)).0,亿元,level,,,,,a,2021-01-01"
	i=$((i + 1))
done >"$dir/rows"
hostile "thousands of claims on one cell, half against half" <"$dir/rows"

# rules of the user's own: one that depends on itself, two that contradict each other
mkdir "$dir/codes"
cat >"$dir/codes/rules.csv" <<E
rule,from,to,source,prices,strength,tolerance
m0 = m0 + m1,,,,,hard,
m2 = m1 + m0,,,,,hard,
m2 = 2 * m1 + 2 * m0,,,,,hard,
E
"$tally" -s "$dir/own.h5" --codes "$dir/codes" init >/dev/null 2>"$dir/err"
code=$?
if [ $code -eq 0 ]; then
	printf '%s\n' "$head" "m0,CN,2020,5,亿元,level,,,,,a,2021-01-01" \
		"m1,CN,2020,6,亿元,level,,,,,a,2021-01-01" \
		"m2,CN,2020,11,亿元,level,,,,,a,2021-01-01" >"$dir/own.csv"
	"$tally" -s "$dir/own.h5" ingest "$dir/own.csv" >/dev/null 2>&1
	timeout 20 "$tally" -s "$dir/own.h5" check >"$dir/out" 2>&1
	same "contradictory rules are told" 1 $?
else
	has "strange rules are refused with a message" "m0" "$dir/err"
fi

# part by part: metrics apart from the others, some at a time, say what all say at once
{
	cat <<E
gdp,CN,2019,100.0,亿元,level,,,,,a,2021-01-01
gdp,CN,2020,120.0,亿元,level,,,,,a,2021-01-01
gdp,CN,2020,5.0,%,growth,,,,published,a,2021-01-01
gdp_primary,CN,2020,130.0,亿元,level,,,,,a,2021-01-01
lone_share,CN,2020,50.0,%,share,,lone_whole,,,a,2021-01-01
lone_share,CN,2020,9.0,亿元,level,,,,,a,2021-01-01
lone_whole,CN,2020,10.0,亿元,level,,,,,a,2021-01-01
E
	awk 'BEGIN { for (m = 0; m < 150; m++) for (y = 0; y < 20; y++) {
		printf "apart_%03d,CN,%d,%d.0,亿元,level,,,,,a,2021-01-01\n", m, 2000 + y, 100 + m
		if (m % 50 == 7 && y == 3) # another figure of the same release
			printf "apart_%03d,CN,%d,%d.0,亿元,level,,,,,a,2021-01-01\n", m, 2000 + y, 500 + m
	} }'
} | store parts
"$tally" -s "$dir/parts.h5" check --json >"$dir/whole.json" 2>"$dir/err"
same "all at once: exit 1" 1 $?
"$tally" -s "$dir/parts.h5" check --json --memory 1 >"$dir/parts.json" 2>"$dir/err"
same "part by part: exit 1" 1 $?
if command -v python3 >/dev/null; then
	if python3 - "$dir/whole.json" "$dir/parts.json" <<'P'
import json, sys
whole, parts = (json.load(open(name)) for name in sys.argv[1:])
for answer in whole, parts:
    kinds = [finding["kind"] for finding in answer["findings"]]
    assert len(kinds) > 4 and sorted(kinds, key=kinds.index) == kinds, kinds
    answer["findings"] = sorted(json.dumps(finding, sort_keys=True) for finding in answer["findings"])
assert whole == parts
P
	then echo "ok - part by part says the same, kind by kind"; else echo "not ok - part by part says something else"; fi
fi
has "and has findings of every kind of part" 'apart_107.*lone_share\|lone_share.*apart_107' "$dir/parts.json"
"$tally" -s "$dir/parts.h5" check --memory 0 >"$dir/out" 2>"$dir/err"
same "no memory at all is a usage error" 2 $?
awk 'BEGIN { for (m = 0; m < 900; m++) for (y = 0; y < 40; y++)
	printf "apart_%03d,CN,%d,%d.0,亿元,level,,,,,a,2021-01-01\n", m, 1980 + y, 100 + m }' | store many
"$tally" -s "$dir/many.h5" check >"$dir/out" 2>"$dir/err"
same "parts in several threads: nothing is wrong" 0 $?
has "and all figures are counted" "36000 .* 0 " "$dir/out"
same "and nothing is said besides" 0 "$(wc -c <"$dir/err")"
