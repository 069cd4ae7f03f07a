#!/bin/sh
# benchmark, disaggregate, rake, hierarchy and regional on small figures with known answers.
set -u
tally=${TALLY:-build/tally}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
s=$dir/s.h5

told() { # name, wanted, found
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted $2, found $3"; fi
}

cat > "$dir/in.csv" <<'EOF'
metric,region,period,value,unit,source
gdp,CN,2020,40,元,a
gdp,CN,2021,60,元,a
gdp,CN-BJ,2020,10,元,a
gdp,CN-GD,2020,20,元,a
gdp_primary,CN-BJ,2020,1,元,a
gdp_primary,CN-GD,2020,4,元,a
retail_sales,CN,2020-Q1,1,元,a
retail_sales,CN,2020-Q2,2,元,a
retail_sales,CN,2020-Q3,3,元,a
retail_sales,CN,2020-Q4,4,元,a
retail_sales,CN,2021-Q1,4,元,a
retail_sales,CN,2021-Q2,5,元,a
retail_sales,CN,2021-Q3,6,元,a
EOF
"$tally" -s "$s" init 2>/dev/null >/dev/null
"$tally" -s "$s" ingest "$dir/in.csv" >/dev/null 2>&1

values() { # column, verb...: the numbers of a JSON column
	column=$1; shift
	"$tally" -s "$s" "$@" --json 2>/dev/null | tr ',{}' '\n\n\n' | sed -n "s/^\"$column\":\([0-9.-]*\).*/\1/p" |
		awk '{ printf "%s%.6g", (NR > 1 ? " " : ""), $1 }'
}

told "one benchmark scales the quarters and those after it" "4 8 12 16 16 20 24" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]')"
told "additive: every quarter moves alike" "8.5 9.5 10.5 11.5 11.5 12.5 13.5" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]' --lambda 0)"
told "years become quarters that add up" "10 10 10 10 15 15 15 15" \
	"$(values value disaggregate 'gdp[CN]' --frequency quarter --method ols --no-constant 2>/dev/null |
		awk '{ for (i = 1; i <= 4; i++) a += $i; for (; i <= 8; i++) b += $i
		       if (a > 39.9999 && a < 40.0001 && b > 59.9999 && b < 60.0001) print "10 10 10 10 15 15 15 15" }')"
told "regions are raked to their total" "13.3333 26.6667" \
	"$(values raked rake 'gdp[CN/provinces]' --total 'gdp[CN]')"
told "a hierarchy adds up" "36.6667 13.3333 23.3333" \
	"$(values reconciled hierarchy gdp --partition provinces --method ols)"
told "bottom-up takes the parts as they are" "30 10 20" \
	"$(values reconciled hierarchy gdp --partition provinces --method bottom-up)"
told "Gini of 10 and 20" "0.166667" "$(values Gini regional inequality 'gdp[CN/provinces]')"

"$tally" -s "$s" benchmark 'retail_sales[CN]' 'gdp[CN]' --into >/dev/null 2>&1
told "a stored result is a series of its own source" 7 \
	"$("$tally" -s "$s" export csv 2>/dev/null | grep -c 'tally:benchmark')"
"$tally" -s "$s" benchmark 'retail_sales[CN]' >/dev/null 2>"$dir/err"
told "one expression is wrong usage" 2 $?
told "and the message says so" 1 "$(grep -c 'expected two expressions' "$dir/err")"
"$tally" -s "$s" benchmark 'retail_sales[CN]' 'gdp[CN]' --method magic >/dev/null 2>"$dir/err"
told "an unknown method is wrong usage" 2 $?
"$tally" -s "$s" disaggregate 'gdp[CN]' >/dev/null 2>&1
told "no indicator and no frequency is wrong usage" 2 $?
"$tally" -s "$s" rake 'gdp[CN/provinces]' >/dev/null 2>&1
told "cells without a total are wrong usage" 2 $?
"$tally" -s "$s" benchmark 'gdp[CN-BJ]' 'gdp[CN]' >/dev/null 2>&1
told "a series that is not finer is refused" 3 $?
"$tally" -s "$s" disaggregate 'gdp[CN-BJ]' 'gdp[CN-BJ]' >/dev/null 2>"$dir/err"
told "an indicator that is not finer is refused" "3 1" "$? $(grep -c 'shorter periods' "$dir/err")"
"$tally" -s "$s" rake 'gdp[CN/provinces]' --total 'gdp[CN] / gdp[CN]' >/dev/null 2>"$dir/err"
told "cells and total in two units are refused" "2 1" "$? $(grep -c 'their total in' "$dir/err")"
for verb in benchmark disaggregate rake hierarchy regional; do
	"$tally" "$verb" --help 2>/dev/null | grep -q 'tally '"$verb"
	told "$verb --help has examples" 0 $?
done
