#!/bin/sh
# Charts beside matplotlib, in one run: one SVG, 100 SVG, 100 PNG of the same lines; and a chart of
# a million points. Ratios are matplotlib's time over tally's.
set -eu
build=${BUILD:-build}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -c 'import matplotlib' 2>/dev/null || {
	echo "bench_plots: no matplotlib for $python (Debian: python3-matplotlib); only tally's times"
	python=
}
cat >"$work/peer.py" <<'P'
import sys
import matplotlib
matplotlib.use("svg" if sys.argv[1] == "svg" else "agg")
import matplotlib.pyplot as plt
matplotlib.rcParams["font.sans-serif"] = ["Noto Sans CJK JP", "DejaVu Sans"]
kind, n, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for i in range(n):
    figure, axes = plt.subplots(figsize=(9.6, 5.6), dpi=100)
    years = list(range(2000, 2024))
    for k in range(6):
        values = [(k + 1) * 1.08 ** (y - 2000) + i * 0.01 for y in years]
        axes.plot(years, values, marker="o")
        axes.text(2023.3, values[-1], "国内生产总值 %d" % k)
    axes.set_title("国内生产总值：六个地区")
    axes.grid(axis="y")
    figure.savefig("%s/peer-%d.%s" % (out, i, kind))
    plt.close(figure)
P
now() { date +%s%N; }
# seconds CODE...: runs and prints the time it took, the best of three.
seconds() {
	best=
	for _ in 1 2 3; do
		start=$(now)
		"$@" >/dev/null 2>&1
		end=$(now)
		took=$(((end - start) / 1000))
		if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
	done
	echo "$best"
}
line() {
	awk -v n="$1" -v t="$2" -v p="$3" -v goal="$4" 'BEGIN {
		if (p == "") { printf "%-22s tally %8.3f s\n", n, t / 1e6; exit }
		printf "%-22s tally %8.3f s   matplotlib %8.3f s   ratio %6.1f   (goal %s)\n", n, t / 1e6, p / 1e6, p / t, goal
	}'
}
for what in "svg 1 10" "svg 100 25" "png 1 4" "png 100 4"; do
	set -- $what
	mine=$(seconds "$build/bench/bench_plots" "$1" "$2" "$work")
	peer=
	[ -z "$python" ] || peer=$(seconds "$python" "$work/peer.py" "$1" "$2" "$work")
	line "$2 $1" "$mine" "$peer" "$3"
done
line "svg of 1M points" "$(seconds "$build/bench/bench_plots" million 1 "$work")" "" ""
# A report of 200 charts: 200 metrics of six regions and twenty years.
tally=${TALLY:-$build/tally}
TALLY_STORE=$work/many.h5
export TALLY_STORE
awk 'BEGIN {
	split("CN-GD CN-JS CN-ZJ CN-SD CN-BJ CN-SH", region, " ")
	print "metric,region,period,value,unit,source,published"
	for (m = 0; m < 200; m++) for (r = 1; r <= 6; r++) for (y = 2004; y < 2024; y++)
		printf "m%03d,%s,%d,%.2f,亿元,test,2024-01-01\n", m, region[r], y, (100 + m + 9 * r) * 1.07 ^ (y - 2004)
}' >"$work/many.csv"
"$tally" init >/dev/null 2>&1
"$tally" ingest --define "$work/many.csv" >/dev/null 2>&1
line "report of 200 charts" "$(seconds "$tally" report -o "$work/many.html")" "" ""
echo "                       $(wc -c <"$work/many.html") bytes, $(grep -c '<svg ' "$work/many.html") charts"
