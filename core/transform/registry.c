/* registry.c: the table of transforms. The command, its help and the tests read it. */
#include "transform/families.h"

static const char *const yearly_words[] = {"pop", "yoy", NULL};
static const char *const window_words[] = {"mean", "sum", "sd", "median", "min", "max", NULL};
static const char *const contribution_words[] = {"share", "points", NULL};

static const tally_parameter growth_parameters[] = {
    {"base", TALLY_PARAMETER_PERIOD, true, 0, 0, 0, NULL, "the base period"}, {0}};
static const tally_parameter cagr_parameters[] = {
    {"from", TALLY_PARAMETER_PERIOD, false, 0, 0, 0, NULL, "the first period (default: the first)"},
    {"to", TALLY_PARAMETER_PERIOD, false, 0, 0, 0, NULL, "the last period (default: the last)"},
    {0}};
static const tally_parameter over_parameters[] = {
    {"over", TALLY_PARAMETER_WORD, false, 0, 0, 0, yearly_words,
     "pop: the span before (default); yoy: a year before"},
    {0}};
static const tally_parameter index_parameters[] = {
    {"base", TALLY_PARAMETER_PERIOD, true, 0, 0, 0, NULL, "the base period"},
    {"at", TALLY_PARAMETER_NUMBER, false, 100, 1e-6, 1e12, NULL, "what the base becomes (100)"},
    {0}};
static const tally_parameter chain_parameters[] = {{"start", TALLY_PARAMETER_NUMBER, false, 100,
						    1e-6, 1e12, NULL,
						    "the level before the first rate (100)"},
						   {0}};
static const tally_parameter lag_parameters[] = {
    {"n", TALLY_PARAMETER_INTEGER, false, 1, 1, 1000, NULL, "how many spans (1)"}, {0}};
static const tally_parameter rolling_parameters[] = {
    {"n", TALLY_PARAMETER_INTEGER, true, 0, 1, 10000, NULL, "the number of periods in a window"},
    {"of", TALLY_PARAMETER_WORD, false, 0, 0, 0, window_words,
     "mean (default), sum, sd, median, min, max"},
    {0}};
static const tally_parameter hampel_parameters[] = {
    {"n", TALLY_PARAMETER_INTEGER, false, 3, 1, 1000, NULL, "periods on either side (3)"},
    {"t", TALLY_PARAMETER_NUMBER, false, 3, 0, 1e6, NULL, "robust deviations allowed (3)"},
    {0}};
static const tally_parameter contribution_parameters[] = {
    {"in", TALLY_PARAMETER_WORD, false, 0, 0, 0, contribution_words,
     "share of the whole's growth (default), or points of its growth rate"},
    {0}};
static const tally_parameter deflate_parameters[] = {
    {"base", TALLY_PARAMETER_PERIOD, true, 0, 0, 0, NULL, "the period at whose prices"}, {0}};

static const char *const frequency_words[] = {"A", "S", "Q", "M", NULL};
static const char *const how_words[] = {"nature", "sum", "mean", "last", "first", NULL};
static const tally_parameter frequency_parameters[] = {
    {"to", TALLY_PARAMETER_WORD, true, 0, 0, 0, frequency_words, "A, S, Q or M"},
    {"how", TALLY_PARAMETER_WORD, false, 0, 0, 0, how_words,
     "nature (default): by what the metric is; sum, mean, last, first"},
    {0}};
static const char *const fill_words[] = {"linear", "log", "spline", "steffen", NULL};
static const tally_parameter interpolate_parameters[] = {
    {"how", TALLY_PARAMETER_WORD, false, 0, 0, 0, fill_words,
     "linear (default), log, spline, steffen"},
    {"most", TALLY_PARAMETER_INTEGER, false, 10000, 1, 10000, NULL, "longest gap to fill"},
    {0}};
static const char *const part_words[] = {"trend", "cycle", NULL};
static const tally_parameter hp_parameters[] = {
    {"lambda", TALLY_PARAMETER_NUMBER, false, 0, 0, 1e10, NULL,
     "smoothness (by frequency: 6.25, 1600, 129600)"},
    {"give", TALLY_PARAMETER_WORD, false, 0, 0, 0, part_words, "trend (default) or cycle"},
    {0}};
