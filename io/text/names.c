/* names.c: the name of a stretch of tokens, a metric of the code lists or as printed.
 *
 * A metric of the code lists is one only when it covers the whole phrase; 民间固定资产投资 is not
 * 固定资产投资. */
#include "reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool name_is_empty(const name_slot *n)
{
	return n->metric == TALLY_NO_CODE && !n->text[0];
}

void name_print(char out[static TALLY_NAME_MAX], const char *format, ...)
{
	char text[4 * TALLY_NAME_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	size_t n = strlen(text);

	if (n >= TALLY_NAME_MAX)
		for (n = TALLY_NAME_MAX - 1; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
	memcpy(out, text, n);
	out[n] = '\0';
}

void name_look_up(const document *d, name_slot *name)
{
	name->metric = tally_codes_find_metric(d->lex->codes, name->text, strlen(name->text));
}

/* Words behind a metric that add nothing to it. */
static size_t generic_tail(const document *d, size_t from, size_t to)
{
	static const char words[] = "数量|总量|总数|总额|规模|总规模|总体|水平|数|总体规模|"
				    "指标|完成额|总值";
	size_t length = text_at_any(d->s.text.cp, to, from, words);

	return from + length == to ? length : 0;
}

/* The longest metric that the characters begin with, by the automaton; TALLY_NO_CODE: none. */
static int32_t longest_metric(const document *d, const uint32_t *cp, size_t n, size_t *length)
{
	const int32_t found =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_METRIC), cp, n, length);

	return found >= 0 ? d->lex->words[found].metric : TALLY_NO_CODE;
}

/* Chinese characters alone are written in one way: the automaton knows them as the lists do, and
 * asking it is cheaper. */
int32_t metric_of_characters(const document *d, const uint32_t *cp, size_t n)
{
	size_t length = 0, i = 0;

	while (i < n && is_han(cp[i]))
		i++;
	if (i < n) {
		char text[TALLY_NAME_MAX];
		const size_t bytes = text_utf8(cp, n, text, sizeof text);

		return tally_codes_find_metric(d->lex->codes, text, bytes);
	}
	const int32_t found = longest_metric(d, cp, n, &length);

	return length == n ? found : TALLY_NO_CODE;
}

static int32_t find_metric(const document *d, size_t from, size_t to)
{
	return metric_of_characters(d, d->s.text.cp + from, to - from);
}

/* Longer names count nothing. */
#define COUNTED_MAX 80

/* 高标准数字园区 is listed as 高标准数字园区数. */
static int32_t find_counted(const document *d, size_t from, size_t to)
{
	uint32_t counted[COUNTED_MAX + 2];
	const size_t n = to - from;
	size_t length = 0;

	if (n < 4 || n > COUNTED_MAX || d->s.text.cp[to - 1] < 128)
		return TALLY_NO_CODE;
	memcpy(counted, d->s.text.cp + from, n * sizeof *counted);
	counted[n] = 0x6570; /* 数 */
	counted[n + 1] = 0x91cf;
	for (size_t i = 0; i < n; i++)
		if (!is_han(counted[i])) {
			int32_t found = metric_of_characters(d, counted, n + 1);

			return found != TALLY_NO_CODE ? found
						      : metric_of_characters(d, counted, n + 2);
		}
	int32_t found = longest_metric(d, counted, n + 2, &length);

	return length > n ? found : TALLY_NO_CODE;
}

/* The one metric of the lists among tokens [a, b) and what surrounds it. */
static int32_t metric_covering(const document *d, size_t a, size_t b)
{
	size_t from = d->s.tokens[a].from, to = d->s.tokens[b - 1].to;
	int32_t whole = find_metric(d, from, to);

	if (whole == TALLY_NO_CODE)
		whole = find_counted(d, from, to);
	if (whole != TALLY_NO_CODE)
		return whole;
	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, W(W_METRIC)) || t->from != from)
			continue;
		size_t end = t->to, close = end;

		/* 制造业采购经理指数(PMI) */
		if (close < to && d->s.text.cp[close] == '(')
			while (close < to && d->s.text.cp[close] != ')')
				close++;
		if (close < to && d->s.text.cp[close] == ')' && close + 1 == to && close - end < 8)
			return word_of(d, t)->metric;
		if (end == to || generic_tail(d, end, to))
			return word_of(d, t)->metric;
	}
	return TALLY_NO_CODE;
}

/* Takes particles and half quotes off both ends. */
static void trim_name(const document *d, size_t *a, size_t *b)
{
	const token *t = d->s.tokens;
	uint64_t loose = W(W_OF) | W(W_CONJ) | W(W_LEAD) | W(W_ELSE);

	while (*a < *b && !trade_partner(d, *a, *b) &&
	       (word_is(&t[*a], loose) ||
		(t[*a].kind == T_MARK && !is_quote(t[*a].mark) && t[*a].mark != '(')))
		++*a;
	while (*b > *a &&
	       (word_is(&t[*b - 1], loose) ||
		(t[*b - 1].kind == T_MARK && !is_quote(t[*b - 1].mark) && t[*b - 1].mark != ')')))
		--*b;
}

static bool ends_in(const document *d, size_t from, size_t to, const char *tail)
{
	size_t length = strlen(tail) / 3;

	return to - from > length && text_at(d->s.text.cp, to, to - length, tail) == length;
}

