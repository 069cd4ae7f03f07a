/* absorb.c: a clause without a value: its subject, its place, its base and its adverbs serve the
 * clauses behind it. */
#include "values.h"

#include <string.h>

static const uint64_t carried_classes =
    W(W_RESPECTIVE) | W(W_EACH) | W(W_YOY) | W(W_POP) | W(W_TARGET) | W(W_FORECAST) | W(W_MEAN);

static size_t first_verb(const document *d, size_t from, size_t b)
{
	for (size_t i = from; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (word_is(t, W(W_METRIC) | W(W_REGION)))
			continue;
		if (i > from && word_is(t, W(W_LEVEL) | W(W_YOY) | W(W_POP) | W(W_UP) | W(W_DOWN) |
					       W(W_RATE) | W(W_FLAT) | W(W_EACH) | W(W_RESPECTIVE)))
			return i;
	}
	return b;
}

/* 研发强度|也水涨船高: the subject ends before the adverb. */
static size_t before_adverb(const document *d, size_t from, size_t b)
{
	const token *t = d->s.tokens;

	for (size_t i = from + 1; d->chinese && i < b; i++)
		if (word_is(&t[i], W(W_LEAD)) && token_is_content(&t[i - 1]) &&
		    text_at_any(d->s.text.cp, t[i].to, t[i].from,
				"也|仍|仍然|则|正|更|持续|不断|稳步|继续|进一步|还|又|再|再次|已|"
				"正在|首次|快速|全面") == t[i].to - t[i].from)
			return i;
	return b;
}

/* 其中: what follows are parts of the subject before. */
void enter_child(document *d, bool child)
{
	if (!child || d->in_child)
		return;
	d->in_child = true;
	d->has_parent = d->current.n > 0 || d->has_main;
	if (d->current.n > 0)
		d->parent = d->current.items[0];
	else if (d->has_main)
		d->parent = d->main;
}

/* The sentence's subject, at these places. */
static void over_places(document *d, const noun_phrase *np)
{
	subject s = d->current.items[0];

	d->current.n = 0;
	for (int i = 0; i < np->n_regions; i++) {
		s.region = np->regions[i];
		d->current.items[d->current.n++] = s;
	}
}

/* 分动力类型看, 按常住地分: how it is cut, no name. */
static bool way_of_looking(const document *d, size_t a, size_t b)
{
	const uint32_t *cp = d->s.text.cp;

	if (!d->chinese || a >= b)
		return false;
	size_t from = d->s.tokens[a].from, to = d->s.tokens[b - 1].to;

	/* 国内城市中，北京75家 */
	if (to - from >= 3 && to - from <= 8 && text_at(cp, to, to - 1, "中") &&
	    text_at_any(cp, to, to - 3, "城市|省份|地区|国家|区县|县市|省市") == 2)
		return true;
	return to - from >= 3 && to - from <= 12 && text_at_any(cp, to, to - 1, "看|分") &&
	       text_at_any(cp, to, from, "分|从|按") == 1 && !(classes_in(d, a, b) & W(W_REGION));
}

/* 作为…的重镇, 按照…的原则: what somebody is, or how it is done; no name. */
static bool in_passing(const document *d, size_t a, size_t b, bool ranked)
{
	if (!d->chinese || a >= b)
		return false;
	const uint32_t *cp = d->s.text.cp;
	const size_t from = d->s.tokens[a].from, to = d->s.tokens[b - 1].to;

	/* 在储能需求拉动下, 受海外库存高企影响: why */
	if (to - from >= 4 && ((cp[from] == 0x5728 && cp[to - 1] == 0x4e0b) || /* 在, 下 */
			       (cp[from] == 0x53d7 &&                          /* 受 */
				text_at_any(cp, to, to - 2, "影响|拉动|带动|推动|拖累") == 2)))
		return true;
	/* 在安徽省各县(市)中排名第一: where it ranks */
	for (size_t i = from; ranked && i + 1 < to; i++)
		if (cp[i] == 0x6392 && cp[i + 1] == 0x540d)
			return true;
	return text_at_any(cp, to, from, "作为|身为|按照|根据|依照|遵循|本着|秉持") > 0;
}

