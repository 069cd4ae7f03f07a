#!/bin/sh
# One misprint in 1,000 tables that add up, and 1,000 clean copies.
exec "${BUILD:-build}/bench/bench_perturb"
