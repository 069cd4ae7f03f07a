/* composition.c: 三次产业结构为8.9∶35.2∶55.9: the shares of the named parts, in their order.
 *
 * The parts are the three sectors of output, or the names in front (A、B、C之比). Shares of a whole
 * add up to 100; numbers that do not, and parts that nobody names, are told as unresolved. */
#include "values.h"

#include <string.h>

bool composition_sign(const document *d, size_t i)
{
	const token *t = d->s.tokens;

	return i > 0 && i + 1 < d->s.n_tokens && t[i].kind == T_MARK && t[i].mark == ':' &&
	       t[i - 1].kind == T_QUANTITY && t[i + 1].kind == T_QUANTITY &&
	       t[i - 1].to == t[i].from && t[i + 1].from == t[i].to;
}

size_t composition_list(document *d, size_t i, size_t b, value_group *g)
{
	while (i + 2 < b && composition_sign(d, i + 1)) {
		i += 2;
		if (g->n < TEXT_LIST_MAX)
			g->items[g->n++] = (uint32_t)i;
		else
			g->overflow = true;
		g->composition = true;
	}
	return i;
}

/* Whether the numbers add up to 100, one unit of the last place each way for every part. */
static bool adds_up(document *d, const value_group *g)
{
	double sum = 0, slack = 0;

	for (int k = 0; k < g->n; k++) {
		const quantity *q = quantity_of(d, &d->s.tokens[g->items[k]]);
		double unit = 1;

		if (q->kind != U_NONE && q->kind != U_PERCENT)
			return false;
		for (int i = 0; i < q->first.decimals; i++)
			unit /= 10;
		sum += (double)q->first.mantissa * unit;
		slack += unit;
	}
	return sum >= 100 - slack && sum <= 100 + slack;
}

static bool speaks_of_sectors(const document *d, size_t from, size_t to)
{
	static const char words[] =
	    "三次产业|一二三产|一、二、三产业|一、二、三次产业|"
	    "第一、二、三产业|第一、第二、第三产业|三产结构|三产比|产业结构";

	for (size_t i = from; i < to; i++)
		if (text_at_any(d->s.text.cp, to, i, words))
			return true;
	return false;
}

static void sectors(document *d, value_frame *v, const region_slot *region, const origin_mark *mark)
{
	static const char *const names[] = {"第一产业增加值", "第二产业增加值", "第三产业增加值"};

	v->subjects.n = 0;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		subject s = {.region = *region};

		s.name.metric = tally_codes_find_metric(d->lex->codes, names[k], strlen(names[k]));
		memcpy(s.name.text, names[k], strlen(names[k]) + 1);
		s.name.mark = *mark;
		subject_add(&v->subjects, &s);
	}
	v->whole = (name_slot){.metric = tally_codes_find_metric(d->lex->codes, "gdp", 3)};
	memcpy(v->whole.text, "gdp", 4);
	v->whole.mark = *mark;
}

static void as_shares(document *d, const value_group *g)
{
	for (int k = 0; k < g->n; k++) {
		quantity *q = quantity_of(d, &d->s.tokens[g->items[k]]);

		q->kind = U_PERCENT;
		q->unit_from = q->unit_to;
	}
}

bool composition_analyse(document *d, value_frame *v)
{
	const value_group *g = &v->group;
	size_t value = g->items[0], left = g->left;
	const token *t = d->s.tokens;

	if (g->overflow || !adds_up(d, g))
		return false;
	v->verb = v->cut = value;
	while (v->cut > left &&
	       (word_is(&t[v->cut - 1], value_verbal) || t[v->cut - 1].kind == T_PERIOD))
		v->cut--;
	noun_phrase_find(d, left, v->cut, &v->phrase);
	v->object = v->cut;
	v->noun_from = v->noun_to = value;
	v->facts = F(F_PERCENT);
	v->rule = frame_named("composition");
	region_slot region = region_for(d, v);
	origin_mark mark = mark_of(d, t[left].from, t[value].from, TALLY_SLOT_EXPLICIT);

	if (g->n == 3 && speaks_of_sectors(d, t[left].from, t[value].from)) {
		sectors(d, v, &region, &mark);
	} else if (d->composed && d->current.n == g->n) {
		subjects_copy(&v->subjects, &d->current); /* 由…调整为…: the same parts */
		if (d->sectors)
			sectors(d, v, &region, &mark);
	} else if (list_of_names(d, v, &region) != g->n) {
		return false;
	}
	as_shares(d, g);
	d->composed = true;
	d->sectors = !name_is_empty(&v->whole);
	return true;
}
