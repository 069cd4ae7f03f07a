/* values.c: what the words around a group of values make of it: facts, the noun phrase, the frame.
 */
#include "values.h"

#include <string.h>

/* Words that may stand between a name and its value. */
const uint64_t value_verbal =
    W(W_BEFORE) | W(W_LEVEL) | W(W_UP) | W(W_DOWN) | W(W_UPTO) | W(W_DOWNTO) | W(W_RATE) |
    W(W_FASTER) | W(W_SLOWER) | W(W_YOY) | W(W_POP) | W(W_COMPARE) | W(W_COMPARED) | W(W_SHARE) |
    W(W_PORTION) | W(W_CONTRIBUTION) | W(W_PULL) | W(W_MEAN) | W(W_NOMINAL) | W(W_REAL) |
    W(W_EACH) | W(W_RESPECTIVE) | W(W_TURN) | W(W_FROM) | W(W_TO) | W(W_TARGET) | W(W_FORECAST) |
    W(W_CUMULATIVE) | W(W_FLAT) | W(W_LEAD) | W(W_OF) | W(W_ABOVE) | W(W_EQUALS) | W(W_COMPARABLE);

/* Words that decide what a value is. */
static const uint64_t decisive = W(W_UP) | W(W_DOWN) | W(W_UPTO) | W(W_DOWNTO) | W(W_RATE) |
				 W(W_SHARE) | W(W_PORTION) | W(W_CONTRIBUTION) | W(W_PULL) |
				 W(W_ABOVE) | W(W_FLAT) | W(W_EQUALS) | W(W_FASTER) | W(W_SLOWER);

bool token_is_content(const token *t)
{
	if (t->kind == T_TEXT)
		return true;
	return t->kind == T_WORD &&
	       (t->classes & (W(W_METRIC) | W(W_REGION)) ||
		!(t->classes & (value_verbal | W(W_CONJ) | W(W_ELSE) | W(W_CHILD))));
}

bool token_is_verbal(const token *t)
{
	return word_is(t, value_verbal) && !(t->classes & (W(W_METRIC) | W(W_REGION)));
}

/* --- facts -------------------------------------------------------------------------- */

static uint64_t unit_fact(const quantity *q)
{
	if (q->form == TALLY_FORM_FRACTION)
		return F(F_PERCENT) | F(F_TENTHS);
	switch ((unit_kind)q->kind) {
	case U_TENTHS:
		return F(F_PERCENT) | F(F_TENTHS);
	case U_PERCENT:
	case U_PERMILLE:
		return F(F_PERCENT);
	case U_POINTS:
	case U_PERMILLE_POINTS:
		return F(F_POINTS);
	case U_TIMES:
		return F(F_TIMES);
	case U_NONE:
		return q->power ? F(F_LEVEL_UNIT) : F(F_NO_UNIT);
	default:
		return F(F_LEVEL_UNIT);
	}
}

bool begins_comparison(const document *d, const token *t)
{
	return word_is(t, W(W_COMPARE)) ||
	       (d->chinese && word_is(t, W(W_YOY)) &&
		text_at_any(d->s.text.cp, t->to, t->from, "比|较|与") == 1);
}

/* 高于, 超过 are differences only when somebody to compare with follows. */
static bool really_above(const document *d, size_t i, size_t value, bool points)
{
	for (size_t k = i + 1; k < value; k++)
		if (word_is(&d->s.tokens[k], W(W_REGION) | W(W_METRIC)) ||
		    d->s.tokens[k].kind == T_PERIOD || d->s.tokens[k].kind == T_TEXT)
			return true;
	/* 比上年增长超过5%: a bound of the growth */
	if (!points && i > 0 &&
	    word_is(&d->s.tokens[i - 1], W(W_UP) | W(W_DOWN) | W(W_SHARE) | W(W_PORTION)))
		return false;
	for (size_t k = i; k-- > 0 && i - k < 8;)
		if (begins_comparison(d, &d->s.tokens[k]) && k + 1 < i)
			return true;
	return false;
}

/* 营业收入超过千亿元的高新区有100家: the verbs before 的 belong to the name of what is counted. */
static size_t behind_relative(const document *d, size_t a, size_t value)
{
	const token *t = d->s.tokens;
	bool noun = false;

	if (t[value].kind != T_QUANTITY || d->s.quantities[t[value].ref].kind != U_COUNT)
		return a;
	for (size_t i = value; i-- > a;) {
		if (word_is(&t[i], W(W_OF)) && noun)
			return i + 1;
		if (word_is(&t[i], W(W_PORTION) | W(W_SHARE) | W(W_UP) | W(W_DOWN)))
			return a;
		noun = token_is_content(&t[i]) || (noun && token_is_verbal(&t[i]));
	}
	return a;
}

