#!/bin/sh
# Charts from the command line: formats, and what happens when something is missing or broken.
tally=${TALLY:-build/tally}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
TALLY_STORE=$work/plot.h5
export TALLY_STORE
unset LC_ALL LANG LC_MESSAGES
failed=0

ok() { echo "ok - $1"; }
not_ok() {
	echo "not ok - $1: $2"
	failed=1
}
# expect NAME CODE WORDS: the last run ended with CODE and said WORDS on stderr.
expect() {
	if [ "$code" -ne "$2" ]; then
		not_ok "$1" "exit $code, not $2: $(cat err)"
	elif [ -n "$3" ] && ! grep -q -- "$3" err; then
		not_ok "$1" "no \"$3\" in: $(cat err)"
	else
		ok "$1"
	fi
}
run() {
	code=0
	"$tally" "$@" >out 2>err || code=$?
}

{
	echo metric,region,period,value,unit,source,published
	for year in 2011 2012 2013 2015 2016 2017 2018 2019; do
		echo "gdp,CN-GD,$year,$((year - 2005)).25,万亿元,test,2020-01-01"
		echo "gdp,CN-JS,$year,$((year - 2006)).50,万亿元,test,2020-01-01"
	done
} >gdp.csv
run init
run ingest gdp.csv
expect "a store to draw from" 0 ""

run plot trend gdp CN-GD CN-JS -o a.svg
expect "svg" 0 ""
grep -q '<title>Gross domestic product: Guangdong, Jiangsu</title>' a.svg &&
	ok "the svg has a title" || not_ok "the svg has a title" "$(head -c 300 a.svg)"
grep -q 'trillion yuan, current prices, annual' a.svg && ok "unit, prices and period type are told" ||
	not_ok "unit, prices and period type are told" "$(grep -c text a.svg) texts"
run plot trend gdp CN-GD -o a.png
[ "$code" -eq 0 ] && [ "$(head -c 4 a.png | tail -c 3)" = PNG ] && ok "png" || not_ok "png" "$(cat err)"
run plot trend gdp CN-GD -o a.pdf
[ "$code" -eq 0 ] && [ "$(head -c 5 a.pdf)" = %PDF- ] && ok "pdf" || not_ok "pdf" "$(cat err)"
run plot trend gdp CN-GD --lang zh --term=block --size 60x20
[ "$code" -eq 0 ] && grep -q 国内生产总值 out && grep -q 万亿元 out && ok "text in the terminal" ||
	not_ok "text in the terminal" "$(cat err out)"
run plot trend gdp CN-GD --term=sixel
[ "$code" -eq 0 ] && [ "$(head -c 2 out | od -An -tx1 | tr -d ' ')" = 1b50 ] && ok "sixel" ||
	not_ok "sixel" "$(cat err)"
"$tally" plot trend gdp CN-GD CN-JS -o b.svg && cmp -s a.svg b.svg &&
	ok "the same chart has the same bytes" || not_ok "the same chart has the same bytes" "they differ"

run plot trand gdp CN-GD
expect "a mistyped kind" 2 'did you mean "trend"'
run plot trend gdp CN-GX
expect "a region without figures" 3 "nothing to draw"
run plot trend gdp CN-GD -o a.jpg
expect "an unknown format" 2 ".svg, .png or .pdf"
run plot trend gdp CN-GD -o a.svg --size 12
expect "a bad size" 2 "WIDTHxHEIGHT"
run plot trend gdp CN-GD -o a.svg --theme pink
expect "an unknown theme" 2 "light, dark or print"

# What a region is made of, and what nobody published.
cat >zones.csv <<'CSV'
metric,region,period,value,unit,source,published
zones,CN-HTZ,2023-09-30,178,家,test,2023-12-12
gross_industrial_output,CN-HTZ,2023-01/2023-09,23.49,万亿元,test,2023-12-12
gross_industrial_output,CN-HTZ-E,2023-01/2023-09,13.14,万亿元,test,2023-12-12
gross_industrial_output,CN-HTZ-C,2023-01/2023-09,5.55,万亿元,test,2023-12-12
gross_industrial_output,CN-HTZ-W,2023-01/2023-09,3.92,万亿元,test,2023-12-12
CSV
run ingest zones.csv
run plot trend gross_industrial_output CN-HTZ --lang zh --term --size 100x20
grep -q '国家高新区数：178' out && ok "the coverage stands in the subtitle" ||
	not_ok "the coverage stands in the subtitle" "$(head -n 3 out)"
