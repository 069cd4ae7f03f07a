#!/bin/sh
# Names that would be markup, formulas, commands or other names: wherever a name can go it stays a name.
# Looking for leaks is a third of a process with sanitizers; e2e_cli, e2e_export and e2e_check do.
case ${BUILD:-} in *san*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
TALLY_STORE=$work/s.h5
export TALLY_STORE
check() { # NAME TEST...
	name=$1
	shift
	if "$@" >out 2>&1; then echo "ok - $name"; else echo "not ok - $name: $(head -c 300 out)"; fi
}
lacks() { ! grep -nF -- "$1" "$2"; }

# Code lists and figures whose every free text is hostile.
markup='<script>alert(1)</script><img src=x onerror=alert(2)>"'"'"'&amp;'
shell='$(touch pwned)`touch pwned`;touch pwned|touch pwned'
formula='=HYPERLINK("http://evil","x")'
mkdir codes
printf 'code,name_en,name_zh,aliases,dimension,base_unit,observed\nevil,"%s","%s",,money,yuan,flow\nsum,"%s","%s",,money,yuan,flow\n' \
	"$(echo "$markup" | sed 's/"/""/g')" "$(echo "$markup" | sed 's/"/""/g')" "$(echo "$formula" | sed 's/"/""/g')" "$(echo "$formula" | sed 's/"/""/g')" >codes/metrics.csv
printf 'code,name_en,name_zh,aliases\nXX,"%s","%s",\nYY,"%s","@SUM(1+1)",\n' "$(echo "$markup" | sed 's/"/""/g')" "$(echo "$markup" | sed 's/"/""/g')" "$shell" >codes/regions.csv
"$TALLY" --codes codes init 2>said || echo "not ok - hostile lists: $(cat said)"
{
	echo 'metric,region,period,value,unit,source,published,locator,note'
	for year in 2018 2019 2020 2021; do
		for metric in evil sum; do for region in XX YY; do
			printf '%s,%s,%s,%s,亿元,"%s",2022-01-01,"%s","%s"\n' $metric $region $year $((year + 7)) \
				"$(echo "$markup" | sed 's/"/""/g')" "$shell" "$(echo "$formula" | sed 's/"/""/g')"
		done; done
	done
	printf 'evil,XX,2021,9,亿元,"%s",2022-01-01,"%s","+1+1"\n' "$(echo "$markup" | sed 's/"/""/g')" "-2"
} >in.csv
"$TALLY" ingest in.csv >told 2>said || echo "not ok - hostile texts are stored: $(head -n 3 said)"

# --- HTML: what was a name is text ---
"$TALLY" report -o report.html --lang en --title "$markup" 2>said || echo "not ok - report: $(cat said)"
printf '# %s\n\n2023年浙江省出口2.7万亿元，同比增长4.1%%。%s\n' "$markup" "$markup" >page.txt
"$TALLY" review page.txt -o review.html --published 2024-01-01 >told 2>said || echo "not ok - review: $(cat said)"
for page in report review; do
	check "$page: there is something to see" grep -q 'alert(1)' $page.html
	check "$page: no script of a name" lacks '<script>alert' $page.html
	check "$page: no tag of a name" lacks '<img src=x' $page.html
	check "$page: no script element ends early" python3 - $page.html <<'P'
import html.parser, sys
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad, self.inside = [], None
    def handle_starttag(self, tag, attributes):
        self.bad += [(tag, a) for a in attributes if a[0].startswith('on') and a[1] and 'alert' in a[1]]
        self.bad += [(tag, a) for a in attributes if a[1] and a[1].strip().lower().startswith('javascript:')]
        self.inside = tag
    def handle_endtag(self, tag):
        self.inside = None
    def handle_data(self, data):
        if self.inside == 'script' and data.strip().startswith('alert'):
            self.bad.append(data)
page = Page()
page.feed(open(sys.argv[1], encoding='utf-8').read())
sys.exit(repr(page.bad[:3]) if page.bad else 0)
P
done
"$TALLY" plot trend evil XX --title "$markup" -o chart.svg 2>said || echo "not ok - chart: $(cat said)"
check "a chart is well-formed, whatever its title" python3 -c 'import sys, xml.dom.minidom; d = xml.dom.minidom.parse(sys.argv[1]); sys.exit(len(d.getElementsByTagName("script")) + len(d.getElementsByTagName("img")))' chart.svg

# --- gnuplot and shells: nothing is run ---
for title in "$shell" "'; system 'touch pwned' #" "'''\`touch pwned\`" "@touch \"\\\"" "$(printf 'a\nsystem "touch pwned"\n')" "%s %d %n" "{/Symbol a}^2_{x}"; do
	"$TALLY" plot trend evil YY --title "$title" -o t.svg >told 2>said || echo "not ok - title $title: $(cat said)"
