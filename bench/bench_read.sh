#!/bin/sh
# Press text: megabytes a second on one core, flat memory, and what 30,000 more names cost.
set -eu
: "${TALLY:=build/tally}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/page.txt" <<'END'
# 前三季度经济运行情况

本报讯(记者 某某) 近日，有关部门发布前三季度主要数据。前三季度，全国出口17.6万亿元，同比增长0.6%。其中，浙江省出口2.7万亿元，占全国的比重为15.2%。会议指出，要加强统筹协调，完善工作机制，推动各项任务落到实处，持续优化营商环境，加快形成新的增长点。

国家高新区营业收入达到37.7万亿元，同比增长4.2%；利润总额3.3万亿元。东部70家、中部49家国家高新区分别实现工业总产值13.1万亿元、5.6万亿元，同比分别增长2.9%、3.7%。有关负责人表示，下一步将围绕产业链部署创新链，强化企业科技创新主体地位，促进科技成果转化，培育一批具有竞争力的产业集群。

END
i=0
while [ $i -lt 12 ]; do
	cat "$work/page.txt" "$work/page.txt" > "$work/twice.txt"
	mv "$work/twice.txt" "$work/page.txt"
	i=$((i + 1))
done
i=0
while [ $i -lt 12 ]; do cat "$work/page.txt"; i=$((i + 1)); done > "$work/big.txt"
mkdir "$work/codes"
awk 'BEGIN { srand(7); n = split("工业 农业 服务 科技 创新 产品 制造 能源 交通 运输 信息 建筑 金融 教育 医疗 文化 旅游 环境", c, " ");
	print "code,name_en,name_zh,aliases,dimension,base_unit,observed";
	for (i = 0; i < 3000; i++) { a = ""; for (k = 0; k < 10; k++) { w = ""; for (j = 0; j < 3; j++) w = w c[int(rand() * n) + 1];
		a = a (k ? "|" : "") w "第" i "之" k }; print "m" i ",Metric " i ",名" i "," a ",count,1,flow" } }' > "$work/codes/metrics.csv"
bytes=$(wc -c < "$work/big.txt")
measure() { # seconds of user time and kilobytes
	/usr/bin/time -f '%U %M' -o "$work/time" "$TALLY" read "$work/big.txt" --published 2023-12-01 "$@" > /dev/null
	cat "$work/time"
}
set -- $(measure)
plain=$1 memory=$2
set -- $(measure --codes "$work/codes")
many=$1
awk -v b="$bytes" -v s="$plain" -v m="$memory" -v t="$many" 'BEGIN {
	printf "read: %.0f MB in %.2f s: %.1f MB/s, %.0f MB of memory; with 30,000 more names %.2f times the time\n", b / 1e6, s, b / 1e6 / s, m / 1e3, t / s }'