/* 建成5G基站: verbs of having that leave the metric as it is. */
static int32_t behind_verb(const document *d, size_t from, size_t to)
{
	static const char verbs[] =
	    "生产|建成|建设|培育|拥有|集聚|聚集|汇聚|建有|设有|实现|完成|保有|"
	    "累计建成|现有|已有|新建成|投入|共投入|累计投入";
	size_t length = text_at_any(d->s.text.cp, to, from, verbs);
	int32_t metric =
	    length && from + length < to ? find_metric(d, from + length, to) : TALLY_NO_CODE;

	if (metric == TALLY_NO_CODE && length && from + length < to)
		metric = find_counted(d, from + length, to);
	return metric;
}

/* 软件和信息技术服务业(以下简称“软件业”)|企业: brackets.c took the aside out of the tokens. */
static void without_aside(const document *d, size_t a, size_t b, name_slot *name)
{
	const token *t = d->s.tokens;
	char behind[TALLY_NAME_MAX];
	size_t i = a + 1;

	while (i < b && !(t[i].from > t[i - 1].to && d->s.text.cp[t[i - 1].to] == '('))
		i++;
	if (i >= b)
		return;
	source_text(d, t[a].from, t[i - 1].to, name->text, sizeof name->text);
	source_text(d, t[i].from, t[b - 1].to, behind, sizeof behind);
	name_print(name->text, "%s%s", name->text, behind);
	name_look_up(d, name);
}

/* 新能源汽车全年产量 is 新能源汽车产量: no time is part of a name. */
static void without_time(const document *d, size_t a, size_t b, name_slot *name)
{
	for (size_t i = a + 1; i + 1 < b; i++) {
		const token *t = &d->s.tokens[i];
		char front[TALLY_NAME_MAX], behind[TALLY_NAME_MAX];

		if (t->kind != T_PERIOD || d->s.periods[t->ref].months)
			continue;
		source_text(d, d->s.tokens[a].from, t->from, front, sizeof front);
		source_text(d, t->to, d->s.tokens[b - 1].to, behind, sizeof behind);
		name_print(name->text, "%s%s", front, behind);
		name_look_up(d, name);
		return;
	}
}

/* 企业累计投入研发经费 is 企业研发经费, where the lists know that. */
static void without_spending(const document *d, name_slot *name)
{
	static const char *const verbs[] = {"累计投入", "共投入", "投入"};

	if (!strstr(name->text, "投入"))
		return;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const char *at = strstr(name->text, verbs[i]);
		name_slot short_name = *name;

		if (!at || at == name->text)
			continue;
		name_print(short_name.text, "%.*s%s", (int)(at - name->text), name->text,
			   at + strlen(verbs[i]));
		name_look_up(d, &short_name);
		if (short_name.metric == TALLY_NO_CODE)
			continue;
		*name = short_name;
		return;
	}
}

void name_of(const document *d, size_t a, size_t b, name_slot *out)
{
	name_clear(out);
	trim_name(d, &a, &b);
	if (a >= b || (b == a + 1 && word_is(&d->s.tokens[a], W(W_PREP)) &&
		       !word_is(&d->s.tokens[a], W(W_METRIC) | W(W_REGION))))
		return;
	for (size_t i = a + 2; !d->chinese && i < b; i++)
		if (text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i].from,
				"held by |owned by |held in ")) {
			b = i; /* patents held by these enterprises */
			break;
		}
	size_t from = d->s.tokens[a].from, to = d->s.tokens[b - 1].to;

	/* 这|条产线日产能, 本|届大会 */
	if (d->chinese && from > 0 && to > from + 3 &&
	    text_at_any(d->s.text.cp, from, from - 1, "这|该|本|此") == 1 &&
	    text_at_any(d->s.text.cp, to, from, "条|家|款|项|届|座|种|类|批|支") == 1)
		from++;
	while (to > from + 2 && (ends_in(d, from, to, "了") || ends_in(d, from, to, "已")))
		to--;
	/* 新增研发机构33家，总数达1630家: no name of its own */
	if (d->chinese && to - from <= 3 &&
	    text_at_any(d->s.text.cp, to, from, "总数|总量|数量|规模|总规模|总数量|投入|平均|时") ==
		to - from)
		return;
	/* 合肥一市即占; 江苏、浙江分列第二、第三位 */
	if (d->chinese &&
	    ((to - from == 2 && text_at_any(d->s.text.cp, to, from, "一市|一省|一地|一国|一县")) ||
	     text_at_any(d->s.text.cp, to, from, "分列|位居|位列|稳居|并列|居首|分居|居前") > 0))
		return;
	out->metric = metric_covering(d, a, b);
	if (out->metric == TALLY_NO_CODE)
		out->metric = behind_verb(d, from, to);
	source_text(d, from, to, out->text, sizeof out->text);
	out->mark = mark_of(d, from, to, TALLY_SLOT_EXPLICIT);
	if (d->chinese && out->metric == TALLY_NO_CODE)
		without_aside(d, a, b, out);
	if (d->chinese && out->metric == TALLY_NO_CODE)
		without_time(d, a, b, out);
	if (d->chinese && out->metric == TALLY_NO_CODE)
		without_spending(d, out);
}