/* 高于经济增速0.4个百分点: the rate is that of somebody else; the token of 高于, or i. */
static size_t above_rate(const document *d, size_t a, size_t i)
{
	for (size_t k = i; k-- > a;) {
		const token *t = &d->s.tokens[k];

		if (word_is(t, W(W_ABOVE)) && t->to - t->from >= 2)
			return k;
		if (word_is(t, W(W_UP) | W(W_DOWN) | W(W_FASTER) | W(W_SLOWER)) &&
		    !(t->classes & (W(W_METRIC) | W(W_REGION))))
			break;
	}
	return i;
}

/* The last word before the value that says what it is. */
static size_t find_decisive(const document *d, size_t a, size_t value, bool points)
{
	a = behind_relative(d, a, value);

	/* 拉动…增长3.2个百分点: the pulling decides, not the growth */
	for (size_t i = value; points && i-- > a;)
		if (word_is(&d->s.tokens[i], W(W_PULL)))
			return i;
	for (size_t i = value; i-- > a;) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, decisive) || t->classes & (W(W_METRIC) | W(W_REGION)))
			continue;
		if (points && d->chinese && word_is(t, W(W_RATE)) && above_rate(d, a, i) < i)
			return above_rate(d, a, i);
		if (t->classes & W(W_ABOVE) && !(t->classes & (decisive & ~W(W_ABOVE))) &&
		    !(points && i + 1 < value) && !really_above(d, i, value, points))
			continue;
		/* a verb with an object behind it does not speak of the value; 高出全国 does */
		if (!(points && t->classes & W(W_ABOVE)) &&
		    t->classes & (W(W_UP) | W(W_DOWN) | W(W_UPTO) | W(W_DOWNTO) | W(W_FASTER) |
				  W(W_SLOWER))) {
			bool object = false;

			for (size_t k = i + 1; k < value; k++)
				object = object || token_is_content(&d->s.tokens[k]);
			if (object)
				continue;
		}
		return i;
	}
	return value;
}

static uint64_t word_facts(uint64_t classes)
{
	static const struct {
		word_class word;
		fact fact;
	} map[] = {
	    {W_UP, F_UP},           {W_DOWN, F_DOWN},     {W_UPTO, F_UPTO},
	    {W_DOWNTO, F_DOWNTO},   {W_RATE, F_RATE},     {W_SHARE, F_SHARE},
	    {W_PORTION, F_PORTION}, {W_PULL, F_PULL},     {W_CONTRIBUTION, F_CONTRIBUTION},
	    {W_ABOVE, F_ABOVE},     {W_FLAT, F_FLAT},     {W_FASTER, F_FASTER},
	    {W_SLOWER, F_SLOWER},   {W_EQUALS, F_EQUALS},
	};
	uint64_t facts = 0;

	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (classes & W(map[i].word))
			facts |= F(map[i].fact);
	return facts;
}

/* Facts that hold wherever in the context the word stands. */
static uint64_t loose_facts(uint64_t classes)
{
	uint64_t facts = 0;

	if (classes & W(W_MEAN))
		facts |= F(F_MEAN);
	if (classes & (W(W_YOY) | W(W_POP)))
		facts |= F(F_YOY);
	if (classes & W(W_LEVEL))
		facts |= F(F_LEVEL);
	if (classes & W(W_RATE))
		facts |= F(F_RATE);
	if (classes & W(W_PORTION))
		facts |= F(F_PORTION);
	if (classes & W(W_CONTRIBUTION))
		facts |= F(F_CONTRIBUTION);
	if (classes & W(W_PULL))
		facts |= F(F_PULL);
	return facts;
}

/* …是全国平均水平的12倍: the phrase ends before the verb. */
static size_t find_comparison(const document *d, size_t a, size_t cut)
{
	for (size_t i = cut; i-- > a;)
		if (word_is(&d->s.tokens[i], W(W_LEVEL))) {
			while (i > a && token_is_verbal(&d->s.tokens[i - 1]))
				i--;
			return i;
		}
	return cut;
}

/* 产业增加值占GDP的比重两年提高0.8个百分点: the name ends before 占. */
static size_t before_portion(const document *d, size_t a, size_t cut, size_t value)
{
	const token *t = d->s.tokens;
	bool portion = false;

	if (!d->chinese)
		return cut;
	for (size_t i = value; i-- > a;) {
		if (t[i].classes & W(W_METRIC))
			continue;
		if (portion && word_is(&t[i], W(W_SHARE))) {
			while (i > a && token_is_verbal(&t[i - 1]))
				i--;
			return i < cut ? i : cut;
		}
		portion = portion || word_is(&t[i], W(W_PORTION));
	}
	return cut;
}

