/* bench_network.c: the claim network on one connected system of made-up tables (tables.h).
 *
 *     bench_network [regions industries years misprints]
 *
 * Times building, the verdict, every planted conflict, a hundred bounds, and least squares inside
 * the intervals; the bounds and the least squares are of the tables without misprints. */
#include "network/reconcile.h"
#include "network/solver.h"
#include "tables.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define N_BOUNDS 100

static double megabytes(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss / 1024;
}

static double processor_seconds(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_utime.tv_sec + 1e-6 * (double)u.ru_utime.tv_usec;
}

static void line(const char *what, double seconds, double goal)
{
	printf("  %-44s %9.3f s", what, seconds);
	if (goal > 0)
		printf("   goal %g s: %s", goal, seconds <= goal ? "met" : "MISSED");
	printf("\n");
}

static int is_suspect(const tally_explanation *e, int32_t claim, int *first)
{
	for (int32_t c = 0; c < e->n_contradictions; c++)
		for (int32_t k = 0; k < e->contradictions[c].n_suspects; k++)
			if (e->contradictions[c].suspects[k] == claim) {
				*first += k == 0;
				return 1;
			}
	return 0;
}

static void conflicts(int regions, int industries, int years, int misprints, double goal)
{
	double start = seconds_now(), before = processor_seconds();
	tables t = make_tables(regions, industries, years, misprints);
	tally_solver *v;
	tally_explanation e;
	tally_verdict rest = TALLY_UNDECIDED;
	int found = 0, first = 0;
	if (tally_solver_new(&t.system, NULL, &v, NULL) ||
	    tally_solver_explain(v, NULL, &e, NULL)) {
		printf("  out of memory\n");
		exit(4);
	}
	line("every planted conflict, from nothing", seconds_now() - start, goal);
	line("  of it on the processor", processor_seconds() - before, 0);
	for (int k = 0; k < t.n_misprints; k++)
		found += is_suspect(&e, t.misprint[k], &first);
	for (int32_t c = 0; c < e.n_contradictions; c++)
		tally_solver_claim(v, e.contradictions[c].claim, false);
	rest = tally_solver_feasible(v, NULL);
	printf("    %d misprints: %d among the suspects, %d named first; %d contradictions told, "
	       "the rest is %s\n",
	       t.n_misprints, found, first, e.n_contradictions,
	       rest == TALLY_FEASIBLE ? "consistent" : "NOT consistent");
	tally_explanation_release(&e);
	tally_solver_free(v);
	tables_release(&t);
}

static void bounds(tables *t, double start, double goal)
{
	tally_number one = tally_number_int(1);
	tally_solver *v;
	double sum = 0, worst = 0;
	int wrong = 0;
	tally_solver_new(&t->system, NULL, &v, NULL);
	for (int k = 0; k <= N_BOUNDS; k++) {
		int32_t j = (int32_t)(uniform(t) * t->system.n_columns);
		tally_linear form = {1, &j, &one, tally_number_int(0)};
		double from = seconds_now();
		tally_range r = tally_solver_range(v, &form, NULL);
		double took = seconds_now() - from, slop = 1e-9 * t->truth[j];
		wrong += r.verdict != TALLY_FEASIBLE || r.lo > t->truth[j] + slop ||
			 r.hi < t->truth[j] - slop;
		if (k == 0) {
			line("the first bound, from nothing", seconds_now() - start, goal);
			continue;
		}
		sum += took;
		worst = took > worst ? took : worst;
	}
	line("a hundred more bounds, each", sum / N_BOUNDS, 0.05);
	line("  the slowest of them", worst, 0);
	if (wrong)
		printf("    %d bounds WRONG\n", wrong);
	tally_solver_free(v);
}

static void squares(tables *t, double goal)
{
	size_t n = (size_t)t->system.n_columns;
	double *value = malloc(2 * n * sizeof *value), *sigma = value + n;
	tally_reconciliation r;
	for (size_t j = 0; j < n; j++) {
		value[j] = t->truth[j] * (1 + 0.01 * (uniform(t) - 0.5));
		sigma[j] = 0.01 * t->truth[j];
	}
	tally_preliminary known = {value, sigma, NULL};
	double from = seconds_now();
	tally_reconcile(&t->system, &known, NULL, &r, NULL);
	line("least squares inside the intervals", seconds_now() - from, goal);
	printf("    %s, %s, rules hold to %.1e\n",
	       r.verdict == TALLY_FEASIBLE ? "every interval holds" : "NOT SOLVED",
	       r.exact ? "exact on its active set" : "by interior point", r.residual);
	tally_reconciliation_release(&r);
	free(value);
}

int main(int argc, char **argv)
{
	int size[4] = {310, 3, 16, 20};
	for (int k = 0; k < 4 && k + 1 < argc; k++)
		size[k] = atoi(argv[k + 1]);
	double start = seconds_now();
	tables t = make_tables(size[0], size[1], size[2], 0);
	bool stated = argc == 1; /* the goals are for this size */
	printf("%d levels, %d rows, %d claims, connected\n", t.system.n_columns, t.system.n_rows,
	       t.system.n_claims);
	line("building", seconds_now() - start, 0);
	bounds(&t, start, stated ? 3 : 0);
	squares(&t, stated ? 3 : 0);
	tables_release(&t);
	if (size[3] > 0)
		conflicts(size[0], size[1], size[2], size[3], stated ? 10 : 0);
	printf("  %-44s %9.0f MB\n", "memory at most", megabytes());
	return 0;
}
