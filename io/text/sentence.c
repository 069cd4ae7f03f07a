/* sentence.c: sentences and clauses in order, and what each leaves to the next.
 *
 * A period holds for its sentence and paragraph; the day of an event (记者…获悉) dates what has no
 * date of its own. A clause without a value gives its subject, its base and its adverbs to the
 * clauses behind it. */
#include "values.h"

#include <string.h>

/* --- periods of a clause --------------------------------------------------------------- */

static bool token_says(const document *d, const token *t, const char *words)
{
	return text_at_any(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
}

/* 2021年同期: the sentence's span, in that year. */
static bool same_span_of(document *d, const period_reading *p)
{
	int year, base, month, day;

	if (d->dates.span.first <= TALLY_DAY_OPEN || p->unknown || p->no_year)
		return false;
	tally_day_split(d->dates.span.last, &year, &month, &day);
	tally_day_split(p->list[0].last, &base, &month, &day);
	d->base.period = tally_period_shift_years(d->dates.span, base - year);
	return true;
}

static void set_base(document *d, const token *t, const period_reading *p)
{
	bool last =
	    text_at_any(d->s.text.cp, d->s.text.n, t->from, "上月|上个月|上季|上一季|上个季") > 0;

	d->base.mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
	d->base.period = p->list[0];
	d->base.relative = p->last_end;
	if (p->same_span && !p->last_span && same_span_of(d, p))
		d->base.kind = BASE_DATE;
	else if (p->same_span || (p->last_span && !p->instant))
		d->base.kind = BASE_YOY;
	else if (last && !p->instant)
		d->base.kind = BASE_POP;
	else
		d->base.kind = BASE_DATE;
	if (d->base.kind == BASE_DATE && p->unknown)
		d->base.kind = BASE_NONE;
	if (p->instant && text_at_any(d->s.text.cp, t->to, t->to - 2, "年初") > 0)
		d->base.period = tally_period_of_day(p->list[0].last - 1);
}

static bool is_base(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	size_t before = i;

	while (!d->chinese && before > a && word_is(&t[before - 1], W(W_LEAD)) &&
	       !word_is(&t[before - 1], W(W_COMPARE)))
		before--; /* than in the first half */
	if (!d->chinese && before > a && word_is(&t[before - 1], W(W_ABOVE)))
		return true; /* faster than in the previous quarter */
	if (before > a && word_is(&t[before - 1], W(W_COMPARE)) &&
	    !word_is(&t[before - 1], W(W_TO)))
		return true;
	if (i + 2 < b && word_is(&t[i + 1], W(W_OF)) && t[i + 2].kind == T_QUANTITY &&
	    d->s.quantities[t[i + 2].ref].kind == U_TIMES)
		return true; /* 是2020年的2.1倍 */
	/* 在去年高基数的基础上 */
	for (size_t k = i + 2; d->chinese && k < b && k <= i + 5; k++) {
		if (t[k].kind == T_MARK || t[k].kind == T_PERIOD)
			break;
		if (word_is(&t[k], W(W_COMPARED)) &&
		    text_at_any(d->s.text.cp, t[k].to, t[k].from, "基础|的基础"))
			return true;
	}
	return i + 1 < b && word_is(&t[i + 1], W(W_COMPARED));
}

static bool from_turn(const document *d, size_t i, size_t a, size_t b)
{
	if (i == a || !word_is(&d->s.tokens[i - 1], W(W_FROM)))
		return false;
	return classes_in(d, i, b) & W(W_TURN);
}

/* 自2009年…以来, 从2009年…算起 with an event between. */
static bool begun_long_ago(const document *d, size_t i, size_t a)
{
	if (i == a || !word_is(&d->s.tokens[i - 1], W(W_FROM)) || d->as_of == TALLY_DAY_NONE)
		return false;
	for (size_t k = i + 1; k < d->s.n_tokens && k - i < 16; k++) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_MARK && (t->mark == ',' || t->mark == 0x3002))
			return false;
		if (t->kind == T_WORD && token_says(d, t, "以来"))
			return true;
		if (text_at_any(d->s.text.cp, t->to, t->to - 2, "算起|起算") == 2)
			return true;
	}
	return false;
}