/* Where the noun phrase in front of the value ends. */
static size_t find_cut(const document *d, const value_frame *v, size_t value)
{
	size_t a = v->group.left, cut = value;
	const token *t = d->s.tokens;

	while (cut > a && (token_is_verbal(&t[cut - 1]) || t[cut - 1].kind == T_PERIOD))
		cut--;
	if (v->verb < value &&
	    word_is(&t[v->verb], W(W_SHARE) | W(W_PORTION) | W(W_PULL) | W(W_CONTRIBUTION) |
				     W(W_ABOVE) | W(W_EQUALS))) {
		uint64_t opens = W(W_SHARE) | W(W_PULL) | W(W_EQUALS);

		if (v->verb < cut)
			cut = v->verb;
		for (size_t i = v->verb + 1; i-- > a;)
			if (word_is(&t[i], opens)) {
				cut = i < cut ? i : cut;
				break;
			}
		/* A 对 B 的贡献率, 比 B 高 */
		for (size_t i = v->verb; i-- > a;) {
			bool toward = word_is(&t[i], W(W_LEAD)) &&
				      text_at(d->s.text.cp, d->s.text.n, t[i].from, "对") &&
				      word_is(&t[v->verb], W(W_CONTRIBUTION));

			if (toward || (begins_comparison(d, &t[i]) && i + 1 < v->verb &&
				       word_is(&t[v->verb], W(W_ABOVE)))) {
				cut = i < cut ? i : cut;
				break;
			}
		}
		while (cut > a && (token_is_verbal(&t[cut - 1]) || t[cut - 1].kind == T_PERIOD))
			cut--;
		/* 产业规模在全国的占比 */
		if (d->chinese && cut > a + 2 && word_is(&t[v->verb], W(W_PORTION)) &&
		    word_is(&t[cut - 1], W(W_REGION) | W(W_LOCAL)) &&
		    word_is(&t[cut - 2], W(W_AMONG)))
			cut -= 2;
	}
	if (v->facts & F(F_TIMES) && v->verb == value)
		cut = find_comparison(d, a, cut);
	return before_portion(d, a, cut, value);
}

/* 实现…总额9.8万亿元: the object behind a verb of two characters or more. */
static size_t find_object(const document *d, const value_frame *v)
{
	for (size_t i = v->cut; i-- > v->phrase.from;) {
		const token *t = &d->s.tokens[i];

		/* 通过网络实现的零售额: a clause that describes the name */
		if (i > v->phrase.from && i + 1 < v->cut && word_is(t + 1, W(W_OF)))
			continue;
		/* the number of registered contracts */
		if (!d->chinese && i > v->phrase.from &&
		    (word_is(t - 1, W(W_OF) | W(W_LEAD)) ||
		     (i + 1 < v->cut &&
		      text_at_any(d->s.text.cp, t[1].to, t[1].from, "in|by|at|on|with|under") ==
			  t[1].to - t[1].from)))
			continue; /* and firms registered in the zones */
		if (word_is(t, W(W_LEVEL)) && !(t->classes & W(W_METRIC)) && t->to - t->from >= 2 &&
		    i + 1 < v->cut)
			return i + 1;
	}
	return v->cut;
}

static bool all_examples(const document *d, size_t a, size_t value)
{
	size_t i = value;

	while (i > a && word_is(&d->s.tokens[i - 1], W(W_BEFORE) | W(W_LEAD)))
		i--;
	return i > a && word_is(&d->s.tokens[i - 1], W(W_ELSE));
}

/* Behind a kind of zones that was counted: what they do together tells of no part of them. */
static bool zones_act(const document *d, size_t i)
{
	const token *t = &d->s.tokens[i];

	return d->chinese && word_is(t - 1, W(W_REGION)) && zone_kind_of(d, t - 1) &&
	       text_at_any(d->s.text.cp, d->s.text.n, t->from,
			   "共建|依托|联手|携手|抱团|结成|立足|组成|正|与|牵手") > 0;
}

