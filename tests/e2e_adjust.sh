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
cat > "$dir/more.csv" <<'EOF'
metric,region,period,value,unit,source
gdp,CN,2020-S1,10,元,b
retail_sales,CN,2020,14,元,b
retail_sales,CN-BJ,2020-Q1,1,元,b
retail_sales,CN-BJ,2020-Q2,1,元,b
retail_sales,CN-BJ,2020-Q3,1,元,b
retail_sales,CN-BJ,2020-Q4,1,元,b
retail_sales,CN-GD,2020-Q1,2,元,b
retail_sales,CN-GD,2020-Q2,2,元,b
retail_sales,CN-GD,2020-Q3,2,元,b
retail_sales,CN-GD,2020-Q4,2,元,b
fixed_investment,CN,2020,1,元,b
fixed_investment,CN,2021,-1,元,b
fixed_investment,CN-BJ,2020,1,元,b
fixed_investment,CN-BJ,2021,1,元,b
fixed_investment,CN-GD,2020,-1,元,b
fixed_investment,CN-GD,2021,1,元,b
gdp_tertiary,CN,2020-Q1,0,元,b
gdp_tertiary,CN,2020-Q2,1,元,b
gdp_tertiary,CN,2020-Q3,1,元,b
gdp_tertiary,CN,2020-Q4,1,元,b
gdp_tertiary,CN,2021-Q1,1,元,b
gdp_tertiary,CN,2021-Q2,1,元,b
gdp_tertiary,CN,2021-Q3,1,元,b
gdp_secondary,CN-BJ,2020,9,元,b
gdp_secondary,CN-GD,2020,16,元,b
gdp_primary,CN-BJ,2021,2,元,b
gdp_primary,CN-GD,2021,4,元,b
gdp_primary,CN-BJ,2022,3,元,b
gdp_primary,CN-GD,2022,8,元,b
gdp_secondary,CN-BJ,2021,9,元,b
gdp_secondary,CN-GD,2021,20,元,b
gdp_secondary,CN-BJ,2022,12,元,b
gdp_secondary,CN-GD,2022,22,元,b
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
"$tally" -s "$s" ingest "$dir/more.csv" >/dev/null 2>&1
# every value has variance 1 (rho 0): 30 are missing over four quarters, the total's variance is 4
least="--method cholette --rho 0 --lambda 0"
told "a soft total is met half way" "4.75 5.75 6.75 7.75 4 5 6" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]' $least --alterability 0.1)"
told "a value that is kept" "1 12 13 14 4 5 6" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]' $least --keep 2020-Q1)"
told "alterabilities as figures" "1 12 13 14 4 5 6" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]' $least --alter 'gdp_tertiary[CN]')"
told "benchmarks of mixed length" "4.5 5.5 14.5 15.5 4 5 6" \
	"$(values benchmarked benchmark 'retail_sales[CN]' 'gdp[CN]' $least --mixed)"
# s + a(quarter) + b(region), both margins met
told "regions benchmarked together" "0.25 1.75 3.25 4.75 2.75 4.25 5.75 7.25" \
	"$(values benchmarked benchmark 'retail_sales[CN/provinces]' 'gdp[CN/provinces]' $least \
		--together 'retail_sales[CN, frequency=Q] * 3')"
# least (x2-x1)^2 + (x3-x2)^2 + (x4-x3)^2, by symmetry
told "Denton without an indicator" "18.3333 21.6667 28.3333 31.6667" \
	"$(values value disaggregate 'gdp[CN, frequency=A]' --frequency half-year --method denton)"
told "Denton on an indicator" "1 2 3 4 4 5 6" \
	"$(values value disaggregate 'gdp[CN-BJ]' 'retail_sales[CN]' --method denton)"
told "a region that is kept" "10 30" \
	"$(values raked rake 'gdp[CN/provinces]' --total 'gdp[CN, frequency=A]' --keep CN-BJ)"
told "a soft total of regions" "12 24" \
	"$(values raked rake 'gdp[CN/provinces]' --total 'gdp[CN, frequency=A]' --soft 0.5)"
told "quarters add up to the whole and to their years" "0.4 0.8 0.8 1.6 1.2 2.4 1.6 3.2" \
	"$(values raked rake 'retail_sales[CN/provinces]' --total 'retail_sales[CN, frequency=Q] * 1.2' --keep-years)"
told "errors of one size weigh as none" "36.6667 13.3333 23.3333" \
	"$(values reconciled hierarchy gdp -p provinces --method variance --errors fixed_investment)"
# W C' = (2, -1, -2), C W C' = 5, C y = 10
told "MinT with sample errors" "36 12 24" \
	"$(values reconciled hierarchy gdp -p provinces --method sample --errors fixed_investment)"
told "a node that is kept" "40 15 25" "$(values reconciled hierarchy gdp -p provinces --method ols --keep CN)"
told "a year and its quarters" "13.2 1.8 2.8 3.8 4.8" \
	"$(values reconciled hierarchy 'retail_sales[CN]' --temporal --method ols)"
"$tally" -s "$s" hierarchy gdp -p provinces --method shrink >/dev/null 2>"$dir/err"
told "MinT without errors says what is wanted" "2 1" "$? $(grep -c 'give them by --errors' "$dir/err")"
# (1/10) / (4/20), then (2/11) / (4/24) and (3/15) / (8/30)
told "location quotients against Guangdong" "0.5 1.09091 0.75" "$(values quotient regional quotient \
	'gdp_primary[CN-BJ]' 'gdp_primary[CN-BJ] + gdp_secondary[CN-BJ]' \
	'gdp_primary[CN-GD]' 'gdp_primary[CN-GD] + gdp_secondary[CN-GD]')"
told "Herfindahl of 10 and 20" "0.555556" "$(values Herfindahl regional inequality 'gdp[CN/provinces]')"
effects() { # option...: the effects of Beijing against Guangdong as the whole
	for effect in change national industry competitive pure allocation; do
		values $effect regional shift-share gdp_primary gdp_secondary --region CN-BJ \
			--whole CN-GD --from 2020 --to 2022 "$@"
		echo
	done | tr '\n' ' ' | sed 's/ *$//'
}
told "shift-share, classical and Esteban-Marquillas" "5 5 -0.625 0.625 1.66667 -1.04167" "$(effects)"
told "shift-share, year by year" "5 4.75 0.4 -0.15" "$(effects --dynamic | cut -d' ' -f1-4)"
"$tally" -s "$s" regional inequality 'gdp[CN/provinces]' --into gap --whole CN >/dev/null 2>&1
told "regional figures are stored" "0.166667" \
	"$("$tally" -s "$s" calc 'gap_gini[CN]' --format tsv 2>/dev/null | awk '{ printf "%.6g", $4 }')"
"$tally" -s "$s" regional inequality 'gdp[CN/provinces]' --into gap >/dev/null 2>&1
told "figures of all regions belong to none" 2 $?
"$tally" -s "$s" regional inequality 'gdp[CN/provinces]' --groups nonsense >/dev/null 2>&1
told "a partition that is not there" 3 $?
for verb in benchmark disaggregate rake hierarchy regional; do
	"$tally" "$verb" --help 2>/dev/null | grep -q 'tally '"$verb"
	told "$verb --help has examples" 0 $?
done