/* 据新华社北京3月17日电: where it was sent from is nowhere else meant. */
static size_t behind_telegram(const document *d, size_t a, size_t b)
{
	enum { FAR = 24 };
	const block *text = &d->s.text;
	size_t i = 0;

	if (!d->chinese || a != 0 ||
	    !text_at_any(text->cp, text->n, 0, "新华社|据新华社|中新社|据中新社|中新网"))
		return a;
	while (i < text->n && i < FAR && !text_at(text->cp, text->n, i, "电"))
		i++;
	while (i < FAR && a < b && d->s.tokens[a].to <= i + 1)
		a++;
	return a;
}

/* The first character is asked first: this is asked of many tokens. */
static bool says_is(const document *d, const token *t)
{
	const uint32_t c = d->s.text.cp[t->from];

	return (c == 0x662f || c == 0x4ecd || c == 0x6210 || c == 0x582a) && /* 是, 仍, 成, 堪 */
	       text_at_any(d->s.text.cp, t->to, t->from, "是|仍是|成为|成了|堪称") > 0;
}

/* 是“压舱石” */
static bool cited_behind(const document *d, size_t is)
{
	const token *t = &d->s.tokens[is];

	for (size_t i = t->from; i < d->s.text.n && i <= t->from + 3; i++)
		if (d->s.text.cp[i] == 0x201c)
			return true;
	return false;
}

/* 新能源汽车是最抢眼的亮点。 产量和销量分别…: those of what a sentence without figures spoke of. */
static void speak_of(document *d, size_t a, size_t b)
{
	enum { LONG = 10 };
	const token *t = d->s.tokens;
	size_t is = a;

	if (!d->chinese || d->has_values)
		return;
	while (is < b && t[is].from - t[a].from <= LONG && !says_is(d, &t[is]) &&
	       t[is].kind != T_PERIOD)
		is++;
	if (is == a || (is < b && t[is].kind == T_PERIOD) || is == b ||
	    t[is].from - t[a].from > LONG ||
	    classes_in(d, a, is) & (W(W_REGION) | W(W_OF) | W(W_LEAD)))
		return;
	name_of(d, a, is, &d->spoken_of);
}

/* 国家高新区是独角兽企业的主要聚集地，共有213家: of what they are the place. */
static bool place_of_what(document *d, size_t a, size_t b, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t is = a, of;

	while (is < b && !says_is(d, &t[is]))
		is++;
	for (of = is + 1; of < b && !word_is(&t[of], W(W_OF));)
		of++;
	if (!d->chinese || is + 1 >= of || of + 1 >= b || !word_is(&t[is + 1], W(W_METRIC)) ||
	    !text_at_any(d->s.text.cp, t[b - 1].to, t[b - 1].to - 3,
			 "聚集地|集聚地|集中地|聚集区|集聚区"))
		return false;
	name_of(d, is + 1, of, out);
	return !name_is_empty(out);
}

/* 增速均快于国家高新区平均水平，分别高出…: with whom the values behind are compared. */
static void above_somebody(document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t above = a;

	while (above < b && !(word_is(&t[above], W(W_ABOVE)) && t[above].to - t[above].from >= 2))
		above++;
	if (!d->chinese || above + 1 >= b || !word_is(&t[above + 1], W(W_REGION)))
		return;
	d->last_whole = (name_slot){.metric = TALLY_NO_CODE};
	d->last_whole_region = region_at(d, above + 1);
	d->above_somebody = true;
}

/* 与长沙高新区相比，…高0.7个百分点: with whom the values behind are compared; no place of theirs.
 */
