/* phrase.c: bare phrases: what the number and period parsers see, without any claim.
 *
 * The same lexer as for texts, told that a phrase is before it: numbers need no unit, years no
 * 年, and comparisons (大于10) are bounds. */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const tally_lexicon *lex;
	scratch s;
	uint32_t joined_to; /* a range of two bounds was told up to here */
	int (*found)(void *context, const tally_phrase_reading *reading);
	void *context;
} phrase_run;

static const char *kind_name(const quantity *q)
{
	static const char *const names[] = {
	    [U_NONE] = "number",
	    [U_PERCENT] = "percent",
	    [U_POINTS] = "points",
	    [U_PERMILLE] = "percent",
	    [U_PERMILLE_POINTS] = "points",
	    [U_TENTHS] = "percent",
	    [U_TIMES] = "times",
	    [U_MONEY] = "money",
	    [U_COUNT] = "count",
	    [U_MEASURE] = "measure",
	    [U_CLASS] = "class",
	    [U_DURATION] = "duration",
	    [U_AGE] = "age",
	};

	return q->ordinal ? "ordinal" : names[q->kind];
}

/* The unit's own power goes into the value: ‰ and 成 become per cent, 角 becomes yuan. */
static int unit_power(const tally_lexicon *lex, const quantity *q)
{
	if (q->unit < 0)
		return q->kind == U_TENTHS ? 1 : 0;
	return lex->units[q->unit].power;
}

static const char *unit_name(const tally_lexicon *lex, const quantity *q)
{
	if (q->kind == U_PERCENT || q->kind == U_TENTHS)
		return "%";
	if (q->kind == U_COUNT || q->kind == U_NONE || q->kind == U_TIMES)
		return "";
	return q->unit >= 0 ? lex->units[q->unit].base : "";
}

static bool scaled(tally_decimal d, int power, tally_decimal *out)
{
	if (decimal_scale(d, power, out))
		return true;
	d.decimals -= power;
	*out = d;
	return d.decimals >= -TALLY_DECIMALS_MAX && d.decimals <= TALLY_DECIMALS_MAX;
}

static void print_end(const tally_bound *b, char out[TALLY_DECIMAL_TEXT])
{
	if (b->infinite)
		out[0] = '\0';
	else
		snprintf(out, TALLY_DECIMAL_TEXT, "%.15g", tally_bound_value(*b));
}

static void print_interval(const quantity *q, int power, tally_phrase_reading *r)
{
	tally_interval in;
	tally_decimal a = q->first, b = q->second;

	a.decimals -= power;
	b.decimals -= power;
	if (q->form == TALLY_FORM_FRACTION)
		in = tally_fraction_interval(q->first.mantissa, q->second.mantissa,
					     (tally_qualifier)q->qualifier);
	else if (q->form == TALLY_FORM_RANGE)
		in = tally_range_interval(a, b);
	else
		in = tally_decimal_interval(a, (tally_qualifier)q->qualifier, TALLY_ROUND_NEAREST,
					    q->qualifier == TALLY_AS_PRINTED);
	print_end(&in.lo, r->low);
	print_end(&in.hi, r->high);
}

static int emit_quantity(phrase_run *run, const quantity *q)
{
	tally_phrase_reading r = {.kind = kind_name(q), .qualifier = (tally_qualifier)q->qualifier};
	int power = q->power + unit_power(run->lex, q);
	tally_figure f = {.form = (tally_form)q->form, .first = q->first, .second = q->second};

	if (q->overlong)
		return 0;
	if (q->form != TALLY_FORM_FRACTION &&
	    (!scaled(q->first, power, &f.first) || !scaled(q->second, power, &f.second)))
		return 0;
	if (q->vague) {
		r.qualifier = TALLY_AT_LEAST;
		scaled(q->first, power, &f.first);
		scaled(q->first, power + 1, &f.second);
		f.form = TALLY_FORM_RANGE;
	}
	tally_figure_print(&f, r.value);
	snprintf(r.unit, sizeof r.unit, "%s", unit_name(run->lex, q));
	if (!q->vague)
		print_interval(q, power, &r);
	block_text(&run->s.text, q->from, q->to, r.text, sizeof r.text);
	r.from = q->from;
	r.to = q->to;
	return run->found(run->context, &r);
}

static int emit_period(phrase_run *run, const period_reading *p)
{
	tally_phrase_reading r = {.kind = p->vague ? "duration" : "period", .unit = "period"};

	block_text(&run->s.text, p->from, p->to, r.text, sizeof r.text);
	r.from = p->from;
	r.to = p->to;
	if (p->vague) {
		snprintf(r.value, sizeof r.value, "%d", p->months);
		snprintf(r.unit, sizeof r.unit, "month");
		return p->months ? run->found(run->context, &r) : 0;
	}
	for (int i = 0; i < p->n && !p->unknown; i++) {
		if (p->list[i].first != TALLY_DAY_OPEN)
			tally_day_print(p->list[i].first, r.low);
		if (!p->since)
			tally_day_print(p->list[i].last, r.high);
		tally_period_print(p->list[i], r.value);
		int stop = run->found(run->context, &r);

		if (stop)
			return stop;
	}
	if (p->unknown)
		return run->found(run->context, &r);
	return 0;
}

/* A lone Chinese digit within Chinese text is part of a word. */
static bool lone_digit(const block *b, const quantity *q)
{
	if (!q->chinese || q->to - q->from != 1 || q->kind != U_NONE ||
	    q->form == TALLY_FORM_FRACTION)
		return false;
	bool before = q->from > 0 && text_is_cjk(b->cp[q->from - 1]);
	bool behind = q->to < b->n && text_is_cjk(b->cp[q->to]);

	return before || behind;
}

