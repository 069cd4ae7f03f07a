/* brackets.c: what a bracket is: part of a name, a figure of its own, or an aside.
 *
 * (不含农户) is a scope and belongs to its name; (同比增长5.4%) says a figure, as a clause would;
 * (M2), (下同), (详见附注1) are asides and are taken out, their numbers told. */
#include "reading.h"

#include <string.h>

static size_t closing(const document *d, size_t i)
{
	for (size_t k = i + 1; k < d->s.n_tokens && k - i < 64; k++)
		if (d->s.tokens[k].kind == T_MARK && d->s.tokens[k].mark == ')')
			return k;
	return i;
}

/* 不含…, 含…: a scope, part of the name. */
static bool belongs_to_name(const document *d, size_t i, size_t end)
{
	const token *t = &d->s.tokens[i + 1];

	if (text_at_any(d->s.text.cp, d->s.text.n, t->from, "下同|上同|以下简称|简称|见|详见"))
		return false;
	if (text_at_any(d->s.text.cp, d->s.text.n, t->from,
			"不含|含|除|剔除|扣除|包括|不包括|excluding|including"))
		return true;
	if (end + 1 >= d->s.n_tokens || i == 0 || d->s.tokens[end + 1].from != d->s.tokens[end].to)
		return false;
	bool west = text_is_latin(d->s.text.cp[t->from]), short_words = end - i <= 4;

	for (size_t k = i + 1; k < end; k++)
		short_words = short_words && d->s.tokens[k].kind != T_QUANTITY &&
			      d->s.tokens[k].kind != T_PERIOD;
	/* 省(区、市) */
	if (!west && short_words && d->s.tokens[end].to - d->s.tokens[i].from <= 6 && i > 0 &&
	    d->s.tokens[i - 1].to == d->s.tokens[i].from)
		return true;
	/* 上市(挂牌)企业 */
	return d->s.tokens[end + 1].kind == T_TEXT && d->s.tokens[i - 1].kind == T_TEXT &&
	       end - i <= 3;
}

/* "19 trillion yuan (about 2.65 trillion U.S. dollars)" */
static bool is_conversion(document *d, size_t i, size_t end)
{
	const token *t = d->s.tokens;

	while (i + 1 < end && t[i + 1].kind != T_QUANTITY)
		if (!word_is(&t[++i], W(W_BEFORE) | W(W_LEAD)))
			return false;
	return i + 2 == end && quantity_of(d, &t[i + 1])->kind == U_MONEY;
}

/* (同比增长5.4%), (折合19083美元), (占比64.1%): one figure and the words that say what it is. */
static bool is_figure(document *d, size_t i, size_t end)
{
	static const uint64_t saying = W(W_UP) | W(W_DOWN) | W(W_YOY) | W(W_POP) | W(W_SHARE) |
				       W(W_PORTION) | W(W_CHILD) | W(W_RATE) | W(W_EQUALS);
	size_t quantities = 0;
	bool converts = false;

	for (size_t k = i + 1; k < end; k++) {
		const token *t = &d->s.tokens[k];

		/* (比上年增长5.4%) is a figure, (2024年9月) is none */
		if (t->kind == T_PERIOD && !(d->chinese && word_is(t - 1, W(W_COMPARE))))
			return false;
		if (t->kind != T_QUANTITY &&
		    text_at_any(d->s.text.cp, t->to, t->from, "折合|约合|折算"))
			converts = true;
		quantities += t->kind == T_QUANTITY && quantity_of(d, t)->kind != U_NONE &&
			      quantity_of(d, t)->kind != U_AGE;
	}
	if (quantities == 0 || i == 0)
		return false;
	/* 广东(5099.5亿元)、江苏(4597.3亿元) */
	if (d->chinese && quantities == 1 && end == i + 2 &&
	    word_is(&d->s.tokens[i - 1], W(W_REGION)))
		return true;
	if (!d->chinese && quantities == 1 && end == i + 2 &&
	    quantity_of(d, &d->s.tokens[i + 1])->kind != U_MONEY)
		return quantity_of(d, &d->s.tokens[i + 1])->kind == U_PERCENT;
	if (!d->chinese && quantities == 1 && d->s.tokens[i - 1].kind == T_QUANTITY)
		return is_conversion(d, i, end);
	return converts || classes_in(d, i + 1, end) & saying ||
	       text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i + 1].from,
			   "折合|约合|折|合|约");
}