static bool compared_with(document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t region = 0;
	int n = 0;

	while (a < b && word_is(&t[a], W(W_LEAD)) && !word_is(&t[a], W(W_COMPARE)))
		a++;
	if (!d->chinese || a + 2 >= b || !word_is(&t[a], W(W_COMPARE) | W(W_CONJ)) ||
	    !word_is(&t[b - 1], W(W_COMPARED)))
		return false;
	for (size_t i = a + 1; i + 1 < b; i++) {
		if (t[i].kind == T_PERIOD || word_is(&t[i], W(W_METRIC)))
			return false;
		region = word_is(&t[i], W(W_REGION)) ? i : region;
		n += word_is(&t[i], W(W_REGION));
	}
	if (n == 0)
		return false;
	d->last_whole = (name_slot){.metric = TALLY_NO_CODE};
	d->last_whole_region = region_at(d, region);
	d->above_somebody = n == 1;
	return true;
}

/* 软件开发企业数量|最多 */
static void without_rank(name_slot *name)
{
	static const char *const ranks[] = {"最多", "最大", "最高", "最快", "最低", "最少", "居首"};
	const size_t n = strlen(name->text);
	const size_t rank = tail_among(name->text, n, ranks, sizeof ranks / sizeof *ranks);

	if (name->metric == TALLY_NO_CODE && rank && rank < n)
		name->text[n - rank] = '\0';
}

/* …管委会副主任沈卓说: who speaks, and nothing that is measured. */
static bool speaks(const document *d, size_t to)
{
	static const char verbs[] = "说|表示|告诉记者|坦言|透露|强调|感慨|感慨道";
	const uint32_t *cp = d->s.text.cp;
	const size_t end = d->s.tokens[to - 1].to;

	switch (cp[end - 1]) {
	case 0x8bf4: /* 说 */
		return true;
	case 0x793a: /* 示 */
	case 0x8a00: /* 言 */
	case 0x9732: /* 露 */
	case 0x8c03: /* 调 */
	case 0x6168: /* 慨 */
		return end >= 2 && text_at_any(cp, end, end - 2, verbs) == 2;
	case 0x9053: /* 道 */
		return end >= 3 && text_at_any(cp, end, end - 3, verbs) == 3;
	case 0x8005: /* 者 */
		return end >= 4 && text_at_any(cp, end, end - 4, verbs) == 4;
	default:
		return false;
	}
}

/* 好在今年一季度这项指标已由负转正，增长2.8%: what was spoken of. */
static bool points(const char *name)
{
	static const char *const words[] = {"指标",   "项指标", "一指标", "数字",
					    "一数字", "数据",   "一数据"};

	return name_among(name, words, sizeof words / sizeof *words);
}

/* 企业数量|与2024年年底相比: the subject ends before its base. */
static size_t before_base(const document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	if (!d->chinese || b < a + 4 || !word_is(&t[b - 1], W(W_COMPARED)) ||
	    t[b - 2].kind != T_PERIOD)
		return b;
	return text_at_any(d->s.text.cp, t[b - 3].to, t[b - 3].from, "与|同|跟|和|比|较") ==
		       t[b - 3].to - t[b - 3].from
		   ? b - 3
		   : b;
}

/* 创业热潮从一组数据中…: no whole of shares. */
static bool counts_loosely(const document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	for (size_t i = a; d->chinese && i < b; i++)
		if (t[i].kind == T_QUANTITY && !(i + 1 < b && word_is(&t[i + 1], W(W_REGION))))
			return true;
	return false;
}

static void note_topic(document *d, size_t a, size_t b)
{
	while (b > a && !word_is(&d->s.tokens[b - 1], W(W_METRIC)))
		b--;
	if (b > a)
		name_of(d, b - 1, b, &d->topic);
}

/* 百公里外的|株洲高新区，…: a clause that only leads up to a place. */
static void place_at_end(const document *d, size_t b, noun_phrase *np)
{
	const token *t = d->s.tokens;

	if (!d->chinese || np->n_regions > 0 || b < np->from + 3 ||
	    !word_is(&t[b - 1], W(W_REGION)) || !word_is(&t[b - 2], W(W_OF)) ||
	    zone_kind_of(d, &t[b - 1]))
		return;
	np->regions[0] = region_at(d, b - 1);
	np->n_regions = 1;
	np->region_token = b - 1;
	np->from = np->to = b;
}

