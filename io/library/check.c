/* check.c: findings as a sheet. */
#include "library/together.h"
#include "network/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const sheet_column columns[] = {
    {"kind", TALLY_SHEET_TEXT},    {"text", TALLY_SHEET_TEXT},
    {"repairs", TALLY_SHEET_TEXT}, {"assumptions", TALLY_SHEET_TEXT},
    {"claims", TALLY_SHEET_TEXT},  {"suspects", TALLY_SHEET_INTEGER},
};

/* Puts the lines into the next cell and frees them. */
static bool put_lines(tally_sheet *f, together_lines *l)
{
	bool good = !l->failed;

	sheet_text(f, l->text);
	free(l->text);
	return good;
}

static bool put_repairs(tally_sheet *f, const tally_finding *finding)
{
	together_lines lines = {0};

	for (int32_t i = 0; i < finding->n_repairs; i++) {
		const tally_repair *r = &finding->repairs[i];
		char line[2048];

		snprintf(line, sizeof line, "%s%s%s", r->why, *r->value ? " -> " : "", r->value);
		together_line(&lines, line);
	}
	return put_lines(f, &lines);
}

static bool put_assumptions(tally_sheet *f, const tally_finding *finding)
{
	together_lines lines = {0};

	for (int32_t i = 0; i < finding->n_assumptions; i++)
		together_line(&lines, finding->assumptions[i]);
	return put_lines(f, &lines);
}

static bool put_claims(tally_sheet *f, const together *t, const tally_codes *codes,
		       const tally_finding *finding)
{
	together_lines lines = {0};

	for (int32_t i = 0; i < finding->n_claims; i++) {
		char line[TOGETHER_CLAIM_TEXT];

		together_claim_text(t, finding->claims[i], codes, line);
		together_line(&lines, line);
	}
	return put_lines(f, &lines);
}

static bool put_finding(tally_sheet *f, const together *t, const tally_codes *codes,
			const tally_finding *finding)
{
	if (!sheet_row(f))
		return false;
	sheet_text(f, tally_finding_kind_name(finding->kind));
	sheet_text(f, finding->text);
	bool good = put_repairs(f, finding);
	good = put_assumptions(f, finding) && good;
	good = put_claims(f, t, codes, finding) && good;
	sheet_integer(f, finding->n_suspects);
	return good;
}

static tally_status check(tally_session *s, together *t, tally_check_options *options,
			  tally_sheet **out, tally_error *err)
{
	tally_findings findings = {0};
	tally_status status = together_read(t, s, err);

	if (status != TALLY_OK)
		return status;
	options->network = t->network;
	options->seconds = t->seconds;
	status = tally_check(&t->claims, session_codes(s), options, &findings, err);
	tally_sheet *f = status == TALLY_OK ? SHEET_NEW(columns) : NULL;
	bool good = f != NULL;

	for (int32_t i = 0; good && i < findings.n; i++)
		good = put_finding(f, t, session_codes(s), &findings.items[i]);
	tally_findings_release(&findings);
	if (status != TALLY_OK || good)
		return status == TALLY_OK ? sheet_finish(f, out, err) : status;
	tally_sheet_free(f);
	return tally_error_memory(err);
}

tally_status tally_session_check(tally_session *s, const char *const *texts, tally_sheet **out,
				 tally_error *err)
{
	together t = {.seconds = 300};
	tally_check_options o = tally_check_options_default();
	double threads = 0;
	const option options[] = {TOGETHER_OPTIONS(&t),
				  {"lang", OPTION_TEXT, &o.lang},
				  {"threads", OPTION_NUMBER, &threads},
				  {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK && o.lang && strcmp(o.lang, "en") != 0 && strcmp(o.lang, "zh") != 0)
		status =
		    tally_error_set(err, TALLY_EUSAGE, "lang is zh or en, found \"%s\"", o.lang);
	o.threads = threads < 1024 ? (int)threads : 1024;
	if (status == TALLY_OK)
		status = check(s, &t, &o, out, err);
	together_release(&t);
	library_leave();
	return status;
}