/* The noun behind the value: 57.63万家新注册企业, 435亿元的投资. */
static void find_noun(document *d, value_frame *v)
{
	size_t i = v->group.items[v->group.n - 1] + 1, to;
	const token *t = d->s.tokens;

	v->noun_from = v->noun_to = i;
	if (i < v->group.right_end && word_is(&t[i], W(W_OF)))
		i++;
	if (!d->chinese && v->facts & F(F_PERCENT) && v->phrase.from >= v->cut &&
	    v->phrase.n_regions == 0)
		i = english_whole(d, i, v->group.right_end);
	if (!d->chinese && v->facts & F(F_PERCENT) && english_generic(d, i, v->group.right_end))
		return;
	v->covers = v->facts & F(F_PERCENT) && i < v->group.right_end &&
		    text_at_any(d->s.text.cp, d->s.text.n, t[i].from, "全覆盖|覆盖") > 0;
	if (v->covers)
		return;
	/* 28款|1类|创新药 */
	const bool class =
	    d->chinese && i + 1 < v->group.right_end && t[i].kind == T_QUANTITY &&
	    token_is_content(&t[i + 1]) && quantity_of(d, &t[i])->unit_to > 0 &&
	    text_at(d->s.text.cp, d->s.text.n, quantity_of(d, &t[i])->unit_to - 1, "类");

	if (i >= v->group.right_end ||
	    !(class || token_is_content(&t[i]) || (t[i].kind == T_MARK && t[i].mark == 0x201c)) ||
	    text_at_any(d->s.text.cp, d->s.text.n, t[i].from, "大关|关口|门槛|台阶|的大关|整数"))
		return;
	for (to = i + class; to < v->group.right_end; to++) {
		if (t[to].kind == T_QUANTITY && !value_refused(d, to, v->group.right_end))
			break;
		if (word_is(&t[to], W(W_YOY) | W(W_POP) | W(W_SHARE) | W(W_RESPECTIVE)) &&
		    !(t[to].classes & W(W_METRIC)))
			break;
		if (!d->chinese && to > i && english_noun_ends(d, &t[to]) &&
		    !english_noun_goes_on(d, to, v->group.right_end))
			break;
		if (to > i && d->chinese && word_is(&t[to], W(W_WITHIN) | W(W_LEAD)) &&
		    word_is(&t[to - 1], W(W_REGION)))
			break; /* 169家国家高新区中; 14家国家高新区则… */
		if (to > i && d->chinese && text_at(d->s.text.cp, t[to].to, t[to].from, "把"))
			break; /* 84%的独角兽企业把总部安在… */
		if (to > i && d->chinese && word_is(&t[to], W(W_AMONG)) &&
		    to + 1 < v->group.right_end && word_is(&t[to + 1], W(W_REGION)))
			break; /* 57.63万家新注册企业在国家高新区落户 */
		if (to > i && text_at_any(d->s.text.cp, t[to].to, t[to].from,
					  "居|位居|位列|列|排名") == t[to].to - t[to].from)
			break;
		if (to > i && zones_act(d, to))
			break; /* 7家国家高新区|共建技术交易平台 */
		if (t[to].kind == T_MARK && (t[to].mark == ',' || t[to].mark == 0x3002))
			break;
	}
	while (to > i &&
	       (word_is(&t[to - 1], W(W_CONJ) | W(W_BEFORE) | W(W_LEAD) | W(W_OF) | W(W_LEVEL)) ||
		(t[to - 1].kind == T_MARK && t[to - 1].mark == 0x3001)) &&
	       !(t[to - 1].classes & (W(W_METRIC) | W(W_REGION))))
		to--;
	v->noun_from = i;
	v->noun_to = to;
}

static bool rate_name(const document *d, const name_slot *n)
{
	if (n->metric != TALLY_NO_CODE) {
		const tally_metric *m = tally_codes_metric(d->lex->codes, n->metric);

		return m->observed == TALLY_RATE && strcmp(m->dimension, "ratio") == 0;
	}
	size_t length = strlen(n->text);

	return length >= 6 && (strcmp(n->text + length - 3, "率") == 0 ||
			       strcmp(n->text + length - 6, "强度") == 0);
}

/* Rates that are shares of a kind: 产业化率, 国产化率, 占有率. */
static bool part_name(const name_slot *n)
{
	static const char *const tails[] = {"化率",   "占有率", "渗透率", "合格率",
					    "达标率", "普及率", "自给率"};
	size_t length = strlen(n->text);

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t tail = strlen(tails[i]);

		if (length > tail && strcmp(n->text + length - tail, tails[i]) == 0)
			return true;
	}
	return false;
}

