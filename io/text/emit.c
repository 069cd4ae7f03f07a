/* emit.c: values and subjects to claims: sign, unit, period, base, whole, tier and reasons. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* At most size - 1 bytes; a claim has some twenty texts, and printf takes its time. */
void reading_text(char *out, size_t size, const char *text)
{
	size_t n = strnlen(text, size - 1);

	memcpy(out, text, n);
	out[n] = '\0';
}

void reading_reason(tally_reading *r, const char *reason)
{
	size_t n = strlen(r->reasons);

	if (strstr(r->reasons, reason))
		return;
	if (n > 0 && n + 1 < sizeof r->reasons)
		r->reasons[n++] = ' ';
	reading_text(r->reasons + n, sizeof r->reasons - n, reason);
}

void reading_slot(tally_reading *r, tally_slot_name slot, const origin_mark *m)
{
	r->slots[slot] =
	    (tally_slot){(tally_slot_origin)m->origin, m->from, m->to, m->line, m->column};
}

static void at_least(tally_reading *r, tally_tier tier)
{
	if (r->tier < tier)
		r->tier = tier;
}

/* --- value --------------------------------------------------------------------------- */

/* 降幅为18.6%，比去年收窄5.2个百分点: of the fall just told. */
static bool rate_goes_on(const document *d, const value_frame *v)
{
	return d->chinese && d->last_fall && v->facts & F(F_POINTS) &&
	       v->facts & (F(F_SLOWER) | F(F_FASTER)) && !(v->facts & (F(F_RATE) | F(F_NAME)));
}

static int change_sign(const document *d, const value_frame *v)
{
	int rate = rate_goes_on(d, v) ? -1 : 1;

	for (size_t i = v->cut; i < v->group.items[0]; i++) {
		const token *t = &d->s.tokens[i];

		if (word_is(t, W(W_RATE)) && word_of(d, t)->sign < 0)
			rate = -1;
	}
	if (v->facts & F(F_RATE) || rate_goes_on(d, v))
		return rate * (v->facts & F(F_SLOWER) || v->facts & F(F_DOWN) ? -1 : 1);
	return v->facts & (F(F_SLOWER) | F(F_DOWN)) ? -1 : 1;
}

static int sign_of(const document *d, const value_frame *v)
{
	size_t value = v->group.items[0];

	switch (v->rule->sign) {
	case SIGN_VERB:
		return v->facts & (F(F_DOWN) | F(F_DOWNTO)) && !(v->facts & F(F_UP)) ? -1 : 1;
	case SIGN_RATE:
		for (size_t i = value; i-- > v->group.left;)
			if (word_is(&d->s.tokens[i], W(W_RATE)))
				return word_of(d, &d->s.tokens[i])->sign < 0 ? -1 : 1;
		return 1;
	case SIGN_CHANGE:
		return change_sign(d, v);
	case SIGN_ABOVE:
		/* above_goes_on: no word of the clause says it */
		if (v->verb >= value || d->s.tokens[v->verb].kind != T_WORD)
			return d->last_above < 0 ? -1 : 1;
		return word_of(d, &d->s.tokens[v->verb])->sign < 0 ? -1 : 1;
	default:
		return 1;
	}
}

/* Where unit and qualifier were printed: 约|23.77|万亿元, 8200|余|家, 12%|以上. */
static void mark_quantity(const document *d, const value_frame *v, const token *t,
			  const quantity *q, bool before, tally_reading *r)
{
	size_t from = t->from, to = t->to;
	const token *said = &d->s.tokens[v->bound];

	size_t unit_from = q->unit_from;

	/* 8.9 and % on two lines: the space between them stands nowhere */
	while (unit_from < q->unit_to && d->s.text.cp[unit_from] == ' ')
		unit_from++;
	if (q->unit_to > unit_from) {
		origin_mark unit = mark_of(d, unit_from, q->unit_to, TALLY_SLOT_EXPLICIT);

		reading_slot(r, TALLY_SLOT_UNIT, &unit);
	}
	if (r->qualifier == TALLY_AS_PRINTED)
		return;
	if (before) {
		from = said->from;
		to = said->to;
	} else if (q->unit_to < t->to) {
		from = q->unit_to;
		to = t->to;
		while (from < to && d->s.text.cp[from] == ' ')
			from++;
	} else if (q->from < q->num_from) {
		from = q->from;
		to = q->num_from;
	} else {
		while (from + 1 < t->to &&
		       !text_at_any(d->s.text.cp, t->to, from, "余|多|几|数|上|强"))
			from++;
		to = from + 1;
	}
	origin_mark bound = mark_of(d, from, to, TALLY_SLOT_EXPLICIT);

	reading_slot(r, TALLY_SLOT_QUALIFIER, &bound);
}

