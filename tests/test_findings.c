/* Findings: one network a case, with the kind that must and must not be found. */
#include "network_fixture.h"

static void expect(const char *lines, int contradictions, int conflicts, int conditionals)
{
	fixture f = fixture_of(lines);
	tally_findings found = fixture_check(&f);

	for (int32_t i = 0; i < found.n; i++)
		print_message("%s: %s\n", tally_finding_kind_name(found.items[i].kind),
			      found.items[i].text);
	assert_int_equal(tally_findings_count(&found, TALLY_FINDING_CONTRADICTION), contradictions);
	assert_int_equal(tally_findings_count(&found, TALLY_FINDING_CONFLICT), conflicts);
	assert_int_equal(tally_findings_count(&found, TALLY_FINDING_CONDITIONAL), conditionals);
	tally_findings_release(&found);
	fixture_release(&f);
}

static int count(const char *lines, tally_finding_kind kind)
{
	fixture f = fixture_of(lines);
	tally_findings found = fixture_check(&f);
	int n = tally_findings_count(&found, kind);

	tally_findings_release(&found);
	fixture_release(&f);
	return n;
}

/* 30 / 90 = 33.33 %: printed 33.3 is right, 33.5 is not. */
static void share_of_a_printed_whole(void **state)
{
	(void)state;
	expect("new_enterprises,CN,2020,90,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,30,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,33.3,%,share,,@CN,,,a,2021-01-01\n",
	       0, 0, 0);
	expect("new_enterprises,CN,2020,90.00,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,30.00,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,33.5,%,share,,@CN,,,a,2021-01-01\n",
	       1, 0, 0);
}

static void two_releases_make_a_conflict(void **state)
{
	(void)state;
	expect("new_enterprises,CN,2020,90.00,万家,level,,,,,b,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,30.00,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,33.5,%,share,,@CN,,,a,2021-01-01\n",
	       0, 1, 0);
}

static void parts_add_up(void **state)
{
	(void)state;
	expect("gdp,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_primary,CN,2020,10.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_secondary,CN,2020,40.1,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_tertiary,CN,2020,50.1,亿元,level,,,,,a,2021-01-01\n",
	       0, 0, 0);
	expect("gdp,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_primary,CN,2020,10.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_secondary,CN,2020,40.2,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_tertiary,CN,2020,50.1,亿元,level,,,,,a,2021-01-01\n",
	       1, 0, 0);
}

/* Growth at constant prices says nothing about current levels. */
static void real_growth_is_apart(void **state)
{
	(void)state;
	expect("gdp,CN,2019,100.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp,CN,2020,120.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp,CN,2020,5.0,%,growth,,,,,a,2021-01-01\n",
	       0, 0, 0);
}

/* Both levels in one release: the base is the printed one. */
static void both_levels_printed(void **state)
{
	(void)state;
	expect("new_enterprises,CN,2019,100.0,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN,2020,120.0,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN,2020,20.0,%,growth,,,,,a,2021-01-01\n",
	       0, 0, 0);
	expect("new_enterprises,CN,2019,100.0,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN,2020,120.0,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN,2020,21.0,%,growth,,,,,a,2021-01-01\n",
	       1, 0, 0);
}

/* The base of another release is not the level printed there: rebased, not contradicted. */
static void comparable_base_is_rebased(void **state)
{
	static const char lines[] =
	    "industrial_profit_above_scale,CN,2017,42481.2,亿元,level,,,,,nbs,2018-01-27\n"
	    "industrial_profit_above_scale,CN,2018,39038.1,亿元,level,,,,,nbs,2019-01-27\n"
	    "industrial_profit_above_scale,CN,2018,17.1,%,growth,,,,comparable,nbs,2019-01-27\n";

	(void)state;
	expect(lines, 0, 0, 0);
	assert_int_equal(count(lines, TALLY_FINDING_REBASED), 1);
}

