/* name_behind.c: names that stand behind their value: 集聚了1300多所大学, 84%的独角兽企业,
 * 4家被列为试点园区.
 */
#include "values.h"

#include <string.h>

static bool has_quantity(const document *d, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (d->s.tokens[i].kind == T_QUANTITY)
			return true;
	return false;
}

/* 大学、5000余家…: what stands before belongs to the value before. */
bool behind_separator(const document *d, const value_frame *v)
{
	size_t i = v->group.items[0];
	const token *t = d->s.tokens;

	while (i > v->group.left && word_is(&t[i - 1], W(W_BEFORE) | W(W_LEAD)))
		i--;
	return i > v->group.left && (word_is(&t[i - 1], W(W_CONJ)) ||
				     (t[i - 1].kind == T_MARK && t[i - 1].mark == 0x3001));
}

/* The names in front are as many as the count. */
static bool lists_so_many(const document *d, const value_frame *v, const char *front)
{
	const token *t = &d->s.tokens[v->group.items[0]];
	int64_t n = 1;

	if (!d->chinese || v->group.n != 1 || t->kind != T_QUANTITY)
		return false;
	const quantity *q = &d->s.quantities[t->ref];

	for (const char *at = front; (at = strstr(at, "、")) != NULL; at += 3)
		n++;
	n += n > 1 && strstr(front, "和");
	return n > 1 && q->kind == U_COUNT && !q->power && !q->first.decimals &&
	       q->first.mantissa == n;
}

/* 吸引近300家|企业参展: what they do is said behind them, and names them. */
static bool did_behind(const document *d, name_slot *noun)
{
	static const char *const verbs[] = {"参展", "参会", "参赛", "参加",
					    "参与", "入驻", "落户", "入园"};
	const size_t n = strlen(noun->text);
	const size_t verb = tail_among(noun->text, n, verbs, sizeof verbs / sizeof *verbs);
	name_slot turned = {.metric = TALLY_NO_CODE, .mark = noun->mark};

	if (!d->chinese || !verb || verb == n)
		return false;
	name_print(turned.text, "%s%.*s", noun->text + n - verb, (int)(n - verb), noun->text);
	name_look_up(d, &turned);
	*noun = turned;
	return true;
}

/* 4家|被列为碳达峰试点园区, 115家独角兽|的“成长密码”: without what is said around the thing. */
static void thing_alone(const document *d, name_slot *noun)
{
	static const char *const named[] = {"被列为",   "被评为", "被认定为",
					    "被命名为", "被授予", "被确定为"};
	const size_t said = front_among(noun->text, named, sizeof named / sizeof *named);
	char *quoted = strstr(noun->text, "的“");

	const bool cut = quoted && quoted > noun->text;

	if (!d->chinese || !(cut || said))
		return;
	if (cut)
		*quoted = '\0';
	if (said && noun->text[said])
		memmove(noun->text, noun->text + said, strlen(noun->text + said) + 1);
	name_look_up(d, noun);
}

/* 信息技术已成长为|2个万亿元级产业集群, A、B|2个产业集群: what stands in front says which they are.
 */
static bool says_which(const document *d, const value_frame *v, const char *front)
{
	static const char *const became[] = {"成长", "发展成", "打造成", "培育成"};

	return (d->chinese &&
		tail_among(front, strlen(front), became, sizeof became / sizeof *became)) ||
	       lists_so_many(d, v, front);
}

/* The verb in front, with its object's beginning: 集聚了|1300多所. */
static void name_of_front(document *d, const value_frame *v, size_t clause_from, name_slot *front)
{
	size_t from = v->object < v->cut ? v->object : v->phrase.from, to = v->cut;

	if (v->group.left > clause_from && (from >= to || behind_separator(d, v))) {
		/* a second value of the same verb */
		noun_phrase first;
		size_t end = clause_from;

		while (end < v->group.left && d->s.tokens[end].kind != T_QUANTITY)
			end++;
		noun_phrase_find(d, clause_from, end, &first);
		from = first.from;
		to = end;
	}
	while (to > from &&
	       word_is(&d->s.tokens[to - 1], W(W_REGION) | W(W_OF) | W(W_LEAD) | W(W_PREP)))
		to--;
	if (d->chinese && !v->examples && v->rule->measure != TALLY_SHARE && from < to &&
	    !has_quantity(d, from, to))
		name_of(d, from, to, front);
	if (front->text[0] && says_which(d, v, front->text))
		front->text[0] = '\0';
}

/* 集聚了1300多所大学: the verb in front and the noun behind make the name. */
bool name_behind(document *d, value_frame *v, size_t clause_from, name_slot *out)
{
	const bool share = v->rule->measure == TALLY_SHARE;
	name_slot noun, front = {.metric = TALLY_NO_CODE};

	if (v->noun_to <= v->noun_from)
		return false;
	if (share && part_by_whom(d, v, out))
		return true;
	name_of(d, v->noun_from, v->noun_to, &noun);
	if (name_is_empty(&noun))
		return false;
	thing_alone(d, &noun);
	if (v->rule->measure == TALLY_LEVEL && did_behind(d, &noun)) {
		*out = noun;
		return true;
	}
	name_of_front(d, v, clause_from, &front);
	*out = noun;
	if (share)
		part_of_whom(d, v, out);
	else if (!front.text[0])
		zones_that_did(d, v, out);
	if (front.text[0]) {
		name_join(out, &front, &noun);
		int32_t metric =
		    tally_codes_find_metric(d->lex->codes, out->text, strlen(out->text));

		out->metric = metric != TALLY_NO_CODE ? metric : noun.metric;
	}
	return true;
}