static void print_value(document *d, const value_frame *v, size_t item, tally_reading *r)
{
	const token *t = &d->s.tokens[item];

	if (t->kind == T_WORD) { /* 持平 */
		if (word_is(t, W(W_DOUBLING)))
			snprintf(r->value, sizeof r->value, "%d",
				 ((1 << word_of(d, t)->sign) - 1) * 100);
		else
			reading_text(r->value, sizeof r->value, "0");
		reading_text(r->unit, sizeof r->unit, "%");
		return;
	}
	quantity q = *quantity_of(d, t);
	tally_figure f = {.form = (tally_form)q.form, .first = q.first, .second = q.second};

	if (sign_of(d, v) < 0 && f.first.mantissa > 0) {
		f.first.mantissa = -f.first.mantissa;
		if (f.form == TALLY_FORM_RANGE) {
			tally_decimal low = {-q.second.mantissa, q.second.decimals};

			f.second = f.first;
			f.first = low;
		}
	}
	tally_figure_print(&f, r->value);
	bool before = !q.qualifier && v->bound < v->group.items[0];

	r->qualifier =
	    (tally_qualifier)(before ? word_of(d, &d->s.tokens[v->bound])->qualifier : q.qualifier);
	mark_quantity(d, v, t, &q, before, r);
}

/* 2.2万余人: what is said of the number between multiplier and unit is no part of the unit. */
static void take_out(char *text, const char *said)
{
	char *at = strstr(text, said);

	if (at && at > text)
		memmove(at, at + strlen(said), strlen(at + strlen(said)) + 1);
}

/* The unit as printed, without spaces; what is understood is put in words. */
static void print_unit(document *d, size_t item, tally_reading *r)
{
	const token *t = &d->s.tokens[item];

	if (t->kind == T_WORD)
		return;
	const quantity *q = quantity_of(d, t);

	if (q->form == TALLY_FORM_FRACTION)
		return;
	if (!d->chinese && (q->kind == U_PERCENT || q->kind == U_POINTS)) {
		/* per cent, % of GDP, percentage points */
		reading_text(r->unit, sizeof r->unit, q->kind == U_PERCENT ? "%" : "pp");
	} else if (q->unit_to > q->unit_from) {
		source_text(d, q->unit_from, q->unit_to, r->unit, sizeof r->unit);
		size_t used = 0;

		take_out(r->unit, "余");
		take_out(r->unit, "多");
		for (size_t i = 0; r->unit[i]; i++)
			if (d->chinese ? r->unit[i] != ' ' && r->unit[i] != '\n' : true)
				r->unit[used++] = r->unit[i];
		r->unit[used] = '\0';
		if (q->kind == U_NONE)
			reading_reason(r, "unit-incomplete");
		if (q->from < q->num_from && q->kind == U_MONEY) {
			char currency[32];
			size_t n = strlen(r->unit);

			source_text(d, q->from, q->num_from, currency, sizeof currency);
			if (!strstr(r->unit, "元"))
				snprintf(r->unit + n, sizeof r->unit - n, "%s%s",
					 n && !d->chinese ? " " : "",
					 q->unit >= 0 ? d->lex->units[q->unit].base : currency);
		}
	} else if (q->kind == U_MONEY && q->unit >= 0) {
		reading_text(r->unit, sizeof r->unit, d->lex->units[q->unit].base);
	} else if (q->kind == U_PERCENT) {
		reading_text(r->unit, sizeof r->unit, "%");
	}
}

/* --- subject -------------------------------------------------------------------------------- */

static void print_subject(document *d, const subject *s, tally_reading *r)
{
	const tally_codes *codes = d->lex->codes;

	reading_slot(r, TALLY_SLOT_METRIC, &s->name.mark);
	reading_slot(r, TALLY_SLOT_REGION, &s->region.mark);
	if (s->name.metric != TALLY_NO_CODE) {
		reading_text(r->metric, sizeof r->metric,
			     tally_codes_metric(codes, s->name.metric)->code);
	} else {
		snprintf(r->metric, sizeof r->metric, "?%s", s->name.text);
		reading_reason(r, s->name.text[0] ? "metric-unknown" : "metric-missing");
		r->tier = TALLY_TIER_U;
	}
	if (s->region.region != TALLY_NO_CODE) {
		reading_text(r->region, sizeof r->region,
			     tally_codes_region(codes, s->region.region)->code);
	} else {
		reading_text(r->region, sizeof r->region, s->region.text);
		if (s->region.text[0])
			reading_reason(r, "region-unknown");
		else
			reading_reason(r, "region-missing");
		r->tier = TALLY_TIER_U;
	}
	if (s->region.mark.origin == TALLY_SLOT_DEFAULT && r->region[0])
		reading_reason(r, "region-default");
	else if (s->region.mark.origin >= TALLY_SLOT_SENTENCE)
		reading_reason(r, "region-carried");
	if (s->name.mark.origin >= TALLY_SLOT_SENTENCE)
		reading_reason(r, "metric-carried");
}

