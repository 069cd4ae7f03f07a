#!/bin/sh
# tally read and review from outside: columns, places, reasons, decisions, the way into a store.
set -u
: "${TALLY:=build/tally}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
ok() { echo "ok - $1"; }
bad() { echo "not ok - $1: $2"; failed=1; }
has() { if grep -qF -- "$3" "$2"; then ok "$1"; else bad "$1" "no \"$3\" in: $(head -c 600 "$2")"; fi; }
lacks() { if grep -qF -- "$3" "$2"; then bad "$1" "\"$3\" in: $(head -c 600 "$2")"; else ok "$1"; fi; }

cat > "$work/page.txt" <<'END'
2024年3月1日 星期五

# 全国出口情况

本报讯 2023年，全国出口23.77万亿元，比上年增长0.6%。其中，浙江省出口3.57万亿元，占全国的15.02%。研究部署了3项重点任务。
END

"$TALLY" read "$work/page.txt" > "$work/claims.csv" || bad "read runs" "exit $?"
has "header has tier and text" "$work/claims.csv" "locator,status,note,tier,text"
has "level with place and date" "$work/claims.csv" "exports,CN,2023,23.77,万亿元,level,,,,,,,page.txt,2024-03-01,5:15,"
has "growth" "$work/claims.csv" "exports,CN,2023,0.6,%,growth,"
has "share of a province" "$work/claims.csv" "exports,CN-ZJ,2023,15.02,%,share,,@CN,"
lacks "an enumeration is no claim" "$work/claims.csv" ",3,项,"

"$TALLY" read "$work/page.txt" --unresolved > "$work/unread"
has "an enumeration is told" "$work/unread" "enumeration	3项"
"$TALLY" read "$work/page.txt" --why 5:15 > "$work/why"
has "why names the rule" "$work/why" "rule level"
has "why names the words" "$work/why" '5:13 "出口"'
"$TALLY" read "$work/page.txt" --why 5:1 > "$work/why" 2> "$work/why.err"
[ $? -eq 1 ] && ok "why without a number is exit 1" || bad "why without a number is exit 1" "$(cat "$work/why")"
"$TALLY" read "$work/page.txt" --json > "$work/json"
if python3 -c "
import json, sys
rows = [json.loads(x) for x in open(sys.argv[1], encoding='utf-8')]
text = open(sys.argv[2], 'rb').read()
assert len(rows) == 4
for r in rows:
    s = r['slots']['value']
    assert r['value'].lstrip('-') in text[s['from']:s['to']].decode()
    assert text.decode().split('\n')[s['line'] - 1][s['column'] - 1:].startswith(r['value'].lstrip('-'))
" "$work/json" "$work/page.txt" 2> "$work/err"; then ok "json spans point at the value"; else bad "json spans point at the value" "$(tail -1 "$work/err")"; fi
"$TALLY" read "$work/page.txt" > "$work/again.csv"
cmp -s "$work/claims.csv" "$work/again.csv" && ok "the same twice" || bad "the same twice" "differs"

# decisions
{
	echo "source,locator,item,text,decision,metric,value"
	echo "page.txt,5:15,1,23.77万亿元,accept,,"
	echo "page.txt,5:29,1,0.6%,reject,,"
	echo "page.txt,5:42,1,3.57万亿元,correct,imports,3.75"
	echo "page.txt,5:54,1,15.03%,accept,,"
	echo "page.txt,9:9,1,1%,accept,,"
} > "$work/decisions.csv"
"$TALLY" read "$work/page.txt" --decisions "$work/decisions.csv" > "$work/decided.csv" 2> "$work/told"
has "accepted is tier A" "$work/decided.csv" "5:15,,,A,"
lacks "rejected is gone" "$work/decided.csv" ",growth,"
has "corrected" "$work/decided.csv" "imports,CN-ZJ,2023,3.75,万亿元,level"
has "a moved decision is named" "$work/told" 'another number than "15.03%" stands at page.txt:5:54'
has "a lost decision is named" "$work/told" 'no claim with "1%" was read at page.txt:9:9'
echo "source,locator,text,decision" > "$work/wrong.csv"
echo "page.txt,1:1,2%,perhaps" >> "$work/wrong.csv"
"$TALLY" read "$work/page.txt" --decisions "$work/wrong.csv" > /dev/null 2> "$work/told"
[ $? -eq 3 ] && ok "a wrong decision is exit 3" || bad "a wrong decision is exit 3" "$(cat "$work/told")"
has "a wrong decision is named" "$work/told" 'wrong.csv:2: decision "perhaps"'