static uint64_t name_facts(document *d, const value_frame *v)
{
	name_slot name;
	uint64_t facts = 0;
	size_t from = v->object < v->cut ? v->object : v->phrase.from;

	if (from >= v->cut && d->current.n > 0)
		name = d->current.items[0].name;
	else
		name_of(d, from, v->cut, &name);
	if (from < v->cut && !name_is_empty(&name))
		facts |= F(F_NAME);
	bool known = name.metric != TALLY_NO_CODE;

	if (part_name(&name))
		facts |= F(F_PART_NAME);
	else if (rate_name(d, &name))
		facts |= F(F_RATE_NAME);
	if ((known && tally_codes_metric(d->lex->codes, name.metric)->observed == TALLY_INDEX) ||
	    classes_in(d, from, v->cut) & W(W_INDEX) ||
	    (strlen(name.text) > 6 && strstr(name.text, "指数")))
		facts |= F(F_INDEX);
	return facts;
}

static uint64_t carried_facts(const document *d, const value_frame *v)
{
	uint64_t facts = 0;

	if (d->has_last &&
	    (d->last_measure == TALLY_SHARE || d->last_measure == TALLY_SHARE_DIFFERENCE))
		facts |= F(F_LAST_SHARE);
	if (d->chinese && v->cut < v->group.items[0] &&
	    text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[v->group.items[0] - 1].from,
			"只有|仅有|仅为|只|仅"))
		facts |= F(F_ONLY);
	if (d->has_last && d->chinese && d->last_measure == TALLY_RATIO && v->facts & F(F_POINTS))
		facts |= F(F_LAST_SHARE); /* 与生产总值之比为2.8%，提高0.1个百分点 */
	if (d->has_last &&
	    (d->last_measure == TALLY_GROWTH || d->last_measure == TALLY_GROWTH_DIFFERENCE))
		facts |= F(F_LAST_GROWTH);
	if (d->has_last && d->last_measure == TALLY_CONTRIBUTION)
		facts |= F(F_LAST_CONTRIBUTION);
	if (d->has_last && d->last_measure == TALLY_LEVEL && d->current.n > 0 &&
	    rate_name(d, &d->current.items[0].name))
		facts |= F(F_LAST_RATE);
	return facts;
}

/* The word in front that bounds the value, or the value itself. */
static size_t qualifier_at(const document *d, const value_frame *v)
{
	size_t value = v->group.items[0], i = value;
	const token *t = d->s.tokens;

	while (i > v->group.left && value - i < 3) {
		if (word_is(&t[--i], W(W_BEFORE)) && v->group.inner && word_is(&t[i], W(W_SHARE)))
			return value; /* 约占178家高新区总收入的1/6: of the share */
		if (word_is(&t[i], W(W_BEFORE)))
			return i == v->verb && v->facts & F(F_POINTS) ? value : i;
		if (!word_is(&t[i], W(W_LEAD) | W(W_LEVEL)))
			break;
	}
	/* 不足全国1%的土地: the place stands between */
	if (v->facts & F(F_SHARE) && v->cut < value && word_is(&t[v->cut], W(W_BEFORE)))
		return v->cut; /* 不到全市的0.5% */
	if (v->facts & F(F_PERCENT) && value >= v->group.left + 2 &&
	    word_is(&t[value - 2], W(W_BEFORE)) &&
	    (word_is(&t[value - 1], W(W_REGION) | W(W_LOCAL)) ||
	     text_at_any(d->s.text.cp, t[value - 1].to, t[value - 1].from,
			 "区域|地区|全球|世界|总体") > 0))
		return value - 2;
	if (v->facts & F(F_EQUALS) && v->verb < value && word_is(&t[v->verb], W(W_BEFORE)))
		return v->verb; /* 约为美国的54% */
	if (v->facts & F(F_PERCENT) && v->verb + 1 < value &&
	    word_is(&t[v->verb], W(W_SHARE) | W(W_PORTION)) &&
	    word_is(&t[v->verb + 1], W(W_BEFORE)))
		return v->verb + 1; /* 占比超全国总额的86% */
	if (v->facts & F(F_PERCENT) && v->verb < value && word_is(&t[v->verb], W(W_BEFORE)) &&
	    word_is(&t[v->verb], W(W_SHARE)))
		return v->verb;
	if (!(v->facts & F(F_TIMES)))
		return value;
	for (i = v->group.left; i < value && word_is(&t[i], W(W_LEAD) | W(W_CONJ));)
		i++;
	if (i < value && word_is(&t[i], W(W_BEFORE)) && word_is(&t[i], W(W_LEVEL)))
		return i; /* 约为全国第二产业对GDP增长贡献率的2倍 */
	for (i = v->cut; i < value; i++)
		if (word_is(&t[i], W(W_BEFORE)))
			return i;
	return value;
}

