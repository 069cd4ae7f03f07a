/* bounds.c: what the figures imply about one that may not be published. */
#include "library/together.h"
#include "network/bounds.h"

#include <stdlib.h>
#include <string.h>

static const sheet_column columns[] = {
    {"lo", TALLY_SHEET_NUMBER},           {"hi", TALLY_SHEET_NUMBER},
    {"lo_open", TALLY_SHEET_INTEGER},     {"hi_open", TALLY_SHEET_INTEGER},
    {"unit", TALLY_SHEET_TEXT},           {"status", TALLY_SHEET_TEXT},
    {"claims_used", TALLY_SHEET_INTEGER}, {"set_aside", TALLY_SHEET_TEXT},
};

/* What the caller asks, in words. */
typedef struct {
	const char *metric, *region, *period, *growth, *share, *contribution, *prices;
} words;

/* METRIC, @REGION or METRIC@REGION. */
static tally_status read_whole(const char *text, const tally_codes *codes, tally_question *q,
			       tally_error *err)
{
	tally_against a;

	if (tally_against_parse(text, strlen(text), codes, &a, err) != TALLY_OK) {
		if (err)
			err->status = TALLY_EUSAGE;
		return TALLY_EUSAGE;
	}
	q->whole_metric = a.metric != TALLY_NO_CODE ? a.metric : q->metric;
	q->whole_region = a.region != TALLY_NO_CODE ? a.region : q->region;
	if (q->whole_metric == q->metric && q->whole_region == q->region)
		return tally_error_set(err, TALLY_EUSAGE, "\"%s\" is the part itself", text);
	return TALLY_OK;
}

static tally_status read_what(const words *w, const tally_codes *codes, tally_question *q,
			      tally_error *err)
{
	if ((w->growth != NULL) + (w->share != NULL) + (w->contribution != NULL) > 1)
		return tally_error_set(err, TALLY_EUSAGE,
				       "growth, share-of and contribution-to: one at a time");
	q->what = w->growth         ? TALLY_ASK_GROWTH
		  : w->share        ? TALLY_ASK_SHARE
		  : w->contribution ? TALLY_ASK_CONTRIBUTION
				    : TALLY_ASK_LEVEL;
	if (w->growth && *w->growth)
		return read_period(w->growth + (*w->growth == '/'), &q->base, err);
	if (w->share || w->contribution)
		return read_whole(w->share ? w->share : w->contribution, codes, q, err);
	return TALLY_OK;
}

static tally_status read_question(const words *w, const tally_codes *codes, tally_question *q,
				  tally_error *err)
{
	tally_status status = tally_named_metric(codes, w->metric, &q->metric, err);

	if (status == TALLY_OK)
		status = tally_named_region(codes, w->region, &q->region, err);
	if (status == TALLY_OK)
		status = read_period(w->period, &q->period, err);
	if (status != TALLY_OK)
		return status;
	q->whole_metric = q->metric;
	q->whole_region = q->region;
	q->base = tally_period_shift_years(q->period, -1);
	if (w->prices && !tally_prices_parse(w->prices, strlen(w->prices), &q->prices))
		return tally_error_set(err, TALLY_EUSAGE,
				       "prices is current, constant, constant:2020, ...; found "
				       "\"%s\"",
				       w->prices);
	return read_what(w, codes, q, err);
}

static const char *status_word(tally_bounds_status status)
{
	return status == TALLY_BOUNDS_OK             ? "ok"
	       : status == TALLY_BOUNDS_INCONSISTENT ? "inconsistent"
						     : "undecided";
}

static tally_status to_sheet(const together *t, const tally_codes *codes, const tally_question *q,
			     const tally_answer *a, tally_sheet **out, tally_error *err)
{
	tally_sheet *f = SHEET_NEW(columns);
	together_lines aside = {0};

	for (int32_t i = 0; i < a->n_aside; i++) {
		char line[TOGETHER_CLAIM_TEXT];

		together_claim_text(t, a->aside[i], codes, line);
		together_line(&aside, line);
	}
	if (f && sheet_row(f)) {
		sheet_number(f, a->lo);
		sheet_number(f, a->hi);
		sheet_integer(f, a->lo_open);
		sheet_integer(f, a->hi_open);
		sheet_text(f, q->what == TALLY_ASK_LEVEL
				  ? tally_codes_metric(codes, q->metric)->base_unit
				  : "1");
		sheet_text(f, status_word(a->status));
		sheet_integer(f, a->claims_used);
		sheet_text(f, aside.text);
	}
	free(aside.text);
	if (!aside.failed)
		return sheet_finish(f, out, err);
	tally_sheet_free(f);
	return tally_error_memory(err);
}

static tally_status bounds(tally_session *s, together *t, const words *w, tally_sheet **out,
			   tally_error *err)
{
	tally_question question = {0};
	tally_answer answer = {0};
	tally_status status = read_question(w, session_codes(s), &question, err);

	if (status == TALLY_OK)
		status = together_read(t, s, err);
	if (status == TALLY_OK)
		status = tally_bounds(&t->claims, session_codes(s), &t->network, &question,
				      t->seconds, &answer, err);
	if (status == TALLY_OK)
		status = to_sheet(t, session_codes(s), &question, &answer, out, err);
	tally_answer_release(&answer);
	return status;
}

tally_status tally_session_bounds(tally_session *s, const char *metric, const char *region,
				  const char *period, const char *const *texts, tally_sheet **out,
				  tally_error *err)
{
	together t = {.seconds = 60};
	words w = {metric, region, period, NULL, NULL, NULL, NULL};
	const option options[] = {TOGETHER_OPTIONS(&t),
				  {"growth", OPTION_TEXT, &w.growth},
				  {"share-of", OPTION_TEXT, &w.share},
				  {"contribution-to", OPTION_TEXT, &w.contribution},
				  {"prices", OPTION_TEXT, &w.prices},
				  {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = bounds(s, &t, &w, out, err);
	together_release(&t);
	library_leave();
	return status;
}