# from text to answer
cat > "$work/clash.txt" <<'END'
2023年，全国出口23.77万亿元。浙江省出口3.57万亿元，占全国的19.02%。
END
"$TALLY" init -s "$work/s.h5" > /dev/null 2>&1
"$TALLY" read "$work/clash.txt" --published 2024-03-01 --into -s "$work/s.h5" > "$work/into" 2>&1 || bad "into runs" "$(cat "$work/into")"
has "into counts" "$work/into" "3 claims stored"
"$TALLY" check -s "$work/s.h5" > "$work/check" 2>&1
[ $? -eq 1 ] && ok "check finds it" || bad "check finds it" "$(cat "$work/check")"
has "check says which" "$work/check" "19.02 %"

# other bytes
iconv -f UTF-8 -t GB18030 "$work/page.txt" > "$work/gb.txt" 2>/dev/null
"$TALLY" read "$work/gb.txt" --source page.txt > "$work/gb.csv"
cmp -s "$work/claims.csv" "$work/gb.csv" && ok "GB18030 reads the same" || bad "GB18030 reads the same" "$(diff "$work/claims.csv" "$work/gb.csv" | head -3)"
{ cat "$work/page.txt"; printf 'x\377\n'; } > "$work/broken.txt"
"$TALLY" read "$work/broken.txt" > "$work/broken.csv" 2> "$work/told"
has "a broken byte is told with its place" "$work/told" "broken.txt:6:2: warning: 1 bytes are not UTF-8"

# a user's own words and names
mkdir "$work/codes"
printf 'code,name_en,name_zh,aliases,dimension,base_unit,observed\nwidgets,Widgets,奇器产量,,count,1,flow\n' > "$work/codes/metrics.csv"
printf 'class,text,attrs\nup,猛增,\nclassifier,枝,\n' > "$work/codes/words.csv"
echo '2023年，全国奇器产量猛增7.5%。' > "$work/own.txt"
"$TALLY" read "$work/own.txt" --codes "$work/codes" --published 2024-03-01 > "$work/own.csv" 2> "$work/told" || bad "own lists" "$(cat "$work/told")"
has "a user's metric and verb" "$work/own.csv" "widgets,CN,2023,7.5,%,growth"

# the page
"$TALLY" review "$work/page.txt" -o "$work/page.html" || bad "review runs" "exit $?"
has "the page holds the claims" "$work/page.html" '"metric":"exports"'
lacks "the page loads nothing" "$work/page.html" "src="
echo '2023年，全国出口5%</script><img src=x onerror=alert(1)>。' > "$work/evil.txt"
"$TALLY" review "$work/evil.txt" -o "$work/evil.html"
lacks "text cannot end the data" "$work/evil.html" "<img"

# where unit and qualifier stand
echo '2023年，全国出口约23.77万亿元，国家高新区企业8200余家。' > "$work/slots.txt"
"$TALLY" read "$work/slots.txt" --published 2024-03-01 --json > "$work/slots.json"
if python3 -c "
import json, sys
text = open(sys.argv[2], 'rb').read()
spans = [{k: text[s['from']:s['to']].decode() for k, s in json.loads(x)['slots'].items()} for x in open(sys.argv[1], encoding='utf-8')]
assert spans[0]['unit'] == '万亿元' and spans[0]['qualifier'] == '约', spans
assert spans[1]['unit'] == '家' and spans[1]['qualifier'] == '余', spans
" "$work/slots.json" "$work/slots.txt" 2> "$work/err"; then ok "json has unit and qualifier"; else bad "json has unit and qualifier" "$(tail -1 "$work/err")"; fi