/* 前三季度…当年签约项目: the year of what is spoken of already, and less exact. */
static bool same_year_again(const document *d, const token *t, const period_reading *p)
{
	const period_slot *held = d->sentence.known ? &d->sentence : &d->paragraph;

	return token_says(d, t, "当年") && held->known && !held->unknown && !p->unknown &&
	       held->period.first >= p->list[0].first && held->period.last <= p->list[0].last;
}

/* 9月的深圳光明科学城: when and where somebody looked around. */
static bool scene(const document *d, size_t i)
{
	const token *t = &d->s.tokens[i];

	return d->chinese && i + 2 < d->s.n_tokens && word_is(&t[1], W(W_OF)) &&
	       word_is(&t[2], W(W_REGION));
}

/* 2025年产值610亿元，到2030年力争900亿元: the aim's year does not go on. */
static bool aims(const document *d, const period_slot *said)
{
	return d->chinese && d->published != TALLY_DAY_NONE && d->dated.known &&
	       d->dated.period.first <= d->published && said->period.first > d->published;
}

static void set_topic(document *d, size_t i, size_t a)
{
	const token *t = &d->s.tokens[i];
	const period_reading *p = period_of(d, t);
	period_slot slot = {.known = true,
			    .period = p->list[0],
			    .instant = p->instant,
			    .since = p->since,
			    .range = p->range,
			    .unknown = p->unknown,
			    .now = p->now,
			    .mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT)};

	if (i > a && token_says(d, t - 1, "截至|截止|截止到|截至到") && !p->now) {
		slot.period.first = slot.period.last;
		slot.instant = true;
	}
	if (p->now && d->as_of != TALLY_DAY_NONE) {
		slot.period = tally_period_of_day(d->as_of);
		slot.unknown = false;
	}
	if (p->now && slot.unknown)
		return;
	if (p->since && d->as_of != TALLY_DAY_NONE)
		slot.period.last = d->as_of;
	if (!p->since && begun_long_ago(d, i, a)) {
		slot.since = true;
		slot.range = false;
		slot.period.last = d->as_of;
	}
	/* 今年政府工作报告; 今年1—2月份 and 去年四季度以来 are times of what is told */
	if (!p->since)
		d->weak = !text_is_digit(d->s.text.cp[t->from]) &&
			  chinese_digit(d->s.text.cp[t->from]) < 0 && !p->now &&
			  tally_period_months(p->list[0]) == 12 &&
			  !(i + 1 < d->s.n_tokens && t[1].kind == T_MARK);
	if (scene(d, i))
		d->weak = true;
	d->clause = slot;
	d->period_list = p->n > 1 ? t->ref : -1;
	/* 截至9月底，…；今年以来入库47.2万家；累计14.1万家: the day goes on */
	if (!(d->chinese && slot.since && d->sentence.known && d->sentence.instant))
		d->sentence = slot;
	/* 增长1.7%，而一季度为下降1.1%: what looks back does not date what follows */
	const period_slot *held = d->dated.known       ? &d->dated
				  : d->paragraph.known ? &d->paragraph
				  : d->article.known   ? &d->article
				  : d->title.known     ? &d->title
						       : &d->report;
	bool back = (d->dated.known || d->valued) && held->known && !held->since && !held->now &&
		    !slot.unknown && slot.period.last < held->period.last;

	/* "averaged 5.3% in the first quarter; in March it was 5.2%": the first goes on */
	bool since = d->chinese && slot.since && d->dated.known && !d->dated.since;

	/* 全年增长6.6%；其中四季度增长5.9%。 仅三季度就有…: what follows is of the year again */
	bool only = i > a && token_says(d, t - 1, "仅|单|仅在|其中仅");
	const period_slot *of = d->dated.known || !only ? &d->dated : &d->paragraph;
	bool part = d->chinese && of->known && !slot.instant && !of->instant &&
		    (only || classes_in(d, a, i) & W(W_CHILD)) &&
		    slot.period.first >= of->period.first && slot.period.last <= of->period.last;

	if (!back && !since && !part && !aims(d, &slot) && (d->chinese || !d->dated.known))
		d->dated = slot;
	if (!slot.since && !p->now)
		d->dates.span = p->list[0];
	if (!back && !p->no_year && !p->unknown && !p->since && p->list[0].last > TALLY_DAY_OPEN &&
	    !(p->day && p->list[0].last == d->published) &&
	    !(d->published != TALLY_DAY_NONE && p->list[0].first > d->published)) {
		int month, day;

		tally_day_split(p->list[0].last, &d->dates.year, &month, &day);
	}
}

