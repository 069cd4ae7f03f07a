#!/bin/sh
# Every limit that `tally help limits` states: what is larger is refused with its place, and a limit of time gives a part.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
TALLY_STORE=$work/s.h5
export TALLY_STORE
told() { # NAME CODE PATTERN COMMAND...
	name=$1 code=$2 words=$3
	shift 3
	timeout 100 "$@" >out 2>said
	got=$?
	if [ $got -eq "$code" ] && cat said out | grep -qE -- "$words"; then echo "ok - $name"; else echo "not ok - $name: exit $got: $(head -c 200 said)"; fi
}
rows() { printf 'metric,region,period,value,unit\n%s\n' "$1" >in.csv; }
"$TALLY" init 2>/dev/null
"$TALLY" help limits >page 2>said && grep -q '64 MiB' page && echo "ok - the page" || echo "not ok - the page: $(cat said)"

# --- files ---
awk 'BEGIN { printf "metric,region,period,value,unit,note\ngdp,CN,2020,1,亿元,\"a"; for (i = 0; i < 70; i++) { s = s "xxxxxxxxxxxxxxxx" } while (n < 66) { printf "%1048576s\n", "y"; n++ } }' >quote.csv
told "a quote left open" 3 'quote.csv:2: .*(64 MiB|quote)' "$TALLY" ingest quote.csv
head -c 70000000 /dev/zero | tr '\0' 7 >line.csv
told "a line without end" 3 'line.csv.*64 MiB' "$TALLY" ingest line.csv
rm -f quote.csv line.csv
(printf 'metric,region,period,value,unit'; awk 'BEGIN { for (i = 0; i < 70000; i++) printf ",c%d", i; print "" }') >wide.csv
told "65,536 columns" 3 'wide.csv:?1?.*65536' "$TALLY" ingest wide.csv
told "a device without end: read" 3 '64 MiB' "$TALLY" read /dev/zero
told "a device without end: ingest" 3 '64 MiB' "$TALLY" ingest /dev/zero
truncate -s 5G sparse.txt
told "a file of 5 GiB, held as a whole" 3 '4096 MiB' "$TALLY" read sparse.txt
rm -f sparse.txt

# --- figures and names ---
rows "gdp,CN,2020,1234567890123456789012,元" && told "digits of a figure" 3 'in.csv:2:4: .*18 significant digits' "$TALLY" ingest in.csv
rows "gdp,CN,2020,1e301,元" && told "exponents" 3 'in.csv:2:4: .*-300..300' "$TALLY" ingest in.csv
rows "gdp,CN,2020,1e300,万亿元" && told "a figure in base units" 3 'in.csv:2:4: .*10\^308' "$TALLY" ingest in.csv
long=$(printf 'n%.0s' $(seq 1 256))
rows "$long,CN,2020,1,元" && told "a metric's name" 3 'in.csv:2:1: .*255 bytes' "$TALLY" ingest in.csv --define
rows "gdp,$long,2020,1,元" && told "a region's name" 3 'in.csv:2:2: .*255 bytes' "$TALLY" ingest in.csv --define
rows "gdp,CN,2020,1,$long" && told "a unit's name" 3 'in.csv:2:5: ' "$TALLY" ingest in.csv --define
mkdir codes
printf 'code,name_en,dimension,base_unit,observed\nc123456789012345678901234567890123,x,money,yuan,flow\n' >codes/metrics.csv
told "a code" 3 '32' "$TALLY" --codes codes -s c.h5 init
rows "gdp,CN,10000,1,元" && told "years" 3 'in.csv:2:3: ' "$TALLY" ingest in.csv
rows "gdp,CN,2020-01-01/2020-01-01/2020-01-01/2020-01-01/2020-01-01/2020-01-01/2020,1,元" && told "a period's characters" 3 'at most 64' "$TALLY" ingest in.csv