static const tally_parameter bk_parameters[] = {
    {"low", TALLY_PARAMETER_NUMBER, false, 2, 2, 10000, NULL, "shortest cycle in periods (2)"},
    {"high", TALLY_PARAMETER_NUMBER, false, 8, 2, 10000, NULL, "longest cycle in periods (8)"},
    {"k", TALLY_PARAMETER_INTEGER, false, 3, 1, 1000, NULL, "terms on either side (3)"},
    {0}};
static const char *const drift_words[] = {"yes", "no", NULL};
static const tally_parameter cf_parameters[] = {
    {"low", TALLY_PARAMETER_NUMBER, false, 2, 2, 10000, NULL, "shortest cycle in periods (2)"},
    {"high", TALLY_PARAMETER_NUMBER, false, 8, 2, 10000, NULL, "longest cycle in periods (8)"},
    {"drift", TALLY_PARAMETER_WORD, false, 0, 0, 0, drift_words,
     "yes (default): take the line through the ends out first; no"},
    {0}};
static const char *const stl_words[] = {"adjusted", "seasonal", "trend", "remainder", NULL};
static const char *const robust_words[] = {"no", "yes", NULL};
static const tally_parameter stl_parameters[] = {
    {"give", TALLY_PARAMETER_WORD, false, 0, 0, 0, stl_words,
     "adjusted (default), seasonal, trend, remainder"},
    {"window", TALLY_PARAMETER_INTEGER, false, 7, 7, 9999, NULL, "years in a seasonal window (7)"},
    {"robust", TALLY_PARAMETER_WORD, false, 0, 0, 0, robust_words, "no (default), yes"},
    {0}};
static const char *const fit_words[] = {"linear", "robust", NULL};
static const char *const fit_parts[] = {"fit",         "residual",  "slope",
					"slope_error", "fit_error", NULL};
static const tally_parameter trend_parameters[] = {
    {"how", TALLY_PARAMETER_WORD, false, 0, 0, 0, fit_words,
     "linear: least squares (default); robust: bisquare"},
    {"give", TALLY_PARAMETER_WORD, false, 0, 0, 0, fit_parts,
     "fit (default), residual, slope (a year), slope_error, fit_error"},
    {0}};

#define NBS_NOTES     "NBS, Explanatory Notes on Main Statistical Indicators"
#define OECD_GLOSSARY "OECD, Data and Metadata Reporting and Presentation Handbook (2007), 4"
#define HAND          "definition"

/* name, summary, formula, inputs, missing, example, source, scope, n_inputs, result, parameters,
 * apply, across, one_for_all, capacity */