/* The day on which something happened or was told is no reference period. */
static bool is_dateline(document *d, size_t i, size_t a, size_t sentence_end)
{
	const period_reading *p = period_of(d, &d->s.tokens[i]);
	bool days = p->n == 1 && !p->instant && !p->since && !p->unknown &&
		    p->list[0].last - p->list[0].first < 20 && p->list[0].first > TALLY_DAY_OPEN;

	if (!days || (i > a && token_says(d, &d->s.tokens[i - 1], "截至|截止|截止到|截至到")))
		return false;
	/* "BEIJING, Aug. 5 --" */
	if (!d->chinese && p->day &&
	    (p->list[0].last == d->published ||
	     (i + 1 < d->s.n_tokens && d->s.tokens[i + 1].kind == T_MARK &&
	      d->s.tokens[i + 1].mark == '-')))
		return true;
	return classes_in(d, a, sentence_end) & W(W_DATELINE);
}

/* 由上年的32.1%提升至…: the date of that one amount. */
static bool of_amount(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	return i > a && i + 2 < b && word_is(&t[i + 1], W(W_OF)) && t[i + 2].kind == T_QUANTITY &&
	       word_is(&t[i - 1], W(W_FROM) | W(W_TO) | W(W_UPTO) | W(W_DOWNTO)) &&
	       !word_is(&t[i - 1], W(W_COMPARE));
}

/* "from 10,400 in 2020 to 30,000": the date of the first of two values. */
static bool of_former(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t from = i - 2;

	if (d->chinese || i < a + 3 || t[i - 2].kind != T_QUANTITY || i + 1 >= b ||
	    !token_says(d, &t[i - 1], "in") || !token_says(d, &t[i + 1], "to"))
		return false;
	while (from > a && word_is(&t[from - 1], W(W_BEFORE)))
		from--;
	return from > a && word_is(&t[from - 1], W(W_FROM));
}

/* 62.8%的企业计划明年增加支出: what they mean to do then. */
static bool intended(const document *d, size_t i, size_t a)
{
	const period_reading *p = &d->s.periods[d->s.tokens[i].ref];

	if (!d->chinese || d->published == TALLY_DAY_NONE || p->list[0].first <= d->published)
		return false;
	for (size_t k = a; k < i; k++)
		if (d->s.tokens[k].kind == T_QUANTITY)
			return true;
	return false;
}

static void read_periods(document *d, size_t a, size_t b, size_t sentence_end)
{
	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_PERIOD)
			continue;
		const period_reading *p = period_of(d, t);

		if (p->vague && p->months && text_at(d->s.text.cp, t->to, t->from, "用"))
			d->span_months = p->months;
		if (p->vague && p->months && text_at(d->s.text.cp, t->to, t->to - 1, "间"))
			d->within_months = p->months;
		if (p->vague || p->until || from_turn(d, i, a, b) || intended(d, i, a))
			continue;
		if (of_amount(d, i, a, b) || of_former(d, i, a, b))
			continue;
		if (is_base(d, i, a, b)) {
			set_base(d, t, p);
		} else if (p->same_span || same_year_again(d, t, p)) {
			continue;
		} else if (is_dateline(d, i, a, sentence_end)) {
			d->as_of = p->list[0].last;
		} else {
			set_topic(d, i, a);
		}
	}
	uint64_t classes = classes_in(d, a, b);

	if (classes & W(W_YOY))
		d->base = (base_slot){.kind = BASE_YOY};
	else if (classes & W(W_POP))
		d->base = (base_slot){.kind = BASE_POP};
}

/* --- clauses -------------------------------------------------------------------------------- */

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

/* 其中: what follows are parts of the subject before. */
static void enter_child(document *d, bool child)
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