done
"$TALLY" plot trend sum YY --title "$shell" -o t.png >told 2>said
"$TALLY" plot trend sum YY --title "$shell" --term >told 2>said
check "no title is run" test ! -e pwned

# --- spreadsheets: a text is no formula ---
# A cell that begins so runs when a spreadsheet opens the file.
python3 - >scan.py <<'P'
print('''import csv, sys
bad = [(i, c) for i, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline=""))) for c in row
       if c and (c[0] in "=@\\t\\r" or (c[0] in "+-" and not c[1:].replace(".", "", 1).replace("e", "", 1).replace("-", "", 1).replace("+", "", 1).isdigit()))]
sys.exit(repr(bad[:3]) if bad else 0)''')
P
for words in "tidy --columns all" "tidy --columns names,note,source" "wide" "wide --shape periods" "wide --real-time"; do
	# shellcheck disable=SC2086
	"$TALLY" export $words --codebook book.csv -o f.csv 2>said || {
		echo "not ok - $words: $(cat said)"
		continue
	}
	check "$words: no formula" python3 scan.py f.csv
	check "$words: nor in its codebook" python3 scan.py book.csv
done
"$TALLY" export tidy --columns all --raw -o raw.csv
check "--raw gives the text as it is" grep -q ',"=HYPERLINK' raw.csv
if "$TALLY" export xlsx evil -o f.xlsx 2>said; then
	check "xlsx: texts are texts" python3 - <<'P'
import sys, zipfile
z = zipfile.ZipFile('f.xlsx')
sys.exit(any('<f>' in z.read(n).decode('utf-8', 'replace') for n in z.namelist() if 'worksheets' in n))
P
else echo "not ok - xlsx: $(cat said)"; fi
printf 'metric,region,period,value,unit,note\nevil,XX,2017,x,亿元,=1+1\n' >bad.csv
"$TALLY" ingest bad.csv --skip-bad rejects.csv >told 2>&1
check "rejects keep their text for the next reading" grep -qF '=1+1' rejects.csv

# --- JSON ---
for words in "list metrics" "show evil XX --all-claims" check "log"; do
	# shellcheck disable=SC2086
	"$TALLY" $words --json >j.json 2>said
	check "$words --json parses" python3 -c 'import json, sys; json.load(open("j.json"))'
done

# --- look-alikes of codes: told, and never a code of their own ---
alike() { # WHAT ROW WORDS
	printf 'metric,region,period,value,unit\n%s\n' "$2" >a.csv
	"$TALLY" ingest a.csv --define >told 2>said
	check "$1 is told" grep -qF "$3" said
}
alike "a Cyrillic letter in a metric" 'еvil,XX,2017,1,亿元' 'character 1 is U+0435, which looks like "e"; did you mean "evil"?'
alike "a Greek letter in a region" 'evil,ΥY,2017,1,亿元' 'character 1 is U+03A5, which looks like "Y"; did you mean "YY"?'
alike "a mathematical letter" 'e𝐯il,XX,2017,1,亿元' 'character 2 is U+1D42F, which looks like "v"'
alike "a space without width" 'ev​il,XX,2017,1,亿元' 'character 3 is U+200B, which is not seen'
alike "a letter in a unit" 'evil,XX,2017,1,уuan' 'looks like "y"; did you mean "yuan"?'
"$TALLY" show еvil >told 2>said
check "on the command line too" grep -qF 'looks like "e"' said
"$TALLY" calc 'yoy(еvil[ХХ])' >told 2>said
check "in an expression too" grep -qF 'looks like "e"' said
printf 'metric,region,period,value,unit\nｅｖｉｌ,ＸＸ,２０１７,１,亿元\n' >a.csv
"$TALLY" ingest a.csv >told 2>said
check "full-width letters are the letters they are" sh -c "\"$TALLY\" export csv evil XX | grep -q '^evil,XX,2017,1,'"

# --- long names ---
long=$(printf 'n%.0s' $(seq 1 300))
printf 'metric,region,period,value,unit\n%s,XX,2017,1,亿元\n' "$long" >a.csv
"$TALLY" ingest a.csv --define >told 2>said
check "a name of 300 bytes is told" grep -qE 'a.csv:2:1: .*(256|255)' said
printf 'metric,region,period,value,unit,note\nevil,XX,2016,1,亿元,%s\n' "$(head -c 200000 /dev/zero | tr '\0' n)" >a.csv
"$TALLY" ingest a.csv >told 2>said
check "a note of 200,000 bytes comes back or is told" sh -c "[ -s said ] || [ \$(\"$TALLY\" export csv evil XX | wc -c) -gt 200000 ]"
check "the store is sound after all" "$TALLY" verify
[ -e pwned ] && echo "not ok - something was run"
exit 0