# decisions outlive a changed dictionary
echo "source,locator,item,text,decision" > "$work/kept.csv"
echo "own.txt,1:15,1,7.5%,accept" >> "$work/kept.csv"
"$TALLY" read "$work/own.txt" --published 2024-03-01 --decisions "$work/kept.csv" > "$work/before.csv" 2>&1
"$TALLY" read "$work/own.txt" --codes "$work/codes" --published 2024-03-01 --decisions "$work/kept.csv" > "$work/after.csv" 2> "$work/told"
has "a decision holds with other lists" "$work/after.csv" "1:15,,,A,"
lacks "nothing is lost" "$work/told" "warning"

# what cannot be true of one text: tally NAME WANTED-EXIT TEXT
tally_of() {
	printf '%b' "$3" > "$work/one.txt"
	rm -f "$work/one.h5"
	"$TALLY" init -s "$work/one.h5" > /dev/null 2>&1
	"$TALLY" read "$work/one.txt" --published 2024-03-01 --into -s "$work/one.h5" > "$work/one.log" 2>&1
	"$TALLY" check -s "$work/one.h5" > "$work/one.check" 2>&1
	code=$?
	[ $code -eq "$2" ] && ok "$1" || bad "$1" "exit $code: $(head -c 400 "$work/one.check")"
}
tally_of "52 a title against its body" 1 '# 2023年全国出口增长1.6%\n\n2023年，全国出口23.77万亿元，比上年增长0.6%。\n'
tally_of "53 prose against a table" 1 '2023年，全国出口23.77万亿元。\n\n2023年全国出口  24.77万亿元\n'
tally_of "the same claim twice, apart" 1 '2023年，全国出口23.77万亿元。\n\n2023年，全国出口24.77万亿元。\n'
tally_of "parts and their sum" 1 '2023年，全国第一产业增加值9万亿元，第二产业增加值48万亿元，第三产业增加值68万亿元。全国国内生产总值150万亿元。\n'
tally_of "a month above its nine months" 1 '2023年前三季度，全国出口17.6万亿元。2023年9月份，全国出口18.6万亿元。\n'
tally_of "a part above its whole" 1 '2023年，全国出口23.77万亿元，浙江省出口30万亿元。\n'

# 60: what arithmetic can notice when a figure is changed
tally_of "60 as it was" 0 '2022年，全国出口20万亿元。2023年，全国出口21万亿元，比上年增长5.0%。2023年，浙江、江苏出口分别为3.57万亿元、3.37万亿元，占全国的比重分别为17.0%、16.0%。\n'
tally_of "60 a sign flipped" 1 '2022年，全国出口20万亿元。2023年，全国出口21万亿元，比上年下降5.0%。2023年，浙江、江苏出口分别为3.57万亿元、3.37万亿元，占全国的比重分别为17.0%、16.0%。\n'
tally_of "60 ten thousand times as much" 1 '2022年，全国出口20万亿元。2023年，全国出口21亿元，比上年增长5.0%。2023年，浙江、江苏出口分别为3.57万亿元、3.37万亿元，占全国的比重分别为17.0%、16.0%。\n'
tally_of "60 two of a list swapped" 1 '2022年，全国出口20万亿元。2023年，全国出口21万亿元，比上年增长5.0%。2023年，浙江、江苏出口分别为3.37万亿元、3.57万亿元，占全国的比重分别为17.0%、16.0%。\n'
tally_of "60 a year shifted" 1 '2021年，全国出口19万亿元。2022年，全国出口20万亿元。2022年，全国出口21万亿元，比上年增长5.0%。\n'
exit $failed
