/* calc_into.c: computed figures as a batch of the store.
 *
 * They are binary64, of the source `tally:calc` (which never feeds the network), and each carries
 * the expression that it came from in its note. A metric that the code lists do not know becomes a
 * provisional one in the unit of the result. */
#include "calc.h"
#include "job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The code of the metric to store under: an asterisk stands for the code of what `*` was. */
static tally_status target_code(const calc_batch *b, int32_t any, char out[TALLY_CODE_MAX + 1],
				tally_error *err)
{
	const char *star = strchr(b->metric, '*');
	const char *code = any == TALLY_NO_CODE ? "" : tally_codes_metric(b->codes, any)->code;
	if (!star && any != TALLY_NO_CODE)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into %s: every metric needs one of its own: write "
				       "--into '*_%s'",
				       b->metric, b->metric);
	int n = star ? snprintf(out, TALLY_CODE_MAX + 1, "%.*s%s%s", (int)(star - b->metric),
				b->metric, code, star + 1)
		     : snprintf(out, TALLY_CODE_MAX + 1, "%s", b->metric);
	if (n > TALLY_CODE_MAX)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into %s: for %s the code has more than %d characters",
				       b->metric, code, TALLY_CODE_MAX);
	return TALLY_OK;
}

static tally_status define(calc_batch *b, const char *text, const char *code, const char *unit,
			   tally_error *err)
{
	const char *dimension = strcmp(unit, "1") == 0 ? "ratio" : "computed";
	tally_status status =
	    tally_codes_define_unit(b->codes, unit, unit, 0, dimension, &b->frame.unit, err);
	if (status == TALLY_OK)
		status = tally_codes_define_metric(b->codes, code, text, unit, dimension,
						   &b->frame.metric, err);
	if (status != TALLY_OK)
		return status;
	const char *base = tally_codes_metric(b->codes, b->frame.metric)->base_unit;
	if (strcmp(base, unit) != 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into %s: it is in %s, the result in %s", code, base,
				       unit);
	return TALLY_OK;
}

/* What all figures of a metric and unit share; most series come behind one of their kind. */
static tally_status set_frame(calc_batch *b, const tally_expression *e, int32_t any,
			      const char *unit, tally_error *err)
{
	char code[TALLY_CODE_MAX + 1], told[1024];
	if (b->ready && b->any == any && strcmp(b->unit, unit) == 0)
		return TALLY_OK;
	b->frame = tally_claim_default();
	b->ready = false;
	size_t n = tally_expression_told(e, any, told, sizeof told);
	tally_status status = target_code(b, any, code, err);
	if (status == TALLY_OK)
		status = define(b, told, code, unit, err);
	if (status != TALLY_OK)
		return status;
	b->frame.source = tally_pool_add(&b->texts.texts, "tally:calc", strlen("tally:calc"));
	b->frame.note = tally_pool_add(&b->texts.texts, told, n);
	b->unit = tally_codes_unit(b->codes, b->frame.unit)->base;
	b->any = any;
	b->ready = b->frame.source >= 0 && b->frame.note >= 0;
	return b->ready ? TALLY_OK : tally_error_memory(err);
}

tally_status calc_batch_add_columns(calc_batch *b, const tally_expression *e, int32_t any,
				    const tally_series_key *key, const char *unit,
				    const tally_reals *figures, tally_error *err)
{
	if (!b->rows && !(b->rows = tally_batch_new()))
		return tally_error_memory(err);
	if (key->region == TALLY_NO_CODE)
		return tally_error_set(err, TALLY_EUSAGE,
				       "--into: %s is one figure for all regions and belongs to "
				       "none; name a group: [CN/provinces]",
				       tally_expression_text(e));
	tally_status status = set_frame(b, e, any, unit, err);
	if (status != TALLY_OK)
		return status;
	b->frame.region = key->region;
	b->frame.adjustment = key->adjustment;
	return tally_batch_add_reals(b->rows, &b->texts, &b->frame, figures, err);
}

