#!/bin/sh
# Every verb under valgrind: no lost byte, no read of what was never written, whatever the answer.
here=$(cd "$(dirname "$0")/.." && pwd)
command -v valgrind >/dev/null || {
	echo "not ok - valgrind is not installed"
	exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
TALLY_STORE=$work/store.h5
export TALLY_STORE
seen=' '

clean() { # the exit codes that are answers, then the words of the command
	codes=$1
	shift
	seen="$seen$1 "
	valgrind -q --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
		--error-exitcode=99 --child-silent-after-fork=yes "$TALLY" "$@" >out 2>log
	code=$?
	case " $codes " in
	*" $code "*) echo "ok - $*" ;;
	*) echo "not ok - $*: exit $code: $(grep -m 12 -E '==|tally' log)" ;;
	esac
}

cat >quarters.csv <<'CSV'
metric,region,period,value,unit,measure
gdp,CN,2021,1000,亿元,level
gdp,CN,2022,1100,亿元,level
gdp,CN,2021-Q1,230,亿元,level
gdp,CN,2021-Q2,250,亿元,level
gdp,CN,2021-Q3,255,亿元,level
gdp,CN,2021-Q4,262,亿元,level
gdp,CN,2022-Q1,260,亿元,level
gdp,CN,2022-Q2,270,亿元,level
gdp,CN,2022-Q3,281,亿元,level
gdp,CN,2022-Q4,290,亿元,level
retail_sales,CN,2021,500,亿元,level
retail_sales,CN,2022,520,亿元,level
CSV
printf 'metric,region,period,value\ngdp,CN,2021,x\n' >bad.csv
printf '# 前三季度\n\n2023年前三季度，浙江省出口2.7万亿元，同比增长4.1%%，占全国的比重为15.2%%。其中3个。\n' >page.txt

clean 0 init
clean 0 ingest "$here/datasets/herald.csv" "$here/datasets/cn-province-gdp-2017.csv"
clean 0 ingest quarters.csv
clean 3 ingest bad.csv
clean 0 ingest bad.csv --skip-bad rejects.csv
clean 0 read page.txt --published 2023-11-01
clean 0 read page.txt --published 2023-11-01 --json
clean 0 read page.txt --published 2023-11-01 --unresolved
clean '0 1' read page.txt --published 2023-11-01 --why 3:20
clean 0 read page.txt --published 2023-11-01 --into
clean 0 read --phrase '同比增长约5.4%'
clean 0 review page.txt -o page.html
for what in metrics regions units sources series batches; do clean 0 list $what; done
clean 0 show gdp CN
clean 0 show gdp CN --growth printed,implied
clean '0 1' check
clean '0 1' check --json
clean '0 1' bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09
clean '0 1' reconcile
clean 0 calc 'yoy(gdp[CN])'
clean 0 calc 'share(gdp[CN-GD], CN)' --json
clean 2 calc 'yoy(gdp'
clean '0 1' benchmark 'gdp[CN, frequency=Q]' 'gdp[CN, frequency=A]'
clean '0 1' disaggregate 'retail_sales[CN]' 'gdp[CN, frequency=Q]' --method denton
clean '0 1 3' rake 'gdp[CN/provinces]' --total 'gdp[CN]'
clean '0 1 3' hierarchy gdp --partition provinces
clean '0 1' regional inequality 'gdp[CN/provinces]'
clean 0 plot trend gdp CN -o trend.svg
clean 0 report -o report.html
for form in csv tidy wide sdmx-csv jsonl dta h5; do clean 0 export $form gdp -o "all.$form"; done
clean 0 export gdt gdp --frequency A -o all.gdt
clean 0 export hive gdp -o hive
clean 0 export xlsx gdp -o all.xlsx
clean 0 ingest all.sdmx-csv --dry-run
clean '0 3' ingest all.xlsx --dry-run
clean 0 check --memory 1
clean 0 salvage "$TALLY_STORE" -o whole.h5
clean 0 tutorial tour
clean 0 log
clean '0 1' diff "$TALLY_STORE" "$TALLY_STORE"
clean 0 revert 2
clean 0 compact
clean 0 verify
clean '0 1' doctor
clean 2 nonsense
for verb in $("$TALLY" --help | sed -n '/^tally help TOPIC/q; s/^  \([a-z]\{1,\}\)  .*/\1/p'); do
	case $seen in
	*" $verb "*) ;;
	*) echo "not ok - $verb was not run" ;;
	esac
done
