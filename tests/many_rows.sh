#!/bin/sh
# many_rows.sh REGIONS MONTHS [series|period|shuffled [NOTES [SEED]]]: a claim CSV of the population by region
# and month, REGIONS x MONTHS rows (at most 31 and 4,000). NOTES: so many different notes; SEED: other figures.
exec awk -v regions="$1" -v months="$2" -v order="${3:-series}" -v notes="${4:-0}" -v seed="${5:-1}" 'BEGIN {
	n = split("BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ", r, " ")
	all = regions * months
	step = all % 7919 ? 7919 : 7907
	print "metric,region,period,value,unit,source" (notes ? ",note" : "")
	for (i = 0; i < all; i++) {
		k = order == "shuffled" ? i * step % all : i
		s = order == "period" ? k % regions : int(k / months)
		t = order == "period" ? int(k / regions) : k % months
		v = (s * 131 + t * 7919 + seed * 104729) % 99991
		printf "population,CN-%s,%04d-%02d,%d.%02d,万人,census-%d", r[s + 1], 1700 + int(t / 12), t % 12 + 1, v, k % 100, seed % 3
		if (notes)
			printf ",note %d", v % notes
		printf "\n"
	}
}'
