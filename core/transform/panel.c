/* panel.c: memory of panels, and the series that a reference means. */
#include "transform/panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void panel_release(panel *p)
{
	free(p->items);
	free(p->block);
	*p = (panel){0};
}

tally_status panel_alloc(run *r, panel *p, size_t n_series, size_t n_points)
{
	*p = (panel){.block_n = n_points};
	p->items = malloc((n_series + 1) * sizeof *p->items);
	p->block = malloc((n_points + 1) * sizeof *p->block);
	if (p->items && p->block)
		return TALLY_OK;
	panel_release(p);
	return tally_error_memory(r->err);
}

/* The next series of a panel, its points at the end of the block. */
tally_series *panel_next(panel *p, const tally_series_key *key)
{
	tally_series *s = &p->items[p->n];
	*s = (tally_series){*key, p->block + p->block_used, 0};
	return s;
}

void panel_keep(panel *p, const tally_series *s)
{
	if (s->n == 0)
		return;
	p->block_used += s->n;
	p->n++;
}

/* A unit's text that lives as long as the expression. */
const char *panel_keep_unit(run *r, const char *text)
{
	tally_expression *e = r->e;
	if (strcmp(text, "1") == 0)
		return "1";
	for (size_t i = 0; i < e->n_units; i++)
		if (strcmp(e->units[i], text) == 0)
			return e->units[i];
	char **units = realloc(e->units, (e->n_units + 1) * sizeof *units);
	if (!units)
		return "?";
	e->units = units;
	char *copy = strdup(text);
	if (!copy)
		return "?";
	e->units[e->n_units++] = copy;
	return copy;
}

/* --- references ------------------------------------------------------------ */

static tally_prices prices_wanted(const tally_expression *e, const node_reference *ref)
{
	tally_claim c = tally_claim_default();
	c.metric = ref->metric;
	c.measure = (uint8_t)ref->measure;
	c.prices = ref->prices;
	return tally_claim_prices(&c, e->codes);
}

/* Why a series of the metric is not meant: NULL when it is. */
static const char *mismatch(const node_reference *ref, tally_prices prices,
			    const tally_series_key *k)
{
	if (k->measure != ref->measure)
		return "measure";
	if (k->adjustment != ref->adjustment)
		return "adjustment";
	if (k->kind != ref->kind)
		return "kind";
	if (!tally_prices_equal(k->prices, prices))
		return "prices";
	if (ref->frequency >= 0 && (int)k->frequency != ref->frequency)
		return "frequency";
	if ((k->measure == TALLY_LEVEL || ref->unit_given) && strcmp(k->base_unit, ref->unit) != 0)
		return "unit";
	if (k->against.base != TALLY_BASE_DEFAULT && k->measure != TALLY_LEVEL)
		return "base";
	return NULL;
}

bool reference_fits(const tally_expression *e, const node_reference *ref,
		    const tally_series_key *key)
{
	return key->metric == ref->metric && !mismatch(ref, prices_wanted(e, ref), key);
}

/* marks[region] = 1 for every region meant; all when NULL is put into *marks. */
static tally_status mark_regions(run *r, const node_reference *ref, uint8_t **marks)
{
	const int32_t *regions = NULL;
	size_t n = 0;
	*marks = NULL;
	if (ref->n_regions > 0) {
		regions = r->e->regions + ref->first;
		n = ref->n_regions;
	} else if (!ref->all && r->options->n_regions > 0) {
		regions = r->options->regions;
		n = r->options->n_regions;
	} else {
		return TALLY_OK;
	}
	*marks = calloc((size_t)tally_codes_n_regions(r->e->codes) + 1, 1);
	if (!*marks)
		return tally_error_memory(r->err);
	for (size_t i = 0; i < n; i++)
		(*marks)[regions[i]] = 1;
	return TALLY_OK;
}

static void describe(const run *r, const tally_series_key *k, char *out, size_t size)
{
	char prices[32];
	tally_prices_print(k->prices, prices);
	snprintf(out, size, "%s of %s: measure=%s, prices=%s, adjustment=%c, frequency=%c, unit=%s",
		 tally_codes_metric(r->e->codes, k->metric)->code,
		 tally_codes_region(r->e->codes, k->region)->code,
		 tally_measure_name((tally_measure)k->measure), *prices ? prices : "none",
		 k->adjustment, tally_frequency_letter(k->frequency), k->base_unit);
}

/* Nothing fits: what is there instead. Having no figures is a result, not an error. */
static void note_nothing(run *r, const node *n, const tally_series_key *other, const char *why)
{
	char what[300];
	const tally_metric *m = tally_codes_metric(r->e->codes, n->reference.metric);
	if (r->options->in_parts)
		return;
	if (!other) {
		tally_diagnostics_add(r->notes, TALLY_WARNING, NULL, 0, 0,
				      "%s: column %d: no figures of %s for these regions and "
				      "periods",
				      r->e->shown, n->column, m->code);
		return;
	}
	describe(r, other, what, sizeof what);
	tally_diagnostics_add(r->notes, TALLY_WARNING, NULL, 0, 0,
			      "%s: column %d: no figures of %s with this %s; there is %s; write "
			      "%s[%s=...]",
			      r->e->shown, n->column, m->code, why, what, m->code, why);
}

/* The single point of the period named, as a series of its own. */
static bool cut_to_period(tally_series *s, tally_period period)
{
	ptrdiff_t at = tally_series_find(s, period);
	if (at < 0)
		return false;
	s->points += at;
	s->n = 1;
	return true;
}

tally_status evaluate_reference(run *r, const node *n, panel *out)
{
	const node_reference *ref = &n->reference;
	tally_prices prices = prices_wanted(r->e, ref);
	const tally_series_key *other = NULL;
	const char *why = NULL;
	uint8_t *marks;
	tally_status status = mark_regions(r, ref, &marks);
	if (status != TALLY_OK)
		return status;
	*out = (panel){.named = ref->n_regions == 1 && ref->group == TALLY_NO_CODE,
		       .timeless = ref->has_period};
	out->items = malloc((r->set->n + 1) * sizeof *out->items);
	if (!out->items) {
		free(marks);
		return tally_error_memory(r->err);
	}
	for (size_t i = 0; i < r->set->n; i++) {
		const tally_series *s = &r->set->items[i];
		if (s->key.metric != ref->metric || (marks && !marks[s->key.region]))
			continue;
		const char *reason = mismatch(ref, prices, &s->key);
		if (reason) {
			if (!other || strcmp(reason, "measure") != 0) {
				other = &s->key;
				why = reason;
			}
			continue;
		}
		tally_series cut = *s;
		if (!ref->has_period || cut_to_period(&cut, ref->period))
			out->items[out->n++] = cut;
	}
	if (marks)
		for (size_t i = 0; i < out->n; i++)
			marks[out->items[i].key.region] = 2;
	for (size_t i = 0; marks && i < ref->n_regions && out->n > 0; i++) {
		int32_t region = r->e->regions[ref->first + i];
		if (marks[region] == 1)
			tally_diagnostics_add(r->notes, TALLY_WARNING, NULL, 0, 0,
					      "no figures of %s for %s",
					      tally_codes_metric(r->e->codes, ref->metric)->code,
					      tally_codes_region(r->e->codes, region)->code);
	}
	free(marks);
	if (out->n == 0)
		note_nothing(r, n, other, why);
	return TALLY_OK;
}
