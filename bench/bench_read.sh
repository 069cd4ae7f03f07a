#!/bin/sh
# Press text: megabytes a second on one core, flat memory, what 30,000 more names cost, and texts that are odd on
# purpose. Each is read at half and at full size: the time must double, the memory must not.
# MB=200 PAGES="FILE..." choose the size and the pages (default: ../shared/texts, else a page of our own).
set -eu
: "${TALLY:=build/tally}" "${MB:=200}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/page.txt" <<'END'
# 前三季度经济运行情况

本报讯(记者 某某) 近日，有关部门发布前三季度主要数据。前三季度，全国出口17.6万亿元，同比增长0.6%。其中，浙江省出口2.7万亿元，占全国的比重为15.2%。会议指出，要加强统筹协调，完善工作机制，推动各项任务落到实处，持续优化营商环境，加快形成新的增长点。

国家高新区营业收入达到37.7万亿元，同比增长4.2%；利润总额3.3万亿元。东部70家、中部49家国家高新区分别实现工业总产值13.1万亿元、5.6万亿元，同比分别增长2.9%、3.7%。有关负责人表示，下一步将围绕产业链部署创新链，强化企业科技创新主体地位，促进科技成果转化，培育一批具有竞争力的产业集群。

END
[ -n "${PAGES:-}" ] || PAGES=$(ls ../shared/texts/*.txt 2>/dev/null || echo "$work/page.txt")
# shellcheck disable=SC2086
cat $PAGES > "$work/pages.txt"

repeat() { # FILE MEGABYTES: the file again and again, whole copies
	python3 -c '
import sys
text = open(sys.argv[1], "rb").read()
copies = max(1, int(sys.argv[2]) * 1000000 // len(text))
block = max(1, 4000000 // len(text))
while copies > 0:
    n = min(block, copies)
    sys.stdout.buffer.write(text * n)
    copies -= n' "$1" "$2"
}
seconds() { # FILE OPTION...: user time, kilobytes and exit code
	file=$1
	shift
	/usr/bin/time -q -f '%U %M %x' -o "$work/time" "$TALLY" read "$file" --published 2024-12-30 "$@" > /dev/null 2> "$work/said" || true
	cat "$work/time"
}
row() { # NAME MEGABYTES UNIT OPTION...: the unit is a file of which the text is made
	name=$1 mb=$2 unit=$3
	shift 3
	repeat "$unit" $((mb / 2)) > "$work/half.txt"
	repeat "$unit" "$mb" > "$work/whole.txt"
	half=$(seconds "$work/half.txt" "$@")
	whole=$(seconds "$work/whole.txt" "$@")
	echo "$name|$(wc -c < "$work/whole.txt")|$half|$whole|$(head -n 1 "$work/said" | cut -c 1-100)" | awk -F '|' '{
		split($3, h, " "); split($4, w, " "); small = h[1] > 0 ? h[1] : 0.01
		printf "%-28s %4.0f MB  %6.1f MB/s  twice the text: %.2f times the time  %3.0f MB of memory (half: %.0f)  exit %d %s\n",
			$1, $2 / 1e6, $2 / 1e6 / (w[1] > 0 ? w[1] : 0.01), w[1] / small, w[2] / 1e3, h[2] / 1e3, w[3], $5 }'
}

mkdir "$work/codes"
awk 'BEGIN { srand(7); n = split("工业 农业 服务 科技 创新 产品 制造 能源 交通 运输 信息 建筑 金融 教育 医疗 文化 旅游 环境", c, " ");
	print "code,name_en,name_zh,aliases,dimension,base_unit,observed";
	for (i = 0; i < 3000; i++) { a = ""; for (k = 0; k < 10; k++) { w = ""; for (j = 0; j < 3; j++) w = w c[int(rand() * n) + 1];
		a = a (k ? "|" : "") w "第" i "之" k }; print "m" i ",Metric " i ",名" i "," a ",count,1,flow" } }' > "$work/codes/metrics.csv"
tr -d '\n' < "$work/pages.txt" > "$work/line.txt"
tr -d '\n' < "$work/page.txt" | sed 's/[，。；、]//g' > "$work/unbroken.txt"
printf '12.5亿元、' > "$work/numerals.txt"
printf '12345678901234567890' > "$work/digits.txt"
printf '三千五百万' > "$work/chinese.txt"
# one broken byte in a page of the usual size; then a text of broken bytes
{ cat "$work/page.txt"; printf '出口17.6\377亿元。\n\n'; } > "$work/broken.txt"
printf '\300\200\371 12%%' > "$work/garbage.txt"
{ cat "$work/page.txt"; printf '出口17.6\000亿元。\n\n'; } > "$work/nul.txt"

row "pages" "$MB" "$work/pages.txt"
row "with 30,000 more names" "$MB" "$work/pages.txt" --codes "$work/codes"
row "as JSON" $((MB / 2)) "$work/pages.txt" --json
row "one line" $((MB / 2)) "$work/line.txt"
row "one line without a stop" $((MB / 2)) "$work/unbroken.txt"
row "a list of amounts" $((MB / 2)) "$work/numerals.txt"
row "one run of digits" $((MB / 2)) "$work/digits.txt"
row "one Chinese numeral" $((MB / 2)) "$work/chinese.txt"
row "broken UTF-8 here and there" $((MB / 2)) "$work/broken.txt"
row "no UTF-8 at all" $((MB / 2)) "$work/garbage.txt"
row "NULs" $((MB / 2)) "$work/nul.txt"