# --- rules, expressions, configuration ---
rm codes/metrics.csv
(echo rule,from,prices,tolerance; awk 'BEGIN { printf "gdp = gdp_primary"; for (i = 0; i < 300; i++) printf " + gdp_secondary"; print ",,," }') >codes/rules.csv
told "terms of a rule" 3 'rules.csv:2:1: .*256' "$TALLY" --codes codes -s c.h5 init
(echo rule,from,prices,tolerance; echo 'gdp = (((((((((((gdp_primary))))))))))),,,') >codes/rules.csv
told "brackets of a rule" 3 'rules.csv:2:1: ' "$TALLY" --codes codes -s c.h5 init
told "parts of an expression" 2 'at most 256 parts' "$TALLY" calc "gdp$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "+gdp" }')"
told "brackets of an expression" 2 'at most 64' "$TALLY" calc "$(awk 'BEGIN { for (i = 0; i < 70; i++) printf "("; printf "gdp"; for (i = 0; i < 70; i++) printf ")" }')"
mkdir -p home/tally
awk 'BEGIN { for (i = 0; i < 300; i++) print "json" }' >home/tally/config
told "settings" 3 'config:257: .*256 settings' env XDG_CONFIG_HOME="$work/home" "$TALLY" list metrics

# --- time ---
awk 'BEGIN { for (i = 0; i < 400000; i++) printf "%d年，浙江省出口%d.%d亿元，同比增长%d.%d%%。\n", 2000 + i % 20, i % 9000, i % 10, i % 30, i % 10 }' >long.txt
told "read: a part, and where it stopped" 0 'long.txt:[0-9]+: the time limit was reached; the answer is partial' "$TALLY" read long.txt --time-limit 1
[ "$(wc -l <out)" -gt 100 ] && [ "$(wc -l <out)" -lt 790000 ] && echo "ok - read: there is a part" || echo "not ok - read: there is a part: $(wc -l <out) lines"
told "read --into: nothing is stored" 4 'nothing of it was stored' "$TALLY" read long.txt --into --time-limit 1
"$TALLY" list batches --json | grep -q long.txt && echo "not ok - nothing is stored" || echo "ok - nothing is stored"
awk 'BEGIN { srand(5); print "metric,region,period,value,unit,source"; for (s = 0; s < 40; s++) for (y = 1900; y < 2020; y++) printf "population,CN,%d,%d,万人,s%d\n", y, 1000 + 400 * rand(), s }' >clash.csv
"$TALLY" -s t.h5 init 2>/dev/null
"$TALLY" -s t.h5 ingest clash.csv >out 2>said
timeout 100 "$TALLY" -s t.h5 check --time-limit 1 --json >out 2>said
code=$?
if [ $code -le 1 ] && grep -qE '"complete": ?false' out; then echo "ok - check: a part that says so"; else
	echo "not ok - check: a part that says so: exit $code, $(head -c 200 said) $(head -c 200 out)"
fi

# --- memory: what does not fit is left out and counted (the sanitizers' own memory is no measure) ---
case $BUILD in *san*) exit 0 ;; esac
awk 'BEGIN { split("BJ TJ HE SX NM LN JL HL SH JS", r, " "); print "metric,region,period,value,unit,source"
	for (s = 0; s < 10; s++) for (k = 1; k <= 10; k++) for (y = 1000; y < 2000; y++) printf "gdp,CN-%s,%d,%d,亿元,s%d\n", r[k], y, 1000 + y, s
	for (m = 0; m < 8; m++) for (y = 1000; y < 9999; y++) printf "own_%d,CN,%d,%d,亿元,a\n", m, y, 5 + y }' >large.csv
"$TALLY" -s large.h5 init 2>/dev/null
"$TALLY" -s large.h5 ingest large.csv --define >out 2>said
partly=0 whole=0 bad=
for kilobytes in 28000 32000 36000 40000 44000 48000 200000; do
	(ulimit -v $kilobytes && exec "$TALLY" -s large.h5 check --threads 1 --json) >out 2>said
	code=$?
	if [ $code -eq 0 ] && grep -qE '"complete": ?false, ?"unchecked": ?[1-9]' out; then partly=1
	elif [ $code -eq 0 ] && grep -qE '"claims": ?171992,.*"complete": ?true' out; then whole=1
	elif [ $code -ne 4 ] || [ ! -s said ]; then bad="$bad $kilobytes KB: exit $code, $(head -c 200 said)"; fi
done
[ $partly$whole = 11 ] && [ -z "$bad" ] && echo "ok - check: what memory does not hold is left out and counted" ||
	echo "not ok - check within little memory: in part $partly, whole $whole,$bad"
exit 0