/* 大于10, over 5: the qualifier before the number, with 了 or a space between. */
static void join_qualifier(const phrase_run *run, size_t at)
{
	const scratch *s = &run->s;
	quantity *q = &run->s.quantities[s->tokens[at].ref];

	for (size_t k = at; k > 0 && at - k < 2; k--) {
		const token *t = &s->tokens[k - 1];

		if (t->kind == T_WORD && t->classes & W(W_BEFORE)) {
			tally_qualifier have = (tally_qualifier)q->qualifier;
			tally_qualifier said = (tally_qualifier)run->lex->words[t->ref].qualifier;

			if (have == TALLY_AS_PRINTED || said == TALLY_OVER || said == TALLY_UNDER)
				q->qualifier = (uint8_t)(have == TALLY_LITTLE_OVER ? have : said);
			return;
		}
		if (t->kind != T_WORD || !(t->classes & (W(W_LEAD) | W(W_LEVEL))))
			return;
	}
}

/* "比 170 低": the comparison stands around the number. */
static void join_around(const phrase_run *run, size_t at)
{
	const scratch *s = &run->s;
	quantity *q = &run->s.quantities[s->tokens[at].ref];

	if (at == 0 || at + 1 >= s->n_tokens || q->qualifier)
		return;
	const token *before = &s->tokens[at - 1], *behind = &s->tokens[at + 1];

	if (before->classes & W(W_COMPARE) && behind->classes & W(W_ABOVE))
		q->qualifier = run->lex->words[behind->ref].sign < 0 ? TALLY_UNDER : TALLY_OVER;
}

/* "per cent of 210" */
static bool percent_before(const phrase_run *run, size_t at, quantity *q)
{
	const scratch *s = &run->s;

	if (at < 2 || q->kind != U_NONE)
		return false;
	const token *unit = &s->tokens[at - 2];
	bool said = unit->kind == T_WORD && unit->classes & W(W_UNIT) &&
		    run->lex->words[unit->ref].unit >= 0 &&
		    run->lex->units[run->lex->words[unit->ref].unit].kind == U_PERCENT;

	if (said && s->tokens[at - 1].kind == T_WORD)
		q->kind = U_PERCENT;
	return said;
}

/* "大于4865并少于20793": a lower and an upper bound of one thing are a range. */
static bool join_bounds(const phrase_run *run, size_t at, quantity *low)
{
	const scratch *s = &run->s;
	bool over = low->qualifier == TALLY_OVER || low->qualifier == TALLY_AT_LEAST;
	bool under = low->qualifier == TALLY_UNDER || low->qualifier == TALLY_AT_MOST;

	for (size_t k = at + 1; k < s->n_tokens && k - at < 6 && (over || under); k++) {
		const token *t = &s->tokens[k];

		if (t->kind == T_TEXT && text_is_latin(s->text.cp[t->from]))
			return false;
		if (t->kind == T_MARK || t->kind == T_PERIOD)
			return false;
		if (t->kind != T_QUANTITY)
			continue;
		join_qualifier(run, k);
		quantity *q = &run->s.quantities[t->ref];
		bool other = under ? q->qualifier == TALLY_OVER || q->qualifier == TALLY_AT_LEAST
				   : q->qualifier == TALLY_UNDER || q->qualifier == TALLY_AT_MOST;
		int order = tally_decimal_compare(low->first, q->first);

		if (!other || low->form || q->form || low->power || q->power ||
		    (over ? order >= 0 : order <= 0))
			return false;
		low->second = over ? q->first : low->first;
		low->first = over ? low->first : q->first;
		low->form = TALLY_FORM_RANGE;
		low->kind = q->kind;
		low->qualifier = TALLY_AS_PRINTED;
		low->to = q->to;
		return true;
	}
	return false;
}

static int emit_token(phrase_run *run, size_t at)
{
	scratch *s = &run->s;
	const token *t = &s->tokens[at];

	if (t->kind == T_PERIOD)
		return emit_period(run, &s->periods[t->ref]);
	if (t->kind != T_QUANTITY)
		return 0;
	quantity *q = &s->quantities[t->ref];

	if (lone_digit(&s->text, q) && !q->qualifier)
		return 0;
	if (q->bare && q->kind == U_NONE && q->to - q->from < 2)
		return 0;
	join_qualifier(run, at);
	join_around(run, at);
	percent_before(run, at, q);
	if (q->from < run->joined_to)
		return 0;
	if (join_bounds(run, at, q))
		run->joined_to = q->to;
	return emit_quantity(run, q);
}

tally_status tally_read_phrase(const tally_lexicon *lexicon, const char *text, size_t size,
			       tally_day reference,
			       int (*found)(void *context, const tally_phrase_reading *reading),
			       void *context, tally_error *err)
{
	phrase_run run = {.lex = lexicon, .found = found, .context = context};
	period_context dates = {.published = reference, .span = {TALLY_DAY_NONE, TALLY_DAY_NONE}};
	bool ok = true;

	for (size_t i = 0; i < size && ok && run.s.text.n < TEXT_BLOCK_MAX;) {
		place where = {1, (uint32_t)run.s.text.n + 1, i};
		uint32_t c = text_decode(text, size, &i);

		ok = block_append(&run.s.text, text_fold(c ? c : ' '), where);
	}
	ok = ok && lexer_run(lexicon, &run.s, &dates, true);
	for (size_t i = 0; ok && i < run.s.n_tokens; i++)
		if (emit_token(&run, i))
			break;
	scratch_release(&run.s);
	return ok ? TALLY_OK : tally_error_memory(err);
}