static bool make_room(calc_batch *b, size_t n)
{
	if (n <= b->capacity)
		return true;
	free(b->last);
	free(b->days);
	free(b->value);
	free(b->status);
	b->capacity = 2 * n;
	b->last = malloc(b->capacity * sizeof *b->last);
	b->days = malloc(b->capacity * sizeof *b->days);
	b->value = malloc(b->capacity * sizeof *b->value);
	b->status = malloc(b->capacity);
	if (b->last && b->days && b->value && b->status)
		return true;
	b->capacity = 0;
	return false;
}

static tally_status add_series(calc_batch *b, const calc *c, const tally_expression *e, int32_t any,
			       const tally_series *s, tally_error *err)
{
	tally_reals figures = {.frequency = s->key.frequency};
	if (!make_room(b, s->n))
		return tally_error_memory(err);
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		size_t at = figures.n;
		if (isnan(p->value) || !calc_shown(c, p))
			continue;
		b->last[at] = p->period.last;
		b->days[at] =
		    p->period.first == TALLY_DAY_OPEN ? 0 : p->period.last - p->period.first + 1;
		b->value[at] = p->value;
		b->status[at] = p->status;
		figures.n++;
	}
	figures.last = b->last;
	figures.days = b->days;
	figures.value = b->value;
	figures.status = b->status;
	return calc_batch_add_columns(b, e, any, &s->key, s->key.base_unit, &figures, err);
}

tally_status calc_batch_add(calc_batch *b, const calc *c, const tally_expression *e, int32_t any,
			    const tally_computed *result, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t i = 0; status == TALLY_OK && i < result->n; i++)
		status = add_series(b, c, e, any, &result->items[i], err);
	return status;
}

void calc_batch_release(calc_batch *b)
{
	tally_batch_free(b->rows);
	tally_claims_release(&b->texts);
	free(b->last);
	free(b->days);
	free(b->value);
	free(b->status);
}

/* Lines count on from those of the processes before; *rows: of all. */
static tally_status number_lines(calc_batch *b, const tally_ranks *ranks, int64_t *rows,
				 tally_error *err)
{
	int64_t *counts = calloc((size_t)ranks->n, sizeof *counts), before = 0;
	tally_batch *moved = tally_batch_new();
	tally_status status = counts && moved ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (!status) {
		counts[ranks->rank] = tally_batch_rows(b->rows);
		tally_ranks_sum(ranks, counts, (size_t)ranks->n);
		for (int r = 0; r < ranks->n; r++) {
			before += r < ranks->rank ? counts[r] : 0;
			*rows += counts[r];
		}
		status = tally_batch_join(moved, b->rows, before, err);
	}
	free(counts);
	tally_batch_free(b->rows);
	b->rows = moved;
	return tally_ranks_agree(ranks, status, err);
}

/* Every process has a part of the figures, and metrics and units that it defined for them. */
static tally_status store_together(calc_batch *b, const cli_globals *g,
				   const tally_store_options *options, tally_batch_info *info,
				   tally_error *err)
{
	tally_store *fresh = NULL;
	info->rows_in = 0;
	tally_status status = number_lines(b, g->ranks, &info->rows_in, err);
	if (!status)
		status = tally_ranks_agree(g->ranks, tally_store_open(g->store, &fresh, err), err);
	tally_codes *codes = fresh ? tally_store_codes(fresh) : NULL;
	if (!status)
		status = cli_job.join_codes(g->ranks, b->codes, codes, b->rows, err);
	if (!status)
		status = cli_job.append(g->ranks, g->store, b->rows, codes, options, info, err);
	tally_store_close(fresh);
	return status;
}

int calc_batch_store(calc_batch *b, const cli_globals *g)
{
	const tally_store_options options = {.no_wait = g->no_wait};
	tally_batch_info info = {.file = "calc", .digest = "", .stamp = ""};
	tally_error err = {0};
	if (!b->rows && !(b->rows = tally_batch_new()))
		return cli_no_memory();
	info.rows_in = tally_batch_rows(b->rows);
	tally_status status =
	    g->ranks ? store_together(b, g, &options, &info, &err)
		     : tally_store_append_batch(g->store, b->rows, b->codes, &options, &info, &err);
	if (status != TALLY_OK)
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
