#!/bin/sh
# The shipped figures: what the README says of them is so.
cd "$(dirname "$0")/../datasets" || exit 1

told() { # name, wanted, found
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted $2, found $3"; fi
}

bad=$(sed -n '/^```$/,/^```$/p' README.md | grep -v '^```' | sha256sum -c - 2>/dev/null | grep -vc ': OK$')
told "every file has the checksum of the README" 0 "$bad"
listed=$(grep -c '^[0-9a-f]\{64\}  ' README.md)
told "the README lists every file" "$(ls ./*.csv | wc -l)" "$listed"

# Figures of a cell, by awk: independent of the program.
counts=$(awk -F, '
	FNR == 1 { file++; next }
	file == 1 && $1 == "gdp" { gdp[$2, $3] = $4 }
	file == 2 && $1 == "rd_expenditure" { rd[$2, $3] = $4 }
	file == 2 && $1 == "rd_intensity" { ratio[$2, $3] = $4 }
	END {
		for (c in ratio) {
			if (!(c in gdp)) continue
			split(c, k, SUBSEP)
			if (k[2] < 2011 || k[2] > 2016) continue
			n++
			d = rd[c] / gdp[c] * 100 - ratio[c]
			if (d < 0) d = -d
			near += d <= 0.01 + 1e-12
			lo = (rd[c] - 0.05) / (gdp[c] + 0.005) * 100
			hi = (rd[c] + 0.05) / (gdp[c] - 0.005) * 100
			inside += lo <= ratio[c] + 0.005 && hi >= ratio[c] - 0.005
		}
		print n, near, inside
	}' cn-province-gdp-2017.csv cn-rd.csv)
told "R&D over GDP gives the published ratio: cells, within 0.01 points, inside the rounding" \
	"186 158 143" "$counts"