static bool base_amount(document *d, const value_frame *v)
{
	size_t i = v->group.items[0];
	const token *t = d->s.tokens;

	const size_t behind = v->group.items[0] + 1;

	while (i > v->group.left && word_is(&t[i - 1], W(W_OF)))
		i--;
	/* 是2020年1687亿元|的3.48倍 */
	if (d->chinese && i > v->group.left && t[i - 1].kind == T_PERIOD &&
	    behind + 1 < d->s.n_tokens && word_is(&t[behind], W(W_OF)) &&
	    t[behind + 1].kind == T_QUANTITY && quantity_of(d, &t[behind + 1])->kind == U_TIMES)
		return true;
	return t[v->group.items[0]].kind == T_QUANTITY && i > v->group.left + 1 &&
	       t[i - 1].kind == T_PERIOD && word_is(&t[i - 2], W(W_COMPARE));
}

/* English says the base and the whole behind the number. */
static uint64_t facts_behind(document *d, const value_frame *v)
{
	if (d->chinese)
		return 0;
	return loose_facts(classes_in(d, v->group.items[v->group.n - 1] + 1, v->group.right_end) &
			   (W(W_YOY) | W(W_POP)));
}

/* "from 10,400 in 2020 to nearly 30,000": the first of two levels. */
static bool from_level(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t from = v->group.items[0], to = v->group.right_end;

	while (from > v->group.left && word_is(&t[from - 1], W(W_BEFORE)))
		from--;
	while (to > v->group.items[0] + 1 && word_is(&t[to - 1], W(W_BEFORE)))
		to--;
	return !d->chinese && from > v->group.left && word_is(&t[from - 1], W(W_FROM)) &&
	       v->group.right_end < d->s.n_tokens && t[v->group.right_end].kind == T_QUANTITY &&
	       to > v->group.items[0] + 1 &&
	       text_at(d->s.text.cp, t[to - 1].to, t[to - 1].from, "to") == 2;
}

/* "was 5.1 percent, down from 5.2 percent in 2023": the level of before. */
static bool level_before(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t from = v->group.items[0];

	while (from > v->group.left && word_is(&t[from - 1], W(W_BEFORE)))
		from--;
	return !d->chinese && d->has_last && d->last_measure == TALLY_LEVEL && d->current.n > 0 &&
	       v->phrase.from >= v->cut && from > v->group.left + 1 &&
	       word_is(&t[from - 1], W(W_FROM)) && word_is(&t[from - 2], W(W_UP) | W(W_DOWN));
}

/* 比上年多388个 */
static void more_or_fewer(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0];

	if (value > v->group.left + 1 &&
	    text_at(d->s.text.cp, t[value - 1].to, t[value - 1].from, "了"))
		value--; /* 比去年同期多了7.9% */
	if (!d->chinese || value <= v->group.left ||
	    !(v->facts & (F(F_LEVEL_UNIT) | F(F_PERCENT))) || t[value - 1].kind != T_TEXT ||
	    t[value - 1].to != t[value - 1].from + 1 ||
	    !(classes_in(d, v->group.left, value) & (W(W_COMPARE) | W(W_YOY) | W(W_POP))))
		return;
	if (text_at(d->s.text.cp, d->s.text.n, t[value - 1].from, "多"))
		v->facts |= F(F_UP);
	else if (text_at(d->s.text.cp, d->s.text.n, t[value - 1].from, "少"))
		v->facts |= F(F_DOWN);
	else
		return;
	v->verb = value - 1;
	v->cut = find_cut(d, v, value - 1);
	noun_phrase_find(d, v->group.left, v->cut, &v->phrase);
	v->object = v->cut;
	v->facts &= ~F(F_NAME);
	v->facts |= name_facts(d, v);
}

/* 降幅比全国平均水平小2.6个百分点 */
static void wider_or_narrower(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0], than = v->group.left;

	while (than < value && !begins_comparison(d, &t[than]))
		than++;
	if (!d->chinese || than + 1 >= value || !(v->facts & F(F_POINTS)) ||
	    !(classes_in(d, v->group.left, than) & W(W_RATE)) || t[value - 1].kind == T_QUANTITY ||
	    t[value - 1].to != t[value - 1].from + 1 ||
	    !text_at_any(d->s.text.cp, t[value - 1].to, t[value - 1].from, "小|大"))
		return;
	bool narrower = text_at(d->s.text.cp, d->s.text.n, t[value - 1].from, "小");

	v->facts = (v->facts & ~F(F_ABOVE)) | F(F_RATE) | (narrower ? F(F_SLOWER) : F(F_FASTER));
	v->verb = value - 1;
	for (v->cut = than; v->cut > v->group.left && token_is_verbal(&t[v->cut - 1]);)
		v->cut--;
	noun_phrase_find(d, v->group.left, v->cut, &v->phrase);
	v->object = v->cut;
	v->facts = (v->facts & ~F(F_NAME)) | name_facts(d, v);
}

