/* findings.c: what the check found, kind by kind, with assumptions, arithmetic and repairs. */
#include "report/sections.h"

#include <stdio.h>
#include <string.h>

#define MOST_OF_A_KIND 40

static const struct {
	tally_finding_kind kind;
	const char *css, *en, *zh;
} kinds[] = {
    {TALLY_FINDING_CONTRADICTION, "alert", "Cannot be true: figures of one release",
     "不可能成立：同一发布内的数字相互矛盾"},
    {TALLY_FINDING_CONDITIONAL, "warn", "True only under one reading", "只在一种解读下成立"},
    {TALLY_FINDING_CONFLICT, "warn", "Conflicts between sources or releases",
     "不同来源或发布之间的冲突"},
    {TALLY_FINDING_REBASED, "", "Rebased: the base was revised or re-covered",
     "基数调整：基期被修订或口径变化"},
    {TALLY_FINDING_STRANGE, "", "Strange, but possible", "异常但可能"},
    {TALLY_FINDING_REVISION, "", "Revised by a later release", "被后来的发布修订"},
    {TALLY_FINDING_STALE, "", "Rates that rest on superseded levels", "基于已被取代水平的增速"},
    {TALLY_FINDING_UNDECIDED, "", "Undecided", "未能判定"},
};

static void add_claims(const tally_report *r, tally_doc *d, const tally_finding *f)
{
	tally_doc_list(d, true);
	for (int32_t i = 0; i < f->n_claims && i < 12; i++) {
		const tally_claim *c = &r->claims->items[f->claims[i]];
		char figure[256], measure[256], when[64], day[TALLY_PERIOD_TEXT], text[1200];
		tally_report_figure(r, c, figure, sizeof figure);
		tally_report_measure(r, c, measure, sizeof measure);
		tally_period_words(c->period, r->lang, when);
		tally_day_print(c->published, day);
		const char *locator = tally_pool_text(&r->claims->texts, c->locator);
		snprintf(text, sizeof text, "%.200s, %.200s, %s%s%.200s (%.200s%s%.60s%s%s)",
			 tally_report_metric(r, c->metric), tally_report_region(r, c->region), when,
			 *measure ? ", " : "", measure, tally_report_source(r, c),
			 *locator ? ":" : "", locator, *day ? ", " : "", day);
		tally_doc_item(d, figure, text);
	}
	tally_doc_list(d, false);
}

static void add_finding(const tally_report *r, tally_doc *d, const tally_finding *f,
			const char *css, int number)
{
	char title[320];
	const tally_claim *c = f->n_claims ? &r->claims->items[f->claims[0]] : NULL;
	snprintf(title, sizeof title, "%d. %.140s%s%.140s", number,
		 c ? tally_report_metric(r, c->metric) : "", c ? ", " : "",
		 c ? tally_report_region(r, c->region) : "");
	tally_doc_note(d, css, title);
	tally_doc_paragraph(d, f->text);
	if (f->n_claims)
		add_claims(r, d, f);
	tally_doc_list(d, true);
	for (int32_t i = 0; i < f->n_assumptions; i++)
		tally_doc_item(d, tally_say(r->lang, "Assumed:", "假定："), f->assumptions[i]);
	for (int32_t i = 0; i < f->n_repairs && i < 6; i++) {
		char text[700];
		snprintf(text, sizeof text, "%.500s%s%.150s", f->repairs[i].why,
			 *f->repairs[i].value ? " → " : "", f->repairs[i].value);
		tally_doc_item(d, tally_say(r->lang, "It would tally if:", "若成立须："), text);
	}
	tally_doc_list(d, false);
	tally_doc_note_end(d);
}

static void add_kind(const tally_report *r, tally_doc *d, size_t k)
{
	int32_t count = tally_findings_count(r->findings, kinds[k].kind);
	char title[256];
	int told = 0;
	if (count == 0)
		return;
	snprintf(title, sizeof title, "%s (%d)", tally_say(r->lang, kinds[k].en, kinds[k].zh),
		 count);
	tally_doc_heading(d, title);
	for (int32_t i = 0; i < r->findings->n && told < MOST_OF_A_KIND; i++)
		if (r->findings->items[i].kind == kinds[k].kind)
			add_finding(r, d, &r->findings->items[i], kinds[k].css, ++told);
	if (count > told) {
		snprintf(title, sizeof title,
			 tally_say(r->lang, "and %d more of this kind: tally check --all",
				   "另有%d项同类：tally check --all"),
			 count - told);
		tally_doc_paragraph(d, title);
	}
}

void tally_report_findings(const tally_report *r, tally_doc *d)
{
	char words[256];
	if (!r->findings)
		return;
	tally_doc_begin(d, "findings", tally_say(r->lang, "Does it tally?", "数字对得上吗？"));
	snprintf(words, sizeof words,
		 tally_say(r->lang, "%lld figures were checked against each other.",
			   "共核对%lld个数字。"),
		 (long long)r->findings->claims);
	tally_doc_paragraph(d, words);
	if (r->findings->n == 0)
		tally_doc_paragraph(d,
				    tally_say(r->lang, "Nothing was found: they can all be true.",
					      "未发现问题：全部数字可以同时成立。"));
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		add_kind(r, d, k);
}