static void later_vintage_is_a_revision(void **state)
{
	static const char lines[] = "population,CN,2015,137000,万人,level,,,,,nbs,2016-02-28\n"
				    "population,CN,2015,137462,万人,level,,,,,nbs,2021-05-11\n";

	(void)state;
	expect(lines, 0, 0, 0);
	assert_int_equal(count(lines, TALLY_FINDING_REVISION), 1);
}

static void vaguer_words_are_no_revision(void **state)
{
	static const char lines[] = "gdp,CN,2020,101.36,万亿元,level,,,,,nbs,2021-02-28\n"
				    "gdp,CN,2020,100,万亿元,level,>,,,,nbs,2021-03-05\n";

	(void)state;
	expect(lines, 0, 0, 0);
	assert_int_equal(count(lines, TALLY_FINDING_REVISION), 0);
}

/* A total revised and its parts not printed again: they are of two worlds. */
static void rules_do_not_mix_vintages(void **state)
{
	static const char lines[] = "gdp,CN,2015,100.0,亿元,level,,,,,nbs,2016-02-28\n"
				    "gdp_primary,CN,2015,10.0,亿元,level,,,,,nbs,2016-02-28\n"
				    "gdp_secondary,CN,2015,40.0,亿元,level,,,,,nbs,2016-02-28\n"
				    "gdp_tertiary,CN,2015,50.0,亿元,level,,,,,nbs,2016-02-28\n"
				    "gdp,CN,2015,103.0,亿元,level,,,,,nbs,2020-02-28\n";

	(void)state;
	expect(lines, 0, 0, 0);
	assert_int_equal(count(lines, TALLY_FINDING_STALE), 1);
}

static void two_sources_disagree(void **state)
{
	(void)state;
	expect("population,CN,2020,1411.8,百万人,level,,,,,nbs,2021-05-11\n"
	       "population,CN,2020,1402.1,百万人,level,,,,,wb,2021-07-01\n",
	       0, 1, 0);
	/* rates too, though each has a base of its own */
	expect("retail_sales,CN,2020,-3.9,%,growth,,,,,nbs,2021-01-18\n"
	       "retail_sales,CN,2020,-2.9,%,growth,,,,,wb,2021-01-18\n",
	       0, 1, 0);
}

static void targets_take_no_part(void **state)
{
	(void)state;
	expect("gdp,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp,CN,2020,5,%,growth,,,,,a,2021-01-01\n",
	       0, 0, 0);
}

/* Quarters add up to the year. */
static void quarters_add_up(void **state)
{
	(void)state;
	expect("retail_sales,CN,2020-Q1,25.0,亿元,level,,,,,a,2021-01-01\n"
	       "retail_sales,CN,2020-01/2020-06,51.0,亿元,level,,,,,a,2021-01-01\n"
	       "retail_sales,CN,2020-Q2,25.0,亿元,level,,,,,a,2021-01-01\n",
	       1, 0, 0);
	/* a cumulative figure that falls */
	expect("retail_sales,CN,2020-01/2020-06,51.0,亿元,level,,,,,a,2021-01-01\n"
	       "retail_sales,CN,2020-01/2020-09,50.0,亿元,level,,,,,a,2021-01-01\n",
	       1, 0, 0);
	/* stocks do not add */
	expect("population,CN,2020-06-30,10.0,万人,level,,,,,a,2021-01-01\n"
	       "population,CN,2020,9.0,万人,level,,,,,a,2021-01-01\n",
	       0, 0, 0);
}

static void part_exceeds_its_whole(void **state)
{
	(void)state;
	expect("new_enterprises,CN,2020,9.0,万家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,10.0,万家,level,,,,,a,2021-01-01\n",
	       1, 0, 0);
	expect("new_enterprises,CN,2020,10.0,万家,level,,,,,a,2021-01-01\n"
	       "new_private_enterprises,CN,2020,10.2,万家,level,,,,,a,2021-01-01\n",
	       1, 0, 0);
}