static void tier_of_slots(tally_reading *r)
{
	static const tally_slot_name slots[] = {TALLY_SLOT_METRIC, TALLY_SLOT_REGION,
						TALLY_SLOT_PERIOD};

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		tally_slot_origin o = r->slots[slots[i]].origin;

		if (o == TALLY_SLOT_SENTENCE)
			at_least(r, TALLY_TIER_B);
		else if (o != TALLY_SLOT_EXPLICIT)
			at_least(r, TALLY_TIER_C);
	}
	if (r->qualifier != TALLY_AS_PRINTED && r->qualifier != TALLY_AT_LEAST &&
	    r->qualifier != TALLY_AT_MOST) {
		reading_reason(r, "qualifier-soft");
		at_least(r, TALLY_TIER_B);
	}
	if (strstr(r->reasons, "base-default"))
		at_least(r, TALLY_TIER_B);
}

/* A known metric measured in a unit of another kind is not what was found. */
static void check_unit(document *d, const value_frame *v, const subject *s, tally_reading *r)
{
	if (s->name.metric == TALLY_NO_CODE)
		return;
	const tally_metric *m = tally_codes_metric(d->lex->codes, s->name.metric);
	bool money = strcmp(m->dimension, "money") == 0;

	if (money && r->measure == TALLY_LEVEL && v->facts & F(F_PERCENT)) {
		reading_reason(r, "unit-mismatch"); /* 与国内生产总值之比为2.69% */
		r->tier = TALLY_TIER_U;
		return;
	}
	if (!(v->facts & F(F_LEVEL_UNIT)))
		return;
	int32_t unit = tally_codes_find_unit(d->lex->codes, r->unit, strlen(r->unit));

	if (unit == TALLY_NO_CODE) {
		reading_reason(r, "unit-unknown");
		r->tier = TALLY_TIER_U;
		return;
	}
	const char *dimension = tally_codes_unit(d->lex->codes, unit)->dimension;
	bool counts = (strcmp(dimension, "count") == 0 || strcmp(dimension, "people") == 0) &&
		      (strcmp(m->dimension, "count") == 0 || strcmp(m->dimension, "people") == 0);

	if (strcmp(dimension, m->dimension) != 0 && !counts) {
		reading_reason(r, "unit-mismatch");
		r->tier = TALLY_TIER_U;
	}
}

static void print_prices(const document *d, const value_frame *v, size_t item, tally_reading *r)
{
	uint64_t classes = classes_in(d, v->group.left, item);

	if (!rate_measure(r->measure))
		return;
	if (classes & W(W_COMPARABLE))
		reading_text(r->basis, sizeof r->basis, "comparable");
	if (classes & W(W_NOMINAL))
		reading_text(r->prices, sizeof r->prices, "current");
	else if (classes & W(W_REAL))
		reading_text(r->prices, sizeof r->prices, "constant");
}

/* --- one claim ----------------------------------------------------------------------------------
 */

static void clause_text(document *d, const value_frame *v, size_t item, tally_reading *r)
{
	size_t a = v->group.left, b = item + 1;
	size_t from = d->s.tokens[a].from;

	while (a > 0 && d->s.tokens[a - 1].kind != T_MARK && item - a < 24)
		from = d->s.tokens[--a].from;
	if (v->noun_to > v->noun_from && item == v->group.items[v->group.n - 1])
		b = v->noun_to;
	source_text(d, from, d->s.tokens[b - 1].to, r->text, sizeof r->text);
}

/* 万元增加值综合能耗0.423吨标准煤: the name says per what. */
static void per_unit_of_name(const subject *s, tally_reading *r)
{
	static const char *const units[] = {"万元", "亿元", "万人", "平方公里"};
	const char *name = s->name.text, *inside = strstr(name, "万元增加值");

	if (inside)
		name = inside;
	if (strncmp(name, "每", 3) == 0)
		name += 3;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(r->unit);

		if (strncmp(name, units[i], strlen(units[i])) == 0 && !strchr(r->unit, '/') &&
		    (r->measure == TALLY_LEVEL) && strcmp(r->unit, "%") != 0 &&
		    strstr(r->unit, "元") == NULL)
			snprintf(r->unit + n, sizeof r->unit - n, "/%s", units[i]);
	}
}

