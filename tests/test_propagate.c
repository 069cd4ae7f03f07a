/* Propagation: intervals on networks whose answers are known, empty ones, cycles that creep. */
#include "network_fixture.h"

#include "network/propagate.h"

#include <math.h>

typedef struct {
	fixture f;
	tally_network net;
	tally_propagation p;
	tally_queue queue;
} scene;

static void scene_init(scene *s, const char *lines)
{
	tally_network_options options = tally_network_options_default();

	s->f = fixture_of(lines);
	assert_int_equal(tally_network_build(&s->f.claims, s->f.codes, &options, &s->net, NULL),
			 TALLY_OK);
	assert_int_equal(tally_propagation_init(&s->p, &s->net, NULL), TALLY_OK);
	assert_int_equal(tally_queue_init(&s->queue, (uint32_t)s->net.n_hard, NULL), TALLY_OK);
}

static void scene_release(scene *s)
{
	tally_queue_release(&s->queue);
	tally_propagation_release(&s->p);
	tally_network_release(&s->net);
	fixture_release(&s->f);
}

static tally_propagated propagate_all(scene *s)
{
	tally_propagated worst = TALLY_FIXPOINT;

	for (int32_t c = 0; c < s->net.n_components; c++) {
		tally_propagated r = tally_propagate(&s->p, c, &s->queue);

		worst = r == TALLY_FIXPOINT ? worst : r;
	}
	return worst;
}

static int32_t column(const scene *s, const char *metric, const char *region)
{
	tally_cell cell = tally_network_cell(
	    s->f.codes, tally_codes_find_metric(s->f.codes, metric, strlen(metric)),
	    tally_codes_find_region(s->f.codes, region, strlen(region)), tally_period_year(2020),
	    (tally_prices){TALLY_PRICES_DEFAULT, 0}, 'N');

	return tally_cells_find(&s->net.cells, &cell);
}

static void between(double value, double lo, double hi)
{
	if (!(value >= lo && value <= hi))
		fail_msg("%.17g is not in [%.17g, %.17g]", value, lo, hi);
}

/* 100 - 10 - 50 leaves 40, give or take all roundings; outward by no more than some ulps. */
static void remainder_of_a_sum(void **state)
{
	scene s;
	int32_t j;

	(void)state;
	scene_init(&s, "gdp,CN,2020,100,亿元,level,,,,,a,2021-01-01\n"
		       "gdp_primary,CN,2020,10,亿元,level,,,,,a,2021-01-01\n"
		       "gdp_tertiary,CN,2020,50,亿元,level,,,,,a,2021-01-01\n");
	assert_int_equal(propagate_all(&s), TALLY_FIXPOINT);
	j = column(&s, "gdp_secondary", "CN");
	assert_int_not_equal(j, TALLY_NO_COLUMN);
	between(s.p.lo[j], 38.5e8 * (1 - 1e-14), 38.5e8);
	between(s.p.hi[j], 41.5e8, 41.5e8 * (1 + 1e-14));
	scene_release(&s);
}

static void whole_from_a_share(void **state)
{
	scene s;
	int32_t j;

	(void)state;
	scene_init(&s, "new_enterprises,CN-GD,2020,20,家,level,,,,,a,2021-01-01\n"
		       "new_enterprises,CN-GD,2020,10,%,share,,@CN,,,a,2021-01-01\n");
	assert_int_equal(propagate_all(&s), TALLY_FIXPOINT);
	j = column(&s, "new_enterprises", "CN");
	between(s.p.lo[j], 20 / 0.105 * (1 - 1e-14), 20 / 0.105);
	between(s.p.hi[j], 20 / 0.095, 20 / 0.095 * (1 + 1e-14));
	scene_release(&s);
}

static void empty_interval(void **state)
{
	scene s;

	(void)state;
	scene_init(&s, "gdp,CN,2020,100,亿元,level,,,,,a,2021-01-01\n"
		       "gdp,CN,2020,102,亿元,level,,,,,a,2021-01-01\n");
	assert_int_equal(propagate_all(&s), TALLY_EMPTY);
	scene_release(&s);
}

/* Exact counts that add up exactly are not torn apart by rounding. */
static void exact_counts(void **state)
{
	scene s;

	(void)state;
	scene_init(&s, "zones,CN-HTZ,2020,178,家,level,,,,,a,2021-01-01\n"
		       "zones,CN-HTZ-E,2020,70,家,level,,,,,a,2021-01-01\n"
		       "zones,CN-HTZ-C,2020,49,家,level,,,,,a,2021-01-01\n"
		       "zones,CN-HTZ-W,2020,43,家,level,,,,,a,2021-01-01\n"
		       "zones,CN-HTZ-NE,2020,16,家,level,,,,,a,2021-01-01\n");
	assert_int_equal(propagate_all(&s), TALLY_FIXPOINT);
	scene_release(&s);
}

/* a is 99.9 % of b and b 99.9 % of a: bounds creep towards nothing; it ends all the same. */
static void creeping_cycle_ends(void **state)
{
	scene s;

	(void)state;
	scene_init(&s, "m2,CN,2020,99.9,%,ratio,,m1,,,a,2021-01-01\n"
		       "m1,CN,2020,99.9,%,ratio,,m2,,,a,2021-01-01\n"
		       "m2,CN,2020,1,元,level,>,,,,a,2021-01-01\n"
		       "m1,CN,2020,1e15,元,level,<,,,,a,2021-01-01\n");
	propagate_all(&s);
	scene_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(remainder_of_a_sum),  cmocka_unit_test(whole_from_a_share),
	    cmocka_unit_test(empty_interval),      cmocka_unit_test(exact_counts),
	    cmocka_unit_test(creeping_cycle_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