/* The contribution fits constant prices only; its siblings are nominal. */
static void open_prices_are_conditional(void **state)
{
	(void)state;
	expect("gdp,CN-GD,2020,110.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp,CN-GD,2020,10.0,%,growth,,,current,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,44.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,10.0,%,growth,,,current,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,60.0,%,contribution,,gdp,,,a,2021-01-01\n",
	       0, 0, 1);
}

static void contribution_at_stated_prices(void **state)
{
	(void)state;
	expect("gdp,CN-GD,2020,110.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp,CN-GD,2020,10.0,%,growth,,,current,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,44.0,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,10.0,%,growth,,,current,,a,2021-01-01\n"
	       "gdp_secondary,CN-GD,2020,60.0,%,contribution,,gdp,current,,a,2021-01-01\n",
	       1, 0, 0);
}

/* 8.0 - 5.0 is 3.0 points, not 4.0: rates are unknowns of their own. */
static void differences_of_rates(void **state)
{
	(void)state;
	expect("retail_sales,CN,2020,5.0,%,growth,,,,,a,2021-01-01\n"
	       "retail_sales,CN-GD,2020,8.0,%,growth,,,,,a,2021-01-01\n"
	       "retail_sales,CN-GD,2020,3.0,个百分点,growth_difference,,@CN,,,a,2021-01-01\n",
	       0, 0, 0);
	expect("retail_sales,CN,2020,5.0,%,growth,,,,,a,2021-01-01\n"
	       "retail_sales,CN-GD,2020,8.0,%,growth,,,,,a,2021-01-01\n"
	       "retail_sales,CN-GD,2020,4.0,个百分点,growth_difference,,@CN,,,a,2021-01-01\n",
	       1, 0, 0);
}

/* Losses: the sign of the base is not known, so the row waits. */
static void signs_are_waited_for(void **state)
{
	(void)state;
	expect("total_profit,CN,2019,-10.0,亿元,level,,,,,a,2020-01-01\n"
	       "total_profit,CN,2020,-5.0,亿元,level,,,,,a,2021-01-01\n"
	       "total_profit,CN,2020,-50.0,%,growth,,/2019,,published,a,2021-01-01\n",
	       0, 0, 0);
}

static bool has_repair(const tally_finding *f, const char *words)
{
	for (int32_t i = 0; i < f->n_repairs; i++)
		if (strstr(f->repairs[i].why, words) || strstr(f->repairs[i].value, words))
			return true;
	return false;
}

static void expect_repair(const char *lines, const char *words)
{
	fixture f = fixture_of(lines);
	tally_findings found = fixture_check(&f);

	assert_true(found.n > 0);
	for (int32_t i = 0; i < found.items[0].n_repairs; i++)
		print_message("%s -> %s\n", found.items[0].repairs[i].why,
			      found.items[0].repairs[i].value);
	assert_true(has_repair(&found.items[0], words));
	tally_findings_release(&found);
	fixture_release(&f);
}

static void repairs_are_named(void **state)
{
	(void)state;
	/* 12.5 % printed as 15.2 % */
	expect_repair("new_enterprises,CN,2020,80.00,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,10.00,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,15.2,%,share,,@CN,,,a,2021-01-01\n",
		      "12.5 %");
	/* 5.37 % printed as 3.57 % */
	expect_repair("new_enterprises,CN,2020,80.00,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,4.296,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,3.57,%,share,,@CN,,,a,2021-01-01\n",
		      "swapped");
	/* the sign of a growth rate */
	expect_repair("new_enterprises,CN,2019,100.0,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN,2020,90.0,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN,2020,10.0,%,growth,,,,,a,2021-01-01\n",
		      "sign");
	/* ten times too much */
	expect_repair("gdp,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n"
		      "gdp_primary,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n"
		      "gdp_secondary,CN,2020,40.0,亿元,level,,,,,a,2021-01-01\n"
		      "gdp_tertiary,CN,2020,50.0,亿元,level,,,,,a,2021-01-01\n",
		      "10^");
	/* cut, not rounded */
	expect_repair("new_enterprises,CN,2020,3.0000,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,2.0000,万家,level,,,,,a,2021-01-01\n"
		      "new_enterprises,CN-GD,2020,66.6,%,share,,@CN,,,a,2021-01-01\n",
		      "cuts");
}