grep -q '1—9月' out && ok "nine months are called so" || not_ok "nine months are called so" "$(cat out)"
run plot bounds gross_industrial_output CN-HTZ CN-HTZ-NE --term --size 100x20
grep -q '0.86–0.90' out && ok "bounds of what nobody published" ||
	not_ok "bounds of what nobody published" "$(cat out)"

# gnuplot: missing, killed, failing, silent, talking nonsense.
cp a.svg kept.svg
mkdir bin none
code=0
PATH=$work/none "$tally" plot trend gdp CN-GD -o a.svg >out 2>err || code=$?
expect "no gnuplot on PATH" 4 "gnuplot was not found"
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >bin/gnuplot
	chmod +x bin/gnuplot
	code=0
	PATH=$work/bin:$PATH "$tally" plot trend gdp CN-GD -o a.svg >out 2>err || code=$?
}
fake 'kill -9 $$'
expect "a killed gnuplot" 4 "killed by signal 9"
fake 'read line; echo "cannot open terminal" >&2; exit 3'
expect "a failing gnuplot" 4 "exit code 3: cannot open terminal"
fake 'exit 0'
expect "a gnuplot that does nothing" 4 "gnuplot ended"
fake 'while read line; do case $line in print*) echo "tally-chart-1: 0" >&2;; esac; done'
expect "a gnuplot that only says it drew" 4 "incomplete picture"
cmp -s a.svg kept.svg && ok "the old chart is untouched" || not_ok "the old chart is untouched" changed
[ -z "$(find . -name '.*tally-*' -type f)" ] && ok "no temporary file is left" ||
	not_ok "no temporary file is left" "$(find . -name '.*tally-*')"

# A folder that cannot be written, one that is not there, a disk that is full.
run plot trend gdp CN-GD -o nowhere/a.svg
expect "a folder that is not there" 4 "nowhere/a.svg could not be written"
mkdir locked && chmod 555 locked
if [ "$(id -u)" -eq 0 ]; then
	run plot trend gdp CN-GD -o /proc/a.svg
	expect "a folder that cannot be written" 4 "/proc/a.svg could not be written"
else
	run plot trend gdp CN-GD -o locked/a.svg
	expect "a folder that cannot be written" 4 "locked/a.svg could not be written"
fi
mkdir small
if mount -t tmpfs -o size=4k tmpfs small 2>/dev/null; then
	run plot trend gdp CN-GD CN-JS -o small/a.svg
	expect "a full disk" 4 "No space left"
	[ -z "$(ls -A small)" ] && ok "no half file on a full disk" ||
		not_ok "no half file on a full disk" "$(ls -A small)"
else
	# No right to mount: the file size limit stands in, with its signal ignored.
	code=0
	(
		trap '' XFSZ
		ulimit -f 2
		exec "$tally" plot trend gdp CN-GD CN-JS -o big.svg
	) >out 2>err || code=$?
	expect "a full disk" 4 "could not be written"
	[ ! -e big.svg ] && ok "no half file on a full disk" || not_ok "no half file on a full disk" big.svg
fi

run doctor
grep -q "gnuplot 5" out && ok "doctor finds gnuplot" || not_ok "doctor finds gnuplot" "$(cat out err)"
code=0
PATH=$work/none "$tally" doctor >out 2>err || code=$?
[ "$code" -eq 1 ] && grep -q "MISSING *gnuplot" out && ok "doctor misses gnuplot" ||
	not_ok "doctor misses gnuplot" "exit $code: $(cat out)"
# A configuration without any font.
printf '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>%s</cachedir></fontconfig>' "$work/cache" >nofonts.conf
code=0
FONTCONFIG_FILE=$work/nofonts.conf "$tally" doctor >out 2>err || code=$?
[ "$code" -eq 1 ] && grep -q "MISSING *font" out && grep -q fonts-noto-cjk out &&
	ok "doctor names the missing font" || not_ok "doctor names the missing font" "exit $code: $(cat out)"
code=0
FONTCONFIG_FILE=$work/nofonts.conf "$tally" plot trend gdp CN-GD --lang zh -o font.png >out 2>err || code=$?
grep -q fonts-noto-cjk err && ok "a chart without a font says which" ||
	not_ok "a chart without a font says which" "exit $code: $(cat err)"
[ "$code" -eq 0 ] || [ ! -e font.png ] && ok "and is whole or not there" ||
	not_ok "and is whole or not there" "exit $code"
exit $failed