/* 以7.4%的增速领跑全省 */
static bool said_by(const document *d, const value_frame *v)
{
	size_t i = v->group.items[0];

	return i > v->group.left &&
	       text_at(d->s.text.cp, d->s.tokens[i].from, d->s.tokens[i].from - 1, "以") == 1;
}

/* 连续三年保持10%以上增长, 保持6.2%的增速: the growth is said behind. */
static void growth_behind(const document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[v->group.n - 1] + 1, end = v->group.right_end;
	bool of = i < end && word_is(&t[i], W(W_OF));

	i += of;
	if (!d->chinese || !(v->facts & F(F_PERCENT)) || i >= end ||
	    !word_is(&t[i], of ? W(W_UP) | W(W_RATE) : W(W_UP)) ||
	    (i + 1 < end && t[i + 1].kind != T_MARK && !said_by(d, v)) ||
	    v->facts & (F(F_UP) | F(F_DOWN) | F(F_SHARE) | F(F_PORTION) | F(F_CONTRIBUTION)))
		return;
	v->facts = (v->facts & ~F(F_NOUN_BEHIND)) | F(F_UP);
	v->noun_from = v->noun_to;
}

/* 高于规模以上工业增加值5.8%的增长率: the rate of what is compared with. */
static void rate_of_other(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0], behind = v->group.items[v->group.n - 1] + 1, from = value;

	if (!d->chinese || !(v->facts & F(F_PERCENT)) || behind + 1 >= d->s.n_tokens ||
	    !word_is(&t[behind], W(W_OF)) || !word_is(&t[behind + 1], W(W_RATE)))
		return;
	while (from > v->group.left && !word_is(&t[from - 1], W(W_ABOVE)))
		from--;
	if (from == v->group.left && !word_is(&t[from], W(W_CONJ)))
		return;
	while (from < value && word_is(&t[from], W(W_CONJ)))
		from++; /* 和制造业增加值6.1%的增长率 */
	if (from == value)
		return;
	noun_phrase_find(d, from, value, &v->phrase);
	v->cut = v->object = value;
	v->verb = value;
	v->noun_from = v->noun_to = value + 1;
	v->facts = F(F_PERCENT) | F(F_RATE) | F(F_NAME);
}

/* 高于全省2.5个百分点、全市1.3个百分点: the second place is compared with too. */
static void above_goes_on(const document *d, value_frame *v)
{
	size_t a = v->group.left, value = v->group.items[0], i = a;
	const token *t = d->s.tokens;

	while (i < value && list_sign(&t[i]))
		i++;
	if (!d->chinese || !d->last_above || !(v->facts & F(F_POINTS)) || i == a ||
	    i + 1 != value || !word_is(&t[i], W(W_LOCAL) | W(W_REGION)))
		return;
	v->facts |= F(F_ABOVE);
	v->cut = v->object = a;
	noun_phrase_find(d, a, a, &v->phrase);
	v->facts &= ~F(F_NAME);
}

