#!/bin/sh
# The claim network: the goals at 20,000 levels, and how it grows over four sizes.
b=${BUILD:-build}/bench/bench_network
"$b" || exit 1
echo "growth (no misprints):"
for regions in 78 155 620 1600; do
	"$b" $regions 3 16 0 || exit 1
done
