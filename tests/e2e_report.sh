#!/bin/sh
# The report: one self-contained page, hostile names harmless, templates, Markdown, size and time.
# Looking for leaks is a third of a process with sanitizers; e2e_cli, e2e_export and e2e_check do.
case ${BUILD:-} in *san*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
tally=${TALLY:-build/tally}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
TALLY_STORE=$work/report.h5
export TALLY_STORE
unset LC_ALL LANG LC_MESSAGES
failed=0
check() { # NAME COMMAND...: the command must succeed
	name=$1
	shift
	if "$@" >log 2>&1; then
		echo "ok - $name"
	else
		echo "not ok - $name: $(head -c 300 log | tr '\n' ' ')"
		failed=1
	fi
}
lacks() { ! grep -qF -- "$1" "$2"; }
has() { grep -qF -- "$1" "$2"; }

"$tally" init >/dev/null 2>&1
cat >evil.csv <<'CSV'
metric,region,period,value,unit,source,published,locator,note
gdp,CN-GD,2021,10.10,万亿元,<script>alert(1)</script>,2022-01-01,"1"" onload=""alert(2)",<img src=x onerror=alert(3)>
gdp,CN-GD,2022,11.20,万亿元,a'b`touch x`$(touch y)|c*d_e,2023-01-01,</script>,]]>
gdp,CN-GD,2023,12.30,万亿元,<!-- {{sections}} -->,2024-01-01,,&lt;b&gt;
CSV
"$tally" ingest evil.csv >/dev/null
check "a report of hostile names" "$tally" report -o evil.html --title '<script>alert(4)</script> {{title}}'
check "no script of theirs" lacks '<script>alert' evil.html
check "no element of theirs" lacks '<img' evil.html
check "no comment of theirs" lacks '<!-- {{' evil.html
check "their text shows" has '&lt;script&gt;alert(1)&lt;/script&gt;' evil.html
check "their title shows" has '<h1>&lt;script&gt;alert(4)&lt;/script&gt; {{title}}</h1>' evil.html
check "exactly two scripts" [ "$(grep -o '<script' evil.html | wc -l)" -eq 2 ]
check "no command ran" [ ! -e x -a ! -e y ]
"$tally" report --format md >evil.md
grep -v '^    ' evil.md >outside-code.md
check "markdown without HTML" lacks '<script' outside-code.md
check "markdown has a table" has '| --- |' evil.md

TALLY_STORE=$work/all.h5
"$tally" init >/dev/null 2>&1
"$tally" ingest "$here"/../datasets/*.csv >/dev/null
start=$(date +%s)
check "a report of all data sets" "$tally" report -o all.html
check "within 30 seconds" [ $(($(date +%s) - start)) -le 30 ]
check "less than 10 MB" [ "$(wc -c <all.html)" -lt 10000000 ]
# Nothing is loaded from outside: the only addresses are names of XML vocabularies.
grep -oE '(https?:)?//[a-z0-9.-]+\.[a-z]+[^"'"'"' <)]*' all.html | sort -u |
	grep -vE '^http://www\.w3\.org/(2000/svg|1999/xlink)$' >outside
check "no outside reference" [ ! -s outside ]
check "no outside file" sh -c '! grep -qE "<(link|iframe|img|object|embed)|src=|url\(\"?h|@import" all.html'
for section in key trends findings safe growth revisions data; do
	check "section $section" has "<section id=\"$section\"" all.html
done
check "ids are unique" [ -z "$(grep -oE ' id=["'"'"'][^"'"'"']*' all.html | sort | uniq -d)" ]
check "the contradiction is told" has '9.6269 %' all.html
check "every chart is named" [ "$(grep -c '<svg ' all.html)" -eq "$(grep -c '<title id="t' all.html)" ]
"$tally" report gdp --time-limit 300 -o one.html
"$tally" report gdp --time-limit 300 -o again.html
check "the same store gives the same page" cmp one.html again.html

check "in Chinese" "$tally" report gdp --lang zh -o zh.html
check "Chinese words" has '<html lang="zh-CN">' zh.html

printf '<html><title>{{title}}</title>{{section:findings}}<i>{{section:bounds}}</i></html>' >own.html
check "an own template" "$tally" report gdp --template own.html -o own-page.html
check "only what it asks for" lacks 'id="data"' own-page.html
printf 'one\n{{nonsense}}' >bad.html
"$tally" report gdp --template bad.html -o bad-page.html 2>err
code=$?
check "an unknown slot" [ "$code" -eq 3 ]
check "an unknown slot is named with its line" grep -q 'line 2.*nonsense' err
check "nothing is written then" [ ! -e bad-page.html ]
"$tally" report --format pdf 2>err
code=$?
check "an unknown format" [ "$code" -eq 2 ]
code=0
PATH=/nowhere "$tally" report -o no.html 2>err || code=$?
check "no gnuplot" [ "$code" -eq 4 ]
check "no half page" [ ! -e no.html ]
exit $failed