/* 低空飞行运营服务企业 are there on a day; 新引进企业 came in a time. */
bool name_of_stock(const char *name)
{
	static const char *const things[] = {"企业", "平台", "机构",   "基站",   "公司",
					     "高校", "院所", "实验室", "孵化器", "企业数量"};
	static const char *const comings[] = {"新",   "引进", "签约", "入库", "入选", "退出",
					      "认定", "登记", "注册", "招引", "累计"};
	static const char *const verbs[] = {"服务", "支持", "帮助", "孵化", "培育",
					    "吸引", "落地", "授权", "惠及"};

	if (!tail_among(name, strlen(name), things, sizeof things / sizeof *things) ||
	    front_among(name, verbs, sizeof verbs / sizeof *verbs))
		return false;
	if (strstr(name, "在册") || strstr(name, "存续"))
		return true;
	for (size_t i = 0; i < sizeof comings / sizeof *comings; i++)
		if (strstr(name, comings[i]))
			return false;
	return true;
}

/* How many there are, and what that is counted from or part of. */
static bool of_what_is_there(const value_frame *v, tally_measure m)
{
	const bool since_a_day =
	    v->base.kind == BASE_DATE && v->base.period.first == v->base.period.last;

	return m == TALLY_LEVEL || (m == TALLY_GROWTH && (v->group.n > 1 || since_a_day)) ||
	       (m == TALLY_SHARE && (v->group.n > 1 || v->pointed));
}

static void emit_one(document *d, value_frame *v, const subject *s, int k)
{
	tally_reading *r = &d->out;
	size_t item = v->group.items[k];
	const token *t = &d->s.tokens[item];
	size_t from = t->kind == T_WORD ? t->from : quantity_of(d, t)->num_from;
	period_slot period;

	*r = (tally_reading){.measure = v->rule->measure,
			     .kind = v->kind,
			     .rule = v->rule->id,
			     .example = v->rule->example,
			     .heading = d->heading};
	print_value(d, v, item, r);
	print_unit(d, item, r);
	print_subject(d, s, r);
	const bool stock =
	    s->name.metric != TALLY_NO_CODE
		? tally_codes_metric(d->lex->codes, s->name.metric)->observed == TALLY_STOCK
		: d->chinese && of_what_is_there(v, r->measure) && name_of_stock(s->name.text);

	print_period(d, v, k, stock, r, &period);
	print_whole(d, v, s, r);
	print_base(d, v, &period, r);
	print_prices(d, v, item, r);
	if (v->counts_differ) {
		reading_reason(r, "counts-differ");
		r->tier = TALLY_TIER_U;
	}
	if (strcmp(v->rule->id, "times-growth") == 0) {
		/* the press also says it for a ratio */
		reading_text(r->alternative, sizeof r->alternative, "measure=ratio");
		reading_reason(r, "two-readings");
		at_least(r, TALLY_TIER_C);
	}
	if (d->survey && r->kind == TALLY_OBSERVATION)
		r->kind = TALLY_SURVEY;
	r->status = d->preliminary ? 'P' : 0;
	origin_mark value = mark_of(d, from, t->to, TALLY_SLOT_EXPLICIT);

	reading_slot(r, TALLY_SLOT_VALUE, &value);
	if (v->verb < item) {
		origin_mark verb = mark_of(d, d->s.tokens[v->verb].from, d->s.tokens[v->verb].to,
					   TALLY_SLOT_EXPLICIT);

		reading_slot(r, TALLY_SLOT_MEASURE, &verb);
	}
	per_unit_of_name(s, r);
	check_unit(d, v, s, r);
	tier_of_slots(r);
	clause_text(d, v, item, r);
	document_emit(d, r);
}

void value_emit(document *d, value_frame *v)
{
	whole_find(d, v);
	for (int k = 0; k < v->group.n && !d->stop; k++) {
		if (v->group.n == 1) {
			for (int j = 0; j < v->subjects.n && !d->stop; j++)
				emit_one(d, v, &v->subjects.items[j], 0);
			return;
		}
		emit_one(d, v, &v->subjects.items[v->subjects.n == v->group.n ? k : 0], k);
	}
}

const char *tally_slot_name_text(tally_slot_name slot)
{
	static const char *const names[TALLY_N_SLOTS] = {
	    "metric", "region", "period", "value", "unit", "qualifier", "measure", "against"};

	return slot < TALLY_N_SLOTS ? names[slot] : "";
}

const char *tally_slot_origin_text(tally_slot_origin origin)
{
	static const char *const names[] = {"empty", "explicit", "sentence", "carried", "default"};

	return origin <= TALLY_SLOT_DEFAULT ? names[origin] : "";
}