const tally_transform tally_transforms[] = {
    {"yoy", "growth on the same period a year before", "x[t] / x[t - 1 year] - 1", "a series",
     "a gap a year before: missing; base <= 0: missing with the reason; a rate: points", "yoy(gdp)",
     OECD_GLOSSARY ".3", TALLY_EACH, 1, TALLY_RESULT_CHANGE, NULL, tally_apply_yoy, NULL, false,
     NULL},
    {"pop", "growth on the period before", "x[t] / x[t - 1] - 1", "a series",
     "as yoy; the span before by the calendar", "pop(gdp[CN, frequency=Q])", OECD_GLOSSARY ".2",
     TALLY_EACH, 1, TALLY_RESULT_CHANGE, NULL, tally_apply_pop, NULL, false, NULL},
    {"growth", "growth on a named base", "x[t] / x[base] - 1", "a series", "as yoy",
     "growth(gdp, 2019)", HAND, TALLY_EACH, 1, TALLY_RESULT_CHANGE, growth_parameters,
     tally_apply_growth, NULL, false, NULL},
    {"cagr", "compound annual growth rate", "(x[to] / x[from]) ^ (1 / years) - 1", "a series",
     "an end that is missing or not positive: missing; gaps between do not matter",
     "cagr(gdp, 2015, 2023)", OECD_GLOSSARY ".4", TALLY_EACH, 1, TALLY_RESULT_PERCENT,
     cagr_parameters, tally_apply_cagr, NULL, false, NULL},
    {"annualised", "growth on the period before, at an annual rate",
     "(x[t] / x[t - 1]) ^ (periods a year) - 1", "a series", "as pop",
     "annualised(gdp[US, frequency=Q])", OECD_GLOSSARY ".4", TALLY_EACH, 1, TALLY_RESULT_PERCENT,
     NULL, tally_apply_annualised, NULL, false, NULL},
    {"diff", "difference", "x[t] - x[t - 1]", "a series", "a gap before: missing",
     "diff(urbanisation_rate, yoy)", HAND, TALLY_EACH, 1, TALLY_RESULT_DIFFERENCE, over_parameters,
     tally_apply_diff, NULL, false, NULL},
    {"logdiff", "difference of logarithms", "ln x[t] - ln x[t - 1]", "a series",
     "a gap before, or a figure that is not positive: missing", "logdiff(gdp, yoy)", HAND,
     TALLY_EACH, 1, TALLY_RESULT_NUMBER, over_parameters, tally_apply_logdiff, NULL, false, NULL},
    {"log", "natural logarithm", "ln x[t]", "a series", "a figure that is not positive: missing",
     "log(gdp)", HAND, TALLY_EACH, 1, TALLY_RESULT_NUMBER, NULL, tally_apply_log, NULL, false,
     NULL},
    {"exp", "exponential", "e ^ x[t]", "a series", "missing stays missing", "exp(log(gdp))", HAND,
     TALLY_EACH, 1, TALLY_RESULT_NUMBER, NULL, tally_apply_exp, NULL, false, NULL},
    {"abs", "magnitude", "|x[t]|", "a series", "missing stays missing", "abs(net_exports)", HAND,
     TALLY_EACH, 1, TALLY_RESULT_SAME, NULL, tally_apply_abs, NULL, false, NULL},
    {"lag", "the figure of n spans before", "x[t - n]", "a series", "a gap there: missing",
     "gdp - lag(gdp, 1)", HAND, TALLY_EACH, 1, TALLY_RESULT_SAME, lag_parameters, tally_apply_lag,
     NULL, false, NULL},
    {"index", "index number", "at * x[t] / x[base]", "a series",
     "no figure for the base, or not all its months: missing", "index(gdp, 2010)",
     OECD_GLOSSARY ".5", TALLY_EACH, 1, TALLY_RESULT_INDEX, index_parameters, tally_apply_index,
     NULL, false, NULL},
    {"rebase", "an index on another base", "at * x[t] / x[base]", "an index", "as index",
     "rebase(gdp_deflator, 2015)", OECD_GLOSSARY ".5", TALLY_EACH, 1, TALLY_RESULT_INDEX,
     index_parameters, tally_apply_index, NULL, false, NULL},
    {"chain", "growth rates multiplied up", "start * (1 + g[1]) * ... * (1 + g[t])",
     "a series of growth rates",
     "missing rates at the start are passed over; a gap breaks the chain: all behind it is missing",
     "chain(yoy(gdp))", OECD_GLOSSARY ".5", TALLY_EACH, 1, TALLY_RESULT_INDEX, chain_parameters,
     tally_apply_chain, NULL, false, NULL},
    {"cumulate", "year-to-date figures of a flow", "x[January] + ... + x[t]", "a flow",
     "a month missing leaves the rest of its year missing", "cumulate(gdp[CN, frequency=Q])",
     NBS_NOTES, TALLY_EACH, 1, TALLY_RESULT_SAME, NULL, tally_apply_cumulate, NULL, false, NULL},
    {"decumulate", "discrete figures of a year-to-date flow", "x[to t] - x[to t - 1]",
     "a year-to-date flow",
     "only within one release; January-February stays one block; steps as published",
     "decumulate(fixed_investment)", NBS_NOTES, TALLY_GROUP, 1, TALLY_RESULT_SAME, NULL,
     tally_apply_decumulate, NULL, false, NULL},
    {"rolling", "statistic of the last n periods", "mean, sum, sd, ... of x[t-n+1] .. x[t]",
     "a series", "a gap in the window: missing; sum wants a flow",
     "rolling(gdp[CN, frequency=Q], 4, sum)", HAND, TALLY_EACH, 1, TALLY_RESULT_SAME,
     rolling_parameters, tally_apply_rolling, NULL, false, NULL},
    {"hampel", "outlier marks: 1 for an outlier, else 0",
     "|x[t] - median| > t * 1.4826 * MAD over t-n .. t+n", "a series",
     "each stretch without gaps by itself", "hampel(yoy(gdp), 3)",
     "F. R. Hampel, JASA 69 (1974) 383; GSL manual, Impulse Detection Filter", TALLY_EACH, 1,
     TALLY_RESULT_NUMBER, hampel_parameters, tally_apply_hampel, NULL, false, NULL},
    {"hampel_clean", "outliers replaced by the median of their window, with status I",
     "x[t], or median where hampel marks", "a series", "each stretch without gaps by itself",
     "hampel_clean(electricity_generation)",
     "F. R. Hampel, JASA 69 (1974) 383; GSL manual, Impulse Detection Filter", TALLY_EACH, 1,
     TALLY_RESULT_SAME, hampel_parameters, tally_apply_hampel, NULL, false, NULL},
    {"share", "share of a whole", "x[t] / W[t]", "a part and its whole in the same unit",
     "either missing: missing; a whole of zero: missing", "share(gdp, CN)", HAND, TALLY_PAIR, 2,
     TALLY_RESULT_SHARE, NULL, tally_apply_ratio, NULL, false, NULL},
    {"ratio", "ratio of two series", "x[t] / y[t]", "two series", "as share",
     "ratio(rd_expenditure, gdp)", HAND, TALLY_PAIR, 2, TALLY_RESULT_QUOTIENT, NULL,
     tally_apply_ratio, NULL, false, NULL},
    {"contribution", "contribution of a part to the growth of its whole",
     "(x[t] - x[t - 1 year]) / (W[t] - W[t - 1 year]), or / W[t - 1 year]",
     "a part and its whole in the same unit",
     "a figure missing: missing; no change of the whole: missing",
     "contribution(gdp_tertiary, gdp, points)", NBS_NOTES, TALLY_PAIR, 2, TALLY_RESULT_SHARE,
     contribution_parameters, tally_apply_contribution, NULL, false, NULL},
    {"deflate", "at the prices of a base period", "x[t] * p[base] / p[t]",
     "a series at current prices and a price index", "a price missing: missing",
     "deflate(gdp, gdp_deflator, 2015)", OECD_GLOSSARY ".5", TALLY_PAIR, 2, TALLY_RESULT_DEFLATED,
     deflate_parameters, tally_apply_deflate, NULL, false, NULL},
    {"convert", "in another currency", "x[t] * rate[t], or / rate[t], whichever cancels",
     "a series in money and a rate of exchange between it and another unit",
     "flows want an average rate, stocks one of the last day; no rate: missing",
     "convert(gdp, exchange_rate[CN])", "System of National Accounts 2008, 15.213", TALLY_PAIR, 2,
     TALLY_RESULT_CONVERTED, NULL, tally_apply_convert, NULL, false, NULL},
    {"per_capita", "per head", "x[t] / ((N[start] + N[end]) / 2); a stock: x[t] / N[t]",
     "a series and the population", "a population missing: missing", "per_capita(gdp, population)",
     NBS_NOTES, TALLY_PAIR, 2, TALLY_RESULT_QUOTIENT, NULL, tally_apply_per_capita, NULL, false,
     NULL},
    {"frequency", "longer periods from shorter ones",
     "flow: sum; stock: last; average and index: mean of the parts", "a series",
     "a part missing: missing, unless --skip-missing; a rate is refused",
     "frequency(gdp[US, frequency=Q, unit=USD], A)",
     "Eurostat, Handbook on Quarterly National Accounts (2013), 6", TALLY_GROUP, 1,
     TALLY_RESULT_SAME, frequency_parameters, tally_apply_frequency, NULL, false, NULL},
    {"interpolate", "gaps filled between figures, with status I",
     "a + (b - a) k / n; log: a (b / a) ^ (k / n)", "a series",
     "fills gaps and missing figures between two others, never beyond the ends",
     "interpolate(population)", "GSL manual, Interpolation", TALLY_EACH, 1, TALLY_RESULT_SAME,
     interpolate_parameters, tally_apply_interpolate, NULL, false, tally_capacity_interpolate},
    {"hp", "Hodrick-Prescott trend or cycle", "(I + lambda D'D)^-1 x", "a series",
     "each stretch without gaps by itself, at least 3 periods", "hp(log(gdp), give=cycle)",
     "Hodrick and Prescott, JMCB 29 (1997) 1; Ravn and Uhlig, REStat 84 (2002) 371", TALLY_EACH, 1,
     TALLY_RESULT_SAME, hp_parameters, tally_apply_hp, NULL, false, NULL},
    {"bk", "Baxter-King band-pass cycle", "sum of a[j] x[t+j], j = -k..k", "a series",
     "k periods at either end are missing; each stretch without gaps by itself",
     "bk(log(gdp), 2, 8, 3)", "Baxter and King, REStat 81 (1999) 575", TALLY_EACH, 1,
     TALLY_RESULT_SAME, bk_parameters, tally_apply_bk, NULL, false, NULL},
    {"cf", "Christiano-Fitzgerald band-pass cycle", "sum of B[t,j] x[j] over the whole sample",
     "a series", "each stretch without gaps by itself, at least 3 periods", "cf(log(gdp), 2, 8)",
     "Christiano and Fitzgerald, Int. Econ. Rev. 44 (2003) 435", TALLY_EACH, 1, TALLY_RESULT_SAME,
     cf_parameters, tally_apply_cf, NULL, false, NULL},
    {"stl", "seasonal adjustment by loess", "x = trend + seasonal + remainder",
     "a series of months, quarters or halves",
     "each stretch without gaps by itself, over two years long; other frequencies are left out",
     "stl(electricity_generation[CN, frequency=M])",
     "Cleveland et al., J. Official Statistics 6 (1990) 3", TALLY_EACH, 1, TALLY_RESULT_SAME,
     stl_parameters, tally_apply_stl, NULL, false, NULL},
    {"trend", "straight line through the series", "a + b t, t in years", "a series",
     "missing figures are left out of the fit; fewer than three: missing",
     "trend(log(gdp), robust, give=slope)",
     "GSL manual, Linear Least-Squares Fitting; Holland and Welsch (1977)", TALLY_EACH, 1,
     TALLY_RESULT_SAME, trend_parameters, tally_apply_trend, NULL, false, NULL},
    {"sum", "sum over the regions", "sum of x[r, t]", "a series",
     "a region missing: missing, unless --skip-missing", "sum(gdp[CN/provinces])", HAND,
     TALLY_ACROSS, 1, TALLY_RESULT_SAME, NULL, NULL, tally_across_sum, true, NULL},
    {"mean", "mean over the regions", "sum of x[r, t] / n", "a series", "as sum",
     "mean(rd_intensity[CN/provinces])", HAND, TALLY_ACROSS, 1, TALLY_RESULT_SAME, NULL, NULL,
     tally_across_mean, true, NULL},
    {"median", "median over the regions", "middle of x[r, t] in order", "a series", "as sum",
     "median(gdp_per_capita[CN/provinces])", HAND, TALLY_ACROSS, 1, TALLY_RESULT_SAME, NULL, NULL,
     tally_across_median, true, NULL},
    {"min", "least over the regions", "min of x[r, t]", "a series", "as sum",
     "min(gdp_per_capita[CN/provinces])", HAND, TALLY_ACROSS, 1, TALLY_RESULT_SAME, NULL, NULL,
     tally_across_min, true, NULL},
    {"max", "greatest over the regions", "max of x[r, t]", "a series", "as sum",
     "max(gdp_per_capita[CN/provinces])", HAND, TALLY_ACROSS, 1, TALLY_RESULT_SAME, NULL, NULL,
     tally_across_max, true, NULL},
    {"rank", "rank among the regions, 1 the highest", "1 + number of regions above", "a series",
     "regions without a figure have no rank; equals share the better one",
     "rank(gdp[CN/provinces])", HAND, TALLY_ACROSS, 1, TALLY_RESULT_NUMBER, NULL, NULL,
     tally_across_rank, false, NULL},
    {"percentile", "share of the other regions that lie below", "(below + equal / 2) / (n - 1)",
     "a series", "as rank; a region alone: missing", "percentile(gdp[CN/provinces])", HAND, TALLY_ACROSS, 1,
     TALLY_RESULT_PERCENT, NULL, NULL, tally_across_percentile, false, NULL},
    {0},
};
