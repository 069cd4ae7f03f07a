/* calc_into.c: computed figures as a batch of the store.
 *
 * They are binary64, of the source `tally:calc` (which never feeds the network), and each carries
 * the expression that it came from in its note. A metric that the code lists do not know becomes a
 * provisional one in the unit of the result. */
#include "calc.h"

#include <math.h>
#include <string.h>

static tally_status define(calc_batch *b, const tally_expression *e, const char *unit,
			   int32_t *unit_id, tally_error *err)
{
	const char *dimension = strcmp(unit, "1") == 0 ? "ratio" : "computed";
	tally_status status =
	    tally_codes_define_unit(b->codes, unit, unit, 0, dimension, unit_id, err);
	if (status == TALLY_OK)
		status = tally_codes_define_metric(b->codes, b->metric, tally_expression_text(e),
						   unit, dimension, &b->metric_id, err);
	if (status != TALLY_OK)
		return status;
	const char *base = tally_codes_metric(b->codes, b->metric_id)->base_unit;
	if (strcmp(base, unit) != 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into %s: it is in %s, the result in %s", b->metric, base,
				       unit);
	return TALLY_OK;
}

static tally_status add_series(calc_batch *b, const calc *c, const tally_expression *e,
			       const tally_series *s, tally_error *err)
{
	const char *text = tally_expression_text(e);
	tally_claim claim = tally_claim_default();
	if (s->key.region == TALLY_NO_CODE)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into: %s is one figure for all regions and belongs to "
				       "none; name a group: [CN/provinces]",
				       text);
	tally_status status = define(b, e, s->key.base_unit, &claim.unit, err);
	claim.metric = b->metric_id;
	claim.region = s->key.region;
	claim.adjustment = s->key.adjustment;
	claim.source = tally_pool_add(&b->claims.texts, "tally:calc", strlen("tally:calc"));
	claim.note = tally_pool_add(&b->claims.texts, text, strlen(text));
	if (status == TALLY_OK && (claim.source < 0 || claim.note < 0))
		status = tally_error_memory(err);
	for (size_t i = 0; status == TALLY_OK && i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (isnan(p->value) || !calc_shown(c, p))
			continue;
		claim.period = p->period;
		claim.status = p->status;
		claim.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = p->value};
		claim.row = (int64_t)b->claims.n + 1;
		status = tally_claims_add(&b->claims, &claim, err);
	}
	return status;
}

tally_status calc_batch_add(calc_batch *b, const calc *c, const tally_expression *e,
			    const tally_computed *result, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t i = 0; status == TALLY_OK && i < result->n; i++)
		status = add_series(b, c, e, &result->items[i], err);
	return status;
}

int calc_batch_store(calc_batch *b, const cli_globals *g)
{
	const tally_store_options options = {.no_wait = g->no_wait};
	tally_batch_info info = {
	    .file = "calc", .digest = "", .stamp = "", .rows_in = (int64_t)b->claims.n};
	tally_error err = {0};
	if (tally_store_append(g->store, &b->claims, b->codes, &options, &info, &err) != TALLY_OK)
		return cli_fail(&err);
	if (g->json)
		printf("{\"metric\":\"%s\",\"batch\":%d,\"stored\":%lld,\"known\":%lld}\n",
		       b->metric, info.number, (long long)info.rows_stored,
		       (long long)info.rows_known);
	else
		fprintf(stderr, "%s: %lld figures stored, %lld already known; batch %d\n",
			b->metric, (long long)info.rows_stored, (long long)info.rows_known,
			info.number);
	return 0;
}