/* 记者从|北京经开区|管委会了解到, 以无锡高新区为例: whose figures are told. */
static void place_of_source(const document *d, size_t a, size_t b, noun_phrase *np)
{
	enum { FROM = 0x4ece, BY = 0x4ee5 }; /* 从, 以 */
	const token *t = d->s.tokens;
	const uint32_t *cp = d->s.text.cp;
	const size_t last = t[b - 1].to;
	size_t i = a;

	if (!d->chinese || np->n_regions > 0 || b < a + 3 || last < 2)
		return;
	const bool example = text_at_any(cp, last, last - 2, "为例") == 2;

	if (!example && !text_at_any(cp, last, last - 2, "获悉|解到"))
		return;
	while (i < b && !(t[i].to == t[i].from + 1 && cp[t[i].from] == (example ? BY : FROM)))
		i++;
	if (i + 2 >= b || !word_is(&t[i + 1], W(W_REGION)))
		return;
	np->n_regions = first_place(d, i + 1, b, &np->regions[0]);
	np->region_token = i + 1;
	np->from = np->to = b;
}

/* 在|河套深港科技创新合作区，…: a place that no list knows, and nothing else. */
static void place_unlisted(const document *d, size_t a, size_t b, noun_phrase *np)
{
	const token *t = d->s.tokens;
	region_slot *r = &np->regions[0];

	while (a < b && word_is(&t[a], W(W_LEAD)))
		a++;
	if (!d->chinese || np->n_regions > 0 || a + 1 >= b || !word_is(&t[a], W(W_AMONG)))
		return;
	for (size_t i = a + 1; i < b; i++)
		if (!token_is_content(&t[i]) || word_is(&t[i], W(W_METRIC)))
			return;
	*r = (region_slot){.region = TALLY_NO_CODE};
	source_text(d, t[a + 1].from, t[b - 1].to, r->text, sizeof r->text);
	if (!place_by_its_end(r->text))
		return;
	r->mark = mark_of(d, t[a + 1].from, t[b - 1].to, TALLY_SLOT_EXPLICIT);
	np->n_regions = 1;
	np->region_token = a + 1;
	np->from = np->to = b;
}