bool value_analyse(document *d, value_frame *v, size_t clause_from)
{
	size_t value = v->group.items[0];
	const token *t = &d->s.tokens[value];
	bool flat = t->kind == T_WORD;
	uint64_t classes = classes_in(d, v->group.left, value);

	v->facts = flat ? F(F_FLAT) : unit_fact(quantity_of(d, t));
	v->verb = find_decisive(d, v->group.left, value, v->facts & F(F_POINTS));
	v->cut = find_cut(d, v, value);
	v->examples = all_examples(d, v->group.left, value);
	noun_phrase_find(d, v->group.left, v->cut, &v->phrase);
	if (!(v->facts & (F(F_PERCENT) | F(F_POINTS))) &&
	    v->phrase.whole_to > v->phrase.whole_from && !v->phrase.among) {
		v->phrase.from = v->phrase.whole_from; /* no part of a whole here */
		v->phrase.whole_to = v->phrase.whole_from;
	}
	if (v->phrase.to < v->cut)
		v->cut = v->phrase.to;
	pointers_resolve(d, v);
	v->object = find_object(d, v);
	find_noun(d, v);
	if (v->verb < value)
		v->facts |= word_facts(d->s.tokens[v->verb].classes);
	if (v->facts & F(F_PULL) && v->verb < value) /* 影响CPI下降约0.07个百分点 */
		v->facts |= word_facts(classes_in(d, v->verb + 1, value) & (W(W_DOWN)));
	v->facts |= loose_facts(classes_in(d, v->cut, value));
	v->facts |= loose_facts(d->carried & (W(W_YOY) | W(W_POP) | W(W_MEAN)));
	v->facts |= facts_behind(d, v);
	if (!d->chinese && !flat && v->facts & F(F_PERCENT) &&
	    text_at_any(d->s.text.cp, d->s.text.n, quantity_of(d, t)->num_from, "+|-") > 0)
		v->facts |= F(F_SIGNED);
	if (value_gives_part(d, v))
		v->facts &= ~F(F_CONTRIBUTION);
	if (!v->examples)
		v->facts |= name_facts(d, v);
	if (v->facts & F(F_RATE) && v->verb < value)
		v->facts |= word_facts(classes_in(d, v->cut, value) & (W(W_FASTER) | W(W_SLOWER)));
	v->facts |= carried_facts(d, v);
	english_facts(d, v);
	if (v->noun_to > v->noun_from)
		v->facts |= F(F_NOUN_BEHIND);
	if (v->phrase.whole_to > v->phrase.whole_from || !name_is_empty(&d->whole) ||
	    (d->chinese && !(v->facts & (F(F_SHARE) | F(F_PORTION))) &&
	     (v->phrase.child || d->in_child) && d->has_last && d->last_measure == TALLY_SHARE))
		v->facts |= F(F_WHOLE); /* 60%的企业…，其中发明专利超过40% */
	/* 技术合同成交额…，其中逾四成由园区以外的单位购买 */
	if (d->chinese && (v->phrase.child || d->in_child) && v->facts & F(F_TENTHS) &&
	    !(v->facts & (F(F_NAME) | F(F_NOUN_BEHIND) | F(F_UP) | F(F_DOWN) | F(F_RATE))))
		v->facts |= F(F_WHOLE);
	/* "fell by 0.1% year on year and by 0.4% month on month": the verb goes on */
	if (!d->chinese && v->facts & F(F_PERCENT) && v->verb == value &&
	    v->facts & F(F_LAST_GROWTH) && value > v->group.left &&
	    text_at(d->s.text.cp, d->s.text.n, d->s.tokens[value - 1].from, "by"))
		v->facts |= d->last_way;
	more_or_fewer(d, v);
	wider_or_narrower(d, v);
	above_goes_on(d, v);
	rate_of_other(d, v);
	growth_behind(d, v);
	share_in_turn(d, v);
	if (level_before(d, v)) {
		size_t behind = v->group.items[v->group.n - 1] + 2;
		bool ago = behind <= v->group.right_end &&
			   text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[behind - 1].from,
				       "a year ago|a year earlier|one year ago") > 0;

		if (!ago && (behind >= v->group.right_end || d->s.tokens[behind].kind != T_PERIOD))
			return false; /* a year earlier: no claim of this period */
		v->facts = (v->facts & ~(F(F_UP) | F(F_DOWN))) | F(F_LEVEL);
	}
	if (from_level(d, v))
		v->facts = (v->facts & ~(F(F_UP) | F(F_DOWN))) | F(F_LEVEL);
	ratio_to(d, v);
	share_of_place(d, v);
	ratio_near_other(d, v);
	share_of_things(d, v);
	share_goes_on(d, v, clause_from);
	size_t target = ratio_of_target(d, v), other = ratio_of_other(d, v);

	if (other < value) {
		v->facts |= F(F_EQUALS);
		target = d->chinese ? other : target;
	}

	if (target < value) {
		v->facts |= F(F_EQUALS);
		v->verb = target;
		v->cut = target;
		noun_phrase_find(d, v->group.left, v->cut, &v->phrase);
		v->object = v->cut;
	}
	if (base_amount(d, v)) {
		v->facts |= F(F_HAS_BASE_AMOUNT);
		v->cut = v->group.left;
		noun_phrase_find(d, v->cut, v->cut, &v->phrase);
		v->object = v->cut;
	}
	v->respective = (classes | d->carried) & W(W_RESPECTIVE);
	v->each = (classes | d->carried) & W(W_EACH) || v->covers;
	v->bound = qualifier_at(d, v);
	if (classes & W(W_TARGET) || d->carried & W(W_TARGET))
		v->kind = TALLY_TARGET;
	else if (classes & W(W_FORECAST) || d->carried & W(W_FORECAST))
		v->kind = TALLY_FORECAST;
	v->rule = frame_find(v->facts);
	return v->rule != NULL;
}
