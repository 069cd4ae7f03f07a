#!/bin/sh
# Benchmarking of many series, beside R's tempdisagg where it is; where only R is, beside the same
# problem with dense matrices in base R.
"${BUILD:-build}/bench/bench_benchmark"
command -v Rscript >/dev/null || { echo "R: not there"; exit 0; }
Rscript --vanilla - <<'R'
s <- 100 + 10 * sin(0.5 * 1:240) + 0.1 * 1:240
a <- 1300 + 20 * sin(1:20)
told <- function(name, one) {
	t <- system.time(for (i in 1:20) one())
	cat(sprintf("%s: %.1f s for 10,000 series (from 20)\n", name, 500 * t[["elapsed"]]))
}
if (requireNamespace("tempdisagg", quietly = TRUE)) {
	q <- ts(s, start = 2000, frequency = 12)
	y <- ts(a, start = 2000)
	told("tempdisagg", function() tempdisagg::td(y ~ 0 + q, method = "denton-cholette"))
} else cat("tempdisagg: not there\n")
told("dense matrices in R", function() {
	d <- diff(diag(240)) %*% diag(1 / s)
	c <- kronecker(diag(20), t(rep(1, 12)))
	k <- rbind(cbind(crossprod(d), t(c)), cbind(c, matrix(0, 20, 20)))
	solve(k, c(crossprod(d, d %*% s), a))
})
R