void clause_absorb(document *d, size_t a, size_t b)
{
	noun_phrase np_space, *np = &np_space;
	subject s = {.name.metric = TALLY_NO_CODE};

	a = behind_telegram(d, a, b);
	if (english_aside(d, a, b))
		return;
	if (way_of_looking(d, a, b)) {
		if (d->valued) { /* 从流向看: of the place that the sentence began with */
			d->region = d->place_of_sentence;
			d->current.n = 0;
		}
		return;
	}
	b = before_base(d, a, b);
	const uint64_t classes = classes_in(d, a, b);

	d->carried |= classes & carried_classes;
	if (in_passing(d, a, b, classes & W(W_REGION)) ||
	    (classes & W(W_COMPARED) && compared_with(d, a, b)))
		return;
	speak_of(d, a, b);
	if (d->chinese && classes & W(W_RATE)) { /* 增速均快于全国，分别高出… */
		d->last_measure = TALLY_GROWTH;
		d->has_last = true;
	}
	if (classes & W(W_METRIC))
		note_topic(d, a, b);
	if (d->chinese && !d->has_values && !(classes & (W(W_REGION) | W(W_CHILD))))
		return; /* it says no place, and no figure asks for a subject */
	noun_phrase_find(d, a, b, np);
	enter_child(d, np->child);
	if (classes & W(W_ABOVE))
		above_somebody(d, a, b);
	if (d->has_values && np->whole_to > np->whole_from &&
	    !counts_loosely(d, np->whole_from, np->whole_to))
		name_of(d, np->whole_from, np->whole_to, &d->whole);
	/* 中西部地区承接能力逐步增强。: a part of the country in passing */
	const bool passing = d->chinese && !d->has_values && np->n_regions == 1 &&
			     compass_part(d, np->regions[0].region);

	if (classes & W(W_REGION)) {
		place_at_end(d, b, np);
		place_of_source(d, a, b, np);
	}
	place_unlisted(d, a, b, np);
	local_zones(d, np);
	if (np->n_regions == 1 && !passing && !wider_in_passing(d, np->regions[0].region)) {
		d->region = np->regions[0];
		d->valued_paragraph = true;
	}
	/* 扬州高新区由负转正，利润总额增长6.4%: another place than the sentence's so far */
	for (int i = 0; np->n_regions == 1 && np->from < b && i < d->current.n; i++)
		d->current.items[i].region = np->regions[0];
	if (np->n_regions > 1)
		pointers_note_places(d, np->regions, np->n_regions);
	if (np->n_regions == 2)
		memcpy(d->pair, np->regions, sizeof d->pair);
	if (np->n_regions == 2)
		d->paired = true;
	/* 东部仍是“压舱石”，占整体的63%: what somebody is, and no name */
	if (d->chinese && np->n_regions == 1 && np->from + 1 < b &&
	    says_is(d, &d->s.tokens[np->from]) && cited_behind(d, np->from))
		return;
	size_t verb = d->has_values ? first_verb(d, np->from, b) : np->from;
	const size_t said = verb < b ? verb : before_adverb(d, np->from, b);

	if (verb < b)
		d->waiting.n = 0;
	else if (np->from < b && d->waiting.n < TEXT_LIST_MAX) {
		d->waiting.from[d->waiting.n] = np->from;
		d->waiting.to[d->waiting.n++] = b;
	}
	if (verb <= np->from) {
		if (np->n_regions > 1 && d->current.n > 0)
			over_places(d, np); /* 湖北、广东紧随其后 */
		return;
	}
	if (d->chinese && d->s.tokens[verb - 1].kind == T_PERIOD)
		return; /* 到2021年 */
	if (!(classes & W(W_METRIC)) || !place_of_what(d, np->region_token, b, &s.name))
		name_of(d, np->from, said, &s.name);
	if (name_is_empty(&s.name) || has_tail(s.name.text, "作用")) { /* 发挥“主阵地”作用 */
		for (int i = 0; np->n_regions > 1 && i < np->n_regions; i++)
			d->places[i] = np->regions[i];
		d->n_places = np->n_regions > 1 ? np->n_regions : d->n_places;
		return;
	}
	if (d->chinese && (speaks(d, said) || points(s.name.text)))
		return;
	without_rank(&s.name);
	name_of_counted(d, &s.name);
	if (np->n_regions > 1)
		name_firms_alone(d, &s.name); /* 安徽、四川两省企业数量与…相比，分别增长… */
	d->before = s.name;
	s.region = d->region;
	if (np->n_regions > 1) {
		d->current.n = 0;
		for (int i = 0; i < np->n_regions; i++) {
			s.region = np->regions[i];
			d->current.items[d->current.n++] = s;
		}
	} else if (verb < b && (s.name.metric != TALLY_NO_CODE ||
				classes_in(d, verb, b) & (W(W_YOY) | W(W_POP)))) {
		if (np->n_regions == 0 && np->local)
			s.region = home_of_local(d, &d->s.tokens[np->local - 1], &d->region);
		else if (np->n_regions == 0 && d->region.region == TALLY_NO_CODE &&
			 !d->region.text[0])
			s.region = home_region(d);
		d->current.n = 1;
		d->current.items[0] = s;
	} else if (verb < b && d->current.n > 1 && !(classes_in(d, a, b) & W(W_RATE))) {
		/* 北京、广东、上海…，输出技术成交额分列前三，依次达到 */
		for (int i = 0; i < d->current.n; i++)
			d->current.items[i].name = s.name;
	}
}