/* A clause without a value: its subject, its place and its adverbs serve the next ones. */
/* 分动力类型看, 按常住地分: how it is cut, no name. */
static bool way_of_looking(const document *d, size_t a, size_t b)
{
	const uint32_t *cp = d->s.text.cp;

	if (!d->chinese || a >= b)
		return false;
	size_t from = d->s.tokens[a].from, to = d->s.tokens[b - 1].to;

	return to - from >= 3 && to - from <= 12 && text_at_any(cp, to, to - 1, "看|分") &&
	       text_at_any(cp, to, from, "分|从|按") == 1 && !(classes_in(d, a, b) & W(W_REGION));
}

/* 作为…的重镇, 按照…的原则: what somebody is, or how it is done; no name. */
static bool in_passing(const document *d, size_t a, size_t b)
{
	return d->chinese && a < b &&
	       text_at_any(d->s.text.cp, d->s.tokens[b - 1].to, d->s.tokens[a].from,
			   "作为|身为|按照|根据|依照|遵循|本着|秉持") > 0;
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

/* 新能源汽车是最抢眼的亮点。 产量和销量分别…: those of what a sentence without figures spoke of. */
static void speak_of(document *d, size_t a, size_t b)
{
	enum { LONG = 10 };
	const token *t = d->s.tokens;
	size_t is = a;

	if (!d->chinese || d->has_values)
		return;
	while (is < b && t[is].from - t[a].from <= LONG &&
	       !text_at_any(d->s.text.cp, t[is].to, t[is].from, "是|仍是|成为|成了|堪称"))
		is++;
	if (is == a || is == b || t[is].from - t[a].from > LONG ||
	    classes_in(d, a, is) & (W(W_REGION) | W(W_OF) | W(W_LEAD)))
		return;
	name_of(d, a, is, &d->spoken_of);
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

static void absorb(document *d, size_t a, size_t b)
{
	noun_phrase np_space, *np = &np_space;
	subject s = {.name.metric = TALLY_NO_CODE};

	a = behind_telegram(d, a, b);
	if (english_aside(d, a, b) || way_of_looking(d, a, b))
		return;
	d->carried |= classes_in(d, a, b) & carried_classes;
	if (in_passing(d, a, b))
		return;
	speak_of(d, a, b);
	if (d->chinese && classes_in(d, a, b) & W(W_RATE)) { /* 增速均快于全国，分别高出… */
		d->last_measure = TALLY_GROWTH;
		d->has_last = true;
	}
	for (size_t i = a; i < b; i++)
		if (word_is(&d->s.tokens[i], W(W_METRIC)))
			name_of(d, i, i + 1, &d->topic);
	noun_phrase_find(d, a, b, np);
	enter_child(d, np->child);
	above_somebody(d, a, b);
	if (d->has_values && np->whole_to > np->whole_from)
		name_of(d, np->whole_from, np->whole_to, &d->whole);
	if (np->n_regions == 1 && !wider_in_passing(d, np->regions[0].region)) {
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
	size_t verb = d->has_values ? first_verb(d, np->from, b) : np->from;

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
	name_of(d, np->from, verb, &s.name);
	if (name_is_empty(&s.name))
		return;
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

static bool counts_things(document *d, const value_frame *v)
{
	const token *t = &d->s.tokens[v->group.items[0]];

	return v->rule->measure == TALLY_LEVEL && t->kind == T_QUANTITY &&
	       quantity_of(d, t)->kind == U_COUNT && v->subjects.n == 1 && v->facts & F(F_NAME) &&
	       !name_is_empty(&v->subjects.items[0].name);
}

static void remember(document *d, const value_frame *v)
{
	bool base = v->facts & F(F_HAS_BASE_AMOUNT) || v->members;

	if (!d->opened && !d->heading)
		d->opening = d->sentence;
	d->opened = d->opened || !d->heading;
	d->valued = d->valued_paragraph = true;
	if (counts_things(d, v))
		d->counted = v->subjects.items[0].name;
	if (name_is_empty(&d->headline) && v->subjects.n > 0)
		d->headline = v->subjects.items[0].name;
	if (v->members && v->subjects.n == 1)
		d->region = v->subjects.items[0].region; /* 178家国家高新区…，其中… */
	if (base)
		return;
	if (!v->pointed)
		pointers_note_subjects(d, &v->subjects);
	d->current.n = 0;
	for (int i = 0; i < v->subjects.n; i++) {
		d->current.items[d->current.n++] = v->subjects.items[i];
		if (d->history.n < TEXT_LIST_MAX && v->facts & F(F_NAME))
			d->history.items[d->history.n++] = v->subjects.items[i];
	}
	if (v->phrase.n_regions > 0 && v->subjects.n == 1 && !v->pointed && !v->phrase.child &&
	    !d->in_child && !wider_in_passing(d, v->phrase.regions[0].region))
		d->region = d->n_places == 1 ? v->subjects.items[0].region : v->phrase.regions[0];
	if (v->phrase.n_regions == 1 && v->subjects.n == 1)
		about_from_subject(d, v->subjects.items[0].region.region);
	if (!(v->facts & F(F_ABOVE)))
		d->last_above = 0;
	else if (v->verb < v->group.items[0] && d->s.tokens[v->verb].kind == T_WORD)
		d->last_above = word_of(d, &d->s.tokens[v->verb])->sign < 0 ? -1 : 1;
	d->last_measure = v->rule->measure;
	d->last_way = v->facts & (F(F_UP) | F(F_DOWN));
	d->has_last = true;
	if (v->counted.region != TALLY_NO_CODE) {
		/* what was counted is what the next clauses speak of */
		d->main = v->subjects.items[0]; /* 国家高新区达178家，其中西部43家 */
		d->has_main = true;
		d->region = v->counted;
		d->current.n = 0;
		d->has_last = false;
	}
}

static void unread_group(document *d, const value_group *g, const char *reason)
{
	for (int i = 0; i < g->n; i++)
		document_unread(d, &d->s.tokens[g->items[i]], reason);
}

static void read_value(document *d, value_frame *v, const value_group *g, size_t clause_from)
{
	v->group = *g;
	v->facts = 0;
	v->rule = NULL;
	v->kind = TALLY_OBSERVATION;
	v->counts_differ = false;
	v->subjects.n = 0;
	v->subjects.overflow = false;
	v->members = false;
	v->counted = (region_slot){.region = TALLY_NO_CODE};
	v->whole = (name_slot){.metric = TALLY_NO_CODE};
	v->whole_region = (region_slot){.region = TALLY_NO_CODE};
	v->base = d->base;
	v->respective = v->each = v->examples = false;
	v->bound = g->items[0];
	if (g->composition) {
		if (composition_analyse(d, v)) {
			value_emit(d, v);
			remember(d, v);
		} else {
			unread_group(d, g, "composition");
		}
		return;
	}
	if (of_each_analyse(d, v)) {
		value_emit(d, v);
		return;
	}
	if (!value_analyse(d, v, clause_from)) {
		unread_group(d, g, "no-frame");
		return;
	}
	enter_child(d, v->phrase.child);
	value_subjects(d, v, clause_from);
	value_emit(d, v);
	remember(d, v);
}

/* 分别占生产总值的12.3%、税收收入的11.8%: each share is of the subject whose turn it is. */
static void shares_in_turn(document *d, size_t a, const value_group *groups, int n)
{
	uint64_t said = W(W_RESPECTIVE) | W(W_SHARE);
	const token *t = d->s.tokens;

	d->turn = d->n_turns = 0;
	if (!d->chinese || n < 2 || n > d->history.n ||
	    (classes_in(d, a, groups[0].items[0]) & said) != said)
		return;
	for (int i = 0; i < n; i++)
		if (groups[i].n != 1 || t[groups[i].items[0]].kind != T_QUANTITY ||
		    quantity_of(d, &t[groups[i].items[0]])->kind != U_PERCENT ||
		    !word_is(&t[groups[i].items[0] - 1], W(W_OF)) ||
		    (i > 0 && !list_sign(&t[groups[i].left])))
			return;
	d->n_turns = n;
	for (int i = 0; i < n; i++)
		d->turns[i] = d->history.items[d->history.n - n + i];
}

static void clause_read(document *d, size_t a, size_t b)
{
	value_group *groups = d->groups;
	value_frame *v = d->frame;
	int n = value_groups(d, a, b, groups, GROUPS_MAX);

	if (n == 0)
		absorb(d, a, b);
	shares_in_turn(d, a, groups, n < TURNS_MAX ? n : 0);
	for (int i = 0; i < n && !d->stop; i++) {
		d->turn = i;
		read_value(d, v, &groups[i], a);
	}
	d->n_turns = 0;
	d->places_open = false;
	if (n > 0) {
		d->waiting.n = 0;
		d->clause = (period_slot){0};
		d->period_list = -1;
		d->carried = 0;
		d->before = (name_slot){.metric = TALLY_NO_CODE};
	}
}

/* --- sentences ---------------------------------------------------------------------------------
 */

static bool ends_sentence(const document *d, const token *t)
{
	if (t->kind != T_MARK)
		return false;
	if (t->mark == '.')
		return t->to >= d->s.text.n || d->s.text.cp[t->to] == ' ';
	return t->mark == 0x3002 || t->mark == '!' || t->mark == '?';
}

static bool ends_clause(const token *t)
{
	return t->kind == T_MARK &&
	       (t->mark == ',' || t->mark == ';' || t->mark == ':' || t->mark == 0x2026);
}

static void begin_sentence(document *d)
{
	d->sentence = d->clause = d->dated = (period_slot){0};
	d->period_list = -1;
	d->current.n = d->history.n = 0;
	d->before = (name_slot){.metric = TALLY_NO_CODE};
	d->base = (base_slot){0};
	d->carried = 0;
	d->in_child = d->has_parent = false;
	d->has_last = d->has_main && d->has_last;
	d->preliminary = d->weak = d->valued = d->composed = d->sectors = false;
	d->span_months = d->within_months = d->n_places = d->waiting.n = 0;
	d->each_from = d->each_part = 0;
	d->paired = false;
	d->last_above = 0;
	d->so_far = d->above_somebody = false;
	d->part_head[0] = '\0';
}

/* 截至2023年年底 between figures of 2023: the last day of what is spoken of; the year goes on. */
static bool last_day_of(const period_slot *said, const period_slot *held)
{
	return said->instant && held->known && !held->instant && !held->unknown &&
	       held->period.last == said->period.last;
}

static void carry_period(const period_slot *said, period_slot *carried)
{
	if (!last_day_of(said, carried))
		*carried = *said;
}

/* 到2027年力争…。: the aim's year between figures of the past is of that sentence alone. */
static bool aims_ahead(const document *d)
{
	const period_slot *held = d->paragraph.known ? &d->paragraph : &d->article;

	return d->chinese && d->published != TALLY_DAY_NONE &&
	       d->dated.period.first > d->published && held->known && !held->unknown &&
	       held->period.first <= d->published;
}

static void end_sentence(document *d)
{
	d->whole_day = d->sentence.instant && d->valued ? d->sentence : (period_slot){0};
	if (d->dated.known && !d->dated.since && !d->dated.now && !d->dated.unknown &&
	    !(d->weak && !d->valued)) {
		if (d->dated.instant)
			d->instant = d->dated;
		/* 3月末 in a paragraph of its own, in a section of the first quarter */
		if (!aims_ahead(d) &&
		    (!d->chinese || d->paragraph.known || !last_day_of(&d->dated, &d->article)))
			carry_period(&d->dated, &d->paragraph);
		/* "In the second quarter it had grown by": English looks back in a sentence of its
		 * own */
		bool back = !d->chinese && d->article.known &&
			    d->dated.period.last < d->article.period.last;

		if (d->lead && !back)
			carry_period(&d->dated, &d->article);
	}
	if (d->in_child && d->has_parent) {
		d->main = d->parent;
		d->has_main = true;
	} else if (d->current.n > 0) {
		d->main = d->current.items[0];
		d->has_main = true;
	}
}

/* Only in sentences with figures are names worth looking up. */
static bool may_have_values(const document *d, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (d->s.tokens[i].kind == T_QUANTITY ||
		    word_is(&d->s.tokens[i], W(W_FLAT) | W(W_DOUBLING)))
			return true;
	return false;
}

/* 产, 生, o: what the words begin with; the others are not looked at twice. */
static bool speaks_of_output(const document *d, size_t a, size_t b, bool products)
{
	const char *words = products ? "产品产量|产品中" : "产量|产品|生产|output";

	for (size_t i = d->s.tokens[a].from; i + 1 < d->s.tokens[b - 1].to; i++) {
		uint32_t c = d->s.text.cp[i];

		if ((c == 0x4ea7 || c == 0x751f || c == 'o') &&
		    text_at_any(d->s.text.cp, d->s.text.n, i, words))
			return true;
	}
	return false;
}

/* “去年新增企业6900家。”长沙高新区负责人说: the speaker's place is that of what is said. */
static void place_of_speaker(document *d, size_t a)
{
	const token *t = d->s.tokens;
	size_t i = a, region = 0;

	if (t[a].kind != T_MARK || t[a].mark != 0x201c)
		return;
	while (i < d->s.n_tokens && !(t[i].kind == T_MARK && t[i].mark == 0x201d))
		if (word_is(&t[i++], W(W_REGION)))
			return; /* the speech names a place itself */
	for (i++; i < d->s.n_tokens && t[i].kind != T_MARK; i++) {
		if (word_is(&t[i], W(W_REGION)) && !region)
			region = i;
		if (region && t[i].kind != T_QUANTITY &&
		    text_at_any(d->s.text.cp, t[i].to, t[i].from, "说|表示|介绍|告诉|称")) {
			d->region = (region_slot){.region = word_of(d, &t[region])->region};
			source_text(d, t[region].from, t[region].to, d->region.text,
				    sizeof d->region.text);
			d->region.mark =
			    mark_of(d, t[region].from, t[region].to, TALLY_SLOT_CARRIED);
			return;
		}
	}
}

/* 截至10月末，用户16.4亿户。其中，5G用户…: the parts are of the day of the whole. */
static void day_of_whole(document *d, size_t a, size_t b)
{
	bool child = false;

	for (size_t i = a; i < b && i < a + 2; i++)
		child = child || word_is(&d->s.tokens[i], W(W_CHILD));
	if (!child || !d->whole_day.known)
		return;
	d->sentence = d->whole_day;
	d->sentence.mark.origin = TALLY_SLOT_CARRIED;
}

/* 该院成立以来: and no date. */
static bool since_an_event(const document *d, size_t a, size_t b)
{
	const uint32_t *cp = d->s.text.cp;

	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (cp[t->to - 1] == 0x6765 && t->to > t->from + 1 && cp[t->to - 2] == 0x4ee5 &&
		    t->kind != T_PERIOD)
			return true;
	}
	return false;
}

static void read_sentence(document *d, size_t a, size_t b)
{
	size_t from = a;

	begin_sentence(d);
	if (d->chinese)
		day_of_whole(d, a, b);
	place_of_speaker(d, a);
	const uint64_t classes = classes_in(d, a, b);

	d->preliminary = classes & W(W_PRELIMINARY);
	d->forecast = classes & W(W_FORECAST);
	d->has_values = may_have_values(d, a, b);
	d->so_far = d->chinese && d->has_values && since_an_event(d, a, b);
	d->output = d->has_values && speaks_of_output(d, a, b, false);
	d->products = d->output && speaks_of_output(d, a, b, true);
	if (classes & W(W_SURVEY))
		d->survey = true;
	for (size_t i = a; i <= b && !d->stop; i++) {
		if (i < b && (!ends_clause(&d->s.tokens[i]) || composition_sign(d, i)))
			continue;
		if (i > from) {
			read_periods(d, from, i, b);
			clause_read(d, from, i);
		}
		if (i < b && d->s.tokens[i].mark == ':' && d->before.metric == TALLY_NO_CODE)
			d->before.text[0] = '\0'; /* 出口目的地也在分散：对欧盟出口占比 */
		if (i < b && d->s.tokens[i].mark == ';') {
			d->carried = 0;
			d->in_child = false;
			d->n_places = d->waiting.n = 0;
		}
		from = i + 1;
	}
	end_sentence(d);
}

void document_sentences(document *d, size_t from)
{
	for (size_t i = from; i <= d->s.n_tokens && !d->stop; i++) {
		if (i < d->s.n_tokens && !ends_sentence(d, &d->s.tokens[i]))
			continue;
		if (i > from)
			read_sentence(d, from, i);
		from = i + 1;
	}
}
