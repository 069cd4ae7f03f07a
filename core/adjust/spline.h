/* spline.h: benchmarking with a cubic spline.
 *
 * Of spans (flows): the benchmarks, added up, are a natural cubic spline F of the indicator, added
 * up, with knots where the spans end; x[t] = F(S[t]) - F(S[t-1]). The ratio of benchmark to
 * indicator so moves smoothly, and is constant outside the spans. Of single periods (stocks): the
 * ratios benchmark / indicator are knots of a natural cubic spline over time, linear outside.
 * Without an indicator give a series of ones. As cubicspline() of JDemetra+ 3. */
#ifndef TALLY_SPLINE_H
#define TALLY_SPLINE_H

#include "adjust/benchmark.h"

/** Benchmarks in order of time: all of single periods, or all spans that follow upon each other
 * without gap or overlap; the indicator must be above 0 (flows) or not 0 at the anchors (stocks).
 * Their alterability is not used. out[n] may be the indicator. */
tally_status tally_benchmark_spline(const double *indicator, size_t n,
				    const tally_benchmark *benchmarks, size_t n_benchmarks,
				    double *out, tally_error *err);

#endif
