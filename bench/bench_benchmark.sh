#!/bin/sh
# Benchmarking of many series, beside R's tempdisagg where it is.
"${BUILD:-build}/bench/bench_benchmark"
if command -v Rscript >/dev/null && Rscript -e 'quit(status = !requireNamespace("tempdisagg", quietly = TRUE))' >/dev/null 2>&1; then
	Rscript -e 's <- ts(100 + 10 * sin(0.5 * 1:240), start = 2000, frequency = 12)
a <- ts(1300 + 20 * sin(1:20), start = 2000)
t <- system.time(for (i in 1:100) tempdisagg::td(a ~ 0 + s, method = "denton-cholette"))
cat(sprintf("tempdisagg: %.3f s for 10,000 series (from 100)\n", 100 * t[["elapsed"]]))'
else
	echo "tempdisagg: not here"
fi