/* Between commas it is a clause; in English, "Ireland (-14.1%)", it is the value of the word
 * before. */
static void keep_figure(document *d, size_t i, size_t end, size_t *kept)
{
	token *t = d->s.tokens;

	for (size_t k = i; k <= end; k++) {
		token one = t[k];

		if (one.kind == T_MARK && (k == i || k == end)) {
			if (!d->chinese ||
			    (k == i && end == i + 2 && i > 0 && word_is(&t[i - 1], W(W_REGION))))
				continue; /* 广东(5099.5亿元): the place's figure */
			one.mark = ',';
		}
		t[(*kept)++] = one;
	}
}

/* 国家自主创新示范区(以下简称“自创区”): the short name means them all, not the zone named last. */
static void note_short_name(document *d, size_t i, size_t end)
{
	const token *t = d->s.tokens;

	if (i == 0 || !word_is(&t[i - 1], W(W_REGION)) ||
	    !text_at_any(d->s.text.cp, d->s.text.n, t[i + 1].from, "以下简称|简称"))
		return;
	for (size_t k = i + 1; k < end; k++)
		if (zone_kind_alone(d, &t[k]) &&
		    word_of(d, &t[k])->region == word_of(d, &t[i - 1])->region)
			d->kinds_meant |= zone_kind_bit(d, &t[k]);
}

static void drop_aside(document *d, size_t i, size_t end)
{
	bool told = classes_in(d, i, end) & W(W_DATELINE);

	note_short_name(d, i, end);
	for (size_t k = i; k <= end; k++) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_QUANTITY)
			document_unread(d, t, "parenthesis");
		if (t->kind == T_PERIOD && told && period_of(d, t)->day &&
		    !period_of(d, t)->unknown)
			d->as_of = period_of(d, t)->list[0].last;
	}
}

static void keep_as_text(document *d, size_t i, size_t end, size_t *kept)
{
	token *t = d->s.tokens;

	for (size_t k = i; k <= end; k++) {
		if (t[k].kind == T_QUANTITY)
			document_unread(d, &t[k], "parenthesis");
		token text = t[k];

		text.kind = T_TEXT;
		t[(*kept)++] = text;
	}
}

/* (本栏数据均为2024年统计数): a paragraph of its own is no aside. */
static void unwrap_paragraph(document *d)
{
	token *t = d->s.tokens;
	const size_t n = d->s.n_tokens;

	if (n < 3 || t[0].kind != T_MARK || t[0].mark != '(' || closing(d, 0) != n - 1)
		return;
	memmove(t, t + 1, (n - 2) * sizeof *t);
	d->s.n_tokens = n - 2;
}

void brackets_settle(document *d)
{
	size_t kept = 0;
	token *t = d->s.tokens;

	unwrap_paragraph(d);

	for (size_t i = 0; i < d->s.n_tokens; i++) {
		size_t end = t[i].kind == T_MARK && t[i].mark == '(' ? closing(d, i) : i;

		if (end == i) {
			if (kept < i)
				t[kept] = t[i];
			kept++;
		} else if (is_figure(d, i, end)) {
			keep_figure(d, i, end, &kept);
		} else if (belongs_to_name(d, i, end)) {
			keep_as_text(d, i, end, &kept);
		} else {
			drop_aside(d, i, end);
		}
		i = end;
	}
	d->s.n_tokens = kept;
}
