/* inequality.c: measures of inequality; see inequality.h for formulas and sources. */
#include "regional/inequality.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static double weight(const double *weights, size_t i)
{
	return weights ? weights[i] : 1;
}

/* Sum of weights and weighted mean; the mean is NaN when a value or weight is unfit. */
static double mean_of(const double *x, const double *weights, size_t n, double *total)
{
	double sum = 0;

	*total = 0;
	for (size_t i = 0; i < n; i++) {
		double p = weight(weights, i);
		if (!(x[i] >= 0) || !(p >= 0))
			return NAN;
		*total += p;
		sum += p * x[i];
	}
	return sum > 0 && isfinite(sum) ? sum / *total : NAN;
}

double tally_herfindahl(const double *x, size_t n)
{
	double total, m = mean_of(x, NULL, n, &total), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (x[i] / m) * (x[i] / m);
	return sum / (total * total);
}

typedef struct {
	double x, p;
} pair;

static int by_value(const void *a, const void *b)
{
	double x = ((const pair *)a)->x, y = ((const pair *)b)->x;
	return (x > y) - (x < y);
}

/* Sorted: the sum over pairs is sum p_i (x_i P_i - X_i) with P, X the weights and values before. */
double tally_gini(const double *x, const double *weights, size_t n)
{
	double total, m = mean_of(x, weights, n, &total);
	pair *sorted = isnan(m) ? NULL : malloc(n * sizeof *sorted);

	if (!sorted)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sorted[i] = (pair){x[i], weight(weights, i)};
	qsort(sorted, n, sizeof *sorted, by_value);
	double before_p = 0, before_x = 0, sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += sorted[i].p * (sorted[i].x * before_p - before_x);
		before_p += sorted[i].p;
		before_x += sorted[i].p * sorted[i].x;
	}
	free(sorted);
	return sum / (total * total * m);
}

static double entropy(double ratio)
{
	return ratio > 0 ? ratio * log(ratio) : ratio;
}

double tally_theil(const double *x, const double *weights, size_t n)
{
	double total, m = mean_of(x, weights, n, &total), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weight(weights, i) * entropy(x[i] / m);
	return isnan(m) ? NAN : sum / total;
}

double tally_theil_groups(const double *x, const double *weights, const int *group, size_t n,
			  int n_groups, double *between, double *within)
{
	double total, m = mean_of(x, weights, n, &total);
	double *p = calloc(2 * (size_t)n_groups + 1, sizeof *p), *sum = p ? p + n_groups : NULL;

	*between = *within = NAN;
	for (size_t i = 0; p && i < n; i++)
		if (group[i] < 0 || group[i] >= n_groups)
			m = NAN;
	if (!p || isnan(m)) {
		free(p);
		return NAN;
	}
	for (size_t i = 0; i < n; i++) {
		p[group[i]] += weight(weights, i);
		sum[group[i]] += weight(weights, i) * x[i];
	}
	*between = *within = 0;
	for (int g = 0; g < n_groups; g++)
		if (p[g] > 0)
			*between += p[g] * entropy(sum[g] / p[g] / m) / total;
	for (size_t i = 0; i < n; i++) {
		double own = sum[group[i]] / p[group[i]];
		if (own > 0)
			*within += weight(weights, i) * own / m * entropy(x[i] / own) / total;
	}
	free(p);
	return *between + *within;
}

double tally_atkinson(const double *x, const double *weights, size_t n, double aversion)
{
	double total, m = mean_of(x, weights, n, &total), sum = 0;

	if (isnan(m) || !(aversion > 0))
		return NAN;
	for (size_t i = 0; i < n; i++) {
		double ratio = x[i] / m, p = weight(weights, i) / total;
		if (p > 0)
			sum += p * (aversion == 1 ? log(ratio) : pow(ratio, 1 - aversion));
	}
	return 1 - (aversion == 1 ? exp(sum) : pow(sum, 1 / (1 - aversion)));
}

double tally_williamson(const double *x, const double *weights, size_t n)
{
	double total, m = mean_of(x, weights, n, &total), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weight(weights, i) * (x[i] - m) * (x[i] - m);
	return sqrt(sum / total) / m;
}

double tally_log_deviation(const double *x, size_t n)
{
	double *logs = malloc((n + 1) * sizeof *logs), deviation = NAN;
	size_t i = 0;

	for (; logs && i < n && x[i] > 0; i++)
		logs[i] = log(x[i]);
	if (logs && n > 0 && i == n)
		deviation = gsl_stats_sd_with_fixed_mean(logs, 1, n, gsl_stats_mean(logs, 1, n));
	free(logs);
	return deviation;
}