/* The primary sector must have grown several times as fast as its siblings. */
static void strange_growth(void **state)
{
	(void)state;
	assert_int_equal(count("gdp,CN-GD,2020,100.00,亿元,level,,,,,a,2021-01-01\n"
			       "gdp,CN-GD,2020,5.00,%,growth,,,current,,a,2021-01-01\n"
			       "gdp_secondary,CN-GD,2020,47.00,亿元,level,,,,,a,2021-01-01\n"
			       "gdp_secondary,CN-GD,2020,3.00,%,growth,,,current,,a,2021-01-01\n"
			       "gdp_tertiary,CN-GD,2020,50.00,亿元,level,,,,,a,2021-01-01\n"
			       "gdp_tertiary,CN-GD,2020,4.50,%,growth,,,current,,a,2021-01-01\n",
			       TALLY_FINDING_STRANGE),
			 1);
}

/* Hostile or degenerate networks: an answer, never a hang. */
static void zero_whole(void **state)
{
	(void)state;
	expect("new_enterprises,CN,2020,0,家,level,,,,,a,2021-01-01\n"
	       "new_enterprises,CN-GD,2020,20.0,%,share,,@CN,,,a,2021-01-01\n",
	       1, 0, 0);
}

static void far_apart_magnitudes(void **state)
{
	(void)state;
	expect("gdp,CN,2020,1234567890123456,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_primary,CN,2020,0.01,元,level,,,,,a,2021-01-01\n"
	       "gdp_secondary,CN,2020,234567890123456,亿元,level,,,,,a,2021-01-01\n"
	       "gdp_tertiary,CN,2020,1000000000000000,亿元,level,,,,,a,2021-01-01\n",
	       0, 0, 0);
}

static void many_identical_claims(void **state)
{
	enum { N = 5000 };
	static const char line[] = "gdp,CN,2020,100.0,亿元,level,,,,,a,2021-01-01\n";
	char *lines = malloc(N * sizeof line);

	(void)state;
	assert_non_null(lines);
	for (size_t i = 0; i < N; i++)
		memcpy(lines + i * (sizeof line - 1), line, sizeof line);
	expect(lines, 0, 0, 0);
	free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(share_of_a_printed_whole),
	    cmocka_unit_test(two_releases_make_a_conflict),
	    cmocka_unit_test(parts_add_up),
	    cmocka_unit_test(real_growth_is_apart),
	    cmocka_unit_test(both_levels_printed),
	    cmocka_unit_test(comparable_base_is_rebased),
	    cmocka_unit_test(later_vintage_is_a_revision),
	    cmocka_unit_test(vaguer_words_are_no_revision),
	    cmocka_unit_test(rules_do_not_mix_vintages),
	    cmocka_unit_test(two_sources_disagree),
	    cmocka_unit_test(targets_take_no_part),
	    cmocka_unit_test(quarters_add_up),
	    cmocka_unit_test(part_exceeds_its_whole),
	    cmocka_unit_test(open_prices_are_conditional),
	    cmocka_unit_test(contribution_at_stated_prices),
	    cmocka_unit_test(differences_of_rates),
	    cmocka_unit_test(signs_are_waited_for),
	    cmocka_unit_test(repairs_are_named),
	    cmocka_unit_test(strange_growth),
	    cmocka_unit_test(zero_whole),
	    cmocka_unit_test(far_apart_magnitudes),
	    cmocka_unit_test(many_identical_claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
