/* together.c: the claims of a store as a whole. */
#include "library/together.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tally_status together_read(together *t, tally_session *s, tally_error *err)
{
	const tally_selection all = tally_selection_all();

	t->network = tally_network_options_default();
	t->network.source = t->source;
	t->network.prefer = t->prefer;
	tally_status status = read_day(t->as_of, &t->network.as_of, err);
	if (status == TALLY_OK)
		status = read_rounding(t->rounding, &t->network.rounding, err);
	if (status == TALLY_OK)
		status = tally_store_read(s->store, &all, &t->claims, err);
	return status;
}

void together_release(together *t)
{
	tally_claims_release(&t->claims);
}

void together_claim_text(const together *t, int32_t claim, const tally_codes *codes,
			 char out[TOGETHER_CLAIM_TEXT])
{
	const tally_claim *c = &t->claims.items[claim];
	char period[TALLY_PERIOD_TEXT], figure[TALLY_FIGURE_TEXT];

	tally_period_print(c->period, period);
	tally_figure_print(&c->figure, figure);
	snprintf(out, TOGETHER_CLAIM_TEXT, "%s@%s/%s %s %s%s%s (%s:%s)",
		 tally_codes_metric(codes, c->metric)->code,
		 tally_codes_region(codes, c->region)->code, period,
		 tally_measure_name((tally_measure)c->measure),
		 tally_qualifier_text((tally_qualifier)c->qualifier), figure,
		 c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(codes, c->unit)->text,
		 tally_pool_text(&t->claims.texts, c->source),
		 tally_pool_text(&t->claims.texts, c->locator));
}

void together_line(together_lines *l, const char *text)
{
	size_t n = strlen(text);
	char *grown = realloc(l->text, l->len + n + 2);

	if (!grown) {
		l->failed = true;
		return;
	}
	l->text = grown;
	if (l->len > 0)
		l->text[l->len++] = '\n';
	memcpy(l->text + l->len, text, n + 1);
	l->len += n;
}
