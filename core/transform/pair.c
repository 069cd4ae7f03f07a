/* pair.c: two series of one region: ratios, deflation, conversion, figures per head. */
#include "transform/families.h"

/* The point of `s` for a period: the same span, or for a stock the same last day. */
static const tally_point *partner(const tally_series *s, tally_period period, bool by_last_day,
				  size_t *hint)
{
	while (*hint < s->n && s->points[*hint].period.last < period.last)
		++*hint;
	const tally_point *found = NULL;
	for (size_t i = *hint; i < s->n && s->points[i].period.last == period.last; i++)
		if (tally_period_equal(s->points[i].period, period) || (by_last_day && !found))
			found = &s->points[i];
	return found;
}

static void put_quotient(const tally_point *x, const tally_point *y, tally_series *out)
{
	if (isnan(x->value))
		tally_series_put_missing(out, x->period, TALLY_NOT_PUBLISHED);
	else if (!y || isnan(y->value))
		tally_series_put_missing(out, x->period, TALLY_NO_PARTNER);
	else if (y->value == 0)
		tally_series_put_missing(out, x->period, TALLY_ZERO_BASE);
	else
		tally_series_put_ranged(out, x->period,
					tally_ranged_divide(tally_ranged_at(x), tally_ranged_at(y)),
					tally_status_worse(x->status, y->status));
}

TALLY_SERIES_FUNCTION(tally_apply_ratio)
{
	(void)n_in;
	(void)err;
	size_t hint = 0;
	bool stock = call->inputs[1].observed == TALLY_STOCK;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *x = &in[0]->points[i];
		put_quotient(x, partner(in[1], x->period, stock, &hint), out);
	}
	return TALLY_OK;
}

/* x * p(base) / p: x at the prices of the base period. */
TALLY_SERIES_FUNCTION(tally_apply_deflate)
{
	(void)n_in;
	(void)err;
	size_t hint = 0;
	ptrdiff_t at = tally_series_find(in[1], call->arguments[0].period);
	tally_ranged base = at < 0 ? tally_ranged_of(NAN) : tally_ranged_at(&in[1]->points[at]);
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *x = &in[0]->points[i];
		const tally_point *p = partner(in[1], x->period, false, &hint);
		if (isnan(x->value)) {
			tally_series_put_missing(out, x->period, TALLY_NOT_PUBLISHED);
		} else if (isnan(base.value)) {
			tally_series_put_missing(out, x->period, TALLY_NO_BASE);
		} else if (!p || isnan(p->value)) {
			tally_series_put_missing(out, x->period, TALLY_NO_PARTNER);
		} else if (p->value <= 0) {
			tally_series_put_missing(out, x->period, TALLY_ZERO_BASE);
		} else {
			tally_ranged relative = tally_ranged_divide(base, tally_ranged_at(p));
			if (tally_period_equal(x->period, call->arguments[0].period))
				relative = tally_ranged_of(1);
			tally_series_put_ranged(out, x->period,
						tally_ranged_multiply(tally_ranged_at(x), relative),
						tally_status_worse(x->status, p->status));
		}
	}
	return TALLY_OK;
}

/* A flow goes with an average rate, a stock with the rate at its end; anything else is refused. */
static tally_status check_rate(const tally_call *call, tally_error *err)
{
	tally_observed what = call->inputs[0].observed, rate = call->inputs[1].observed;
	if (what == TALLY_FLOW && rate == TALLY_STOCK)
		return tally_error_set(
		    err, TALLY_EUSAGE,
		    "convert: a flow converts at the average rate of its period; "
		    "the rate given is one of an instant");
	if (what == TALLY_STOCK && rate != TALLY_STOCK)
		return tally_error_set(err, TALLY_EUSAGE,
				       "convert: a stock converts at the rate of its last day; the "
				       "rate given is an average");
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_convert)
{
	(void)n_in;
	tally_status status = check_rate(call, err);
	if (status != TALLY_OK)
		return status;
	tally_dimension product;
	tally_dimension_multiply(&call->inputs[0].dimension, &call->inputs[1].dimension, 1,
				 &product);
	bool multiply = product.n <= call->inputs[0].dimension.n;
	bool stock = call->inputs[0].observed == TALLY_STOCK;
	size_t hint = 0;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *x = &in[0]->points[i];
		const tally_point *rate = partner(in[1], x->period, stock, &hint);
		if (!multiply || isnan(x->value) || !rate || isnan(rate->value))
			put_quotient(x, rate, out);
		else
			tally_series_put_ranged(
			    out, x->period,
			    tally_ranged_multiply(tally_ranged_at(x), tally_ranged_at(rate)),
			    tally_status_worse(x->status, rate->status));
	}
	return TALLY_OK;
}

/* A flow over the mean of the population at the start and the end of its period; a stock over the
 * population at its instant; an average population as it is. */
TALLY_SERIES_FUNCTION(tally_apply_per_capita)
{
	(void)n_in;
	(void)err;
	bool mean =
	    call->inputs[0].observed == TALLY_FLOW && call->inputs[1].observed == TALLY_STOCK;
	bool stock = call->inputs[1].observed == TALLY_STOCK;
	size_t hint = 0, hint_before = 0;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *x = &in[0]->points[i];
		const tally_point *end = partner(in[1], x->period, stock, &hint);
		tally_point people = end ? *end : (tally_point){.value = NAN};
		if (mean && end) {
			const tally_point *start =
			    partner(in[1], tally_period_step(x->period, -1), true, &hint_before);
			tally_ranged sum = tally_ranged_of(NAN);
			if (start)
				sum = tally_ranged_scale(
				    tally_ranged_add(tally_ranged_at(start), tally_ranged_at(end)),
				    0.5);
			people.value = sum.value;
			people.lo = sum.lo;
			people.hi = sum.hi;
		}
		put_quotient(x, &people, out);
	}
	return TALLY_OK;
}
