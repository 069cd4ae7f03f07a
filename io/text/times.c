/* times.c: the periods that a clause names: which is its time, which is what it is compared with,
 * and which is only the day that somebody spoke. */
#include "values.h"

#include <string.h>

static bool token_says(const document *d, const token *t, const char *words)
{
	return text_at_words(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
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
	d->base_here = true;
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

/* 五年前这一比重是…, 与五年前相比: so long before what is spoken of. */
static void set_ago(document *d, const token *t, int months, bool base)
{
	if (!base) {
		d->ago_months = months;
		return;
	}
	d->base_here = true;
	d->base = (base_slot){.kind = BASE_DATE,
			      .months_ago = months,
			      .mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT)};
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
	if (d->chinese && i + 3 < b && t[i + 1].kind == T_QUANTITY && word_is(&t[i + 2], W(W_OF)) &&
	    t[i + 3].kind == T_QUANTITY && d->s.quantities[t[i + 3].ref].kind == U_TIMES)
		return true; /* 是2020年1687亿元的3.48倍 */
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

/* “十四五”期间年均, 累计下降: a rate of all those years and of them alone. */
static bool behind_is_mean(const document *d, size_t i)
{
	for (size_t k = i + 1; k < d->s.n_tokens && k <= i + 3 && d->s.tokens[k].kind != T_MARK;
	     k++)
		if (word_is(&d->s.tokens[k], W(W_MEAN) | W(W_CUMULATIVE)))
			return true;
	return false;
}

/* The year that a day lies in. */
static int year_of(tally_day day)
{
	int year, month, of_month;

	tally_day_split(day, &year, &month, &of_month);
	return year;
}

/* 部署2026年重点任务 in December. …年内全国5G基站总数力争达到: of the year to come. */
static bool of_the_year_aimed_at(const document *d, size_t i, const period_reading *p)
{
	const token *t = &d->s.tokens[i];

	if (!d->chinese || d->published == TALLY_DAY_NONE || p->unknown ||
	    !text_at_any(d->s.text.cp, t->to, t->from, "年内|全年|年底|年末|到年底") ||
	    p->list[0].last <= TALLY_DAY_OPEN || d->aim_year != year_of(d->published) + 1 ||
	    year_of(p->list[0].last) != year_of(d->published) || p->list[0].last <= d->published)
		return false;
	for (size_t k = i + 1; k < d->s.n_tokens; k++) {
		if (d->s.tokens[k].kind == T_MARK && d->s.tokens[k].mark == 0x3002)
			return false;
		if (word_is(&d->s.tokens[k], W(W_TARGET)))
			return true;
	}
	return false;
}

static void set_topic(document *d, size_t i, size_t a)
{
	const token *t = &d->s.tokens[i];
	const period_reading *p = period_of(d, t);
	period_slot slot = slot_of_period(d, t, 0);

	if (d->published != TALLY_DAY_NONE && !p->no_year && !p->unknown &&
	    p->list[0].first > d->published && tally_period_months(p->list[0]) == 12)
		d->aim_year = year_of(p->list[0].first);
	if (of_the_year_aimed_at(d, i, p))
		slot.period = tally_period_shift_years(slot.period, 1);

	if (i > a && token_says(d, t - 1, "截至|截止|截止到|截至到") && !p->now) {
		slot.period.first = slot.period.last;
		slot.instant = true;
	}
	/* 11月21日发布，目前…: that day; in a paragraph further down the day of publication */
	const tally_day today =
	    d->told_here || d->published == TALLY_DAY_NONE ? d->as_of : d->published;

	if (p->now && today != TALLY_DAY_NONE) {
		slot.period = tally_period_of_day(today);
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
			  !(i + 1 < d->s.n_tokens && t[1].kind == T_MARK) &&
			  !text_at(d->s.text.cp, d->s.text.n, t->to, "是"); /* 今年是开局之年 */
	if (scene(d, i))
		d->weak = true;
	d->clause = slot;
	d->period_list = p->n > 1 ? t->ref : -1;
	/* 2025年营收5126.8亿元，“十四五”期间年均增长9.6%；完成产值862.3亿元 */
	bool mean = d->chinese && d->dated.known && tally_period_months(p->list[0]) > 12 &&
		    behind_is_mean(d, i);

	/* 截至9月底，…；今年以来入库47.2万家；累计14.1万家: the day goes on */
	if (!(d->chinese && slot.since && d->sentence.known && d->sentence.instant) && !mean)
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

	/* 全年增长6.6%；其中四季度增长5.9%。 仅三季度就有…; 一、二季度分别增长…: what follows is of
	 * the year again */
	bool only = p->n > 1 || (i > a && token_says(d, t - 1, "仅|单|仅在|其中仅"));
	const period_slot *of = d->dated.known || !only ? &d->dated : &d->paragraph;
	bool part = d->chinese && of->known && !slot.instant && !of->instant &&
		    (only || classes_in(d, a, i) & W(W_CHILD)) &&
		    slot.period.first >= of->period.first && slot.period.last <= of->period.last;

	if (!back && !since && !part && !mean && !aims(d, &slot) && (d->chinese || !d->dated.known))
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

/* 8月18日汇总的快报显示，上半年…: some days ago, and what was told then is of a longer time. */
static bool told_lately(document *d, size_t i, size_t sentence_end)
{
	enum { LATELY = 20 };
	const period_reading *p = period_of(d, &d->s.tokens[i]);

	if (!d->chinese || !p->day || d->published == TALLY_DAY_NONE ||
	    p->list[0].last > d->published || p->list[0].last < d->published - LATELY)
		return false;
	for (size_t k = i + 1; k < sentence_end; k++) {
		if (d->s.tokens[k].kind != T_PERIOD)
			continue;
		const period_reading *next = period_of(d, &d->s.tokens[k]);

		if (!next->vague && !next->unknown && !next->same_span && !next->instant &&
		    next->list[0].last - next->list[0].first > LATELY)
			return !is_base(d, k, i + 1, sentence_end);
	}
	return false;
}

/* 2026年全国技术市场工作座谈会披露: the event's name goes on to its own word, and it does
 * something. */
static bool event_behind(const document *d, size_t i)
{
	enum { FAR = 16 };
	const uint32_t *cp = d->s.text.cp;

	for (size_t k = i + 1; k < d->s.n_tokens && d->s.tokens[k].from <= d->s.tokens[i].to + FAR;
	     k++) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_MARK || t->kind == T_QUANTITY || t->kind == T_PERIOD ||
		    word_is(t, W(W_METRIC) | W(W_OF)))
			return false;
		for (size_t c = t->from; c < t->to; c++) {
			size_t n =
			    text_at_any(cp, d->s.text.n, c,
					"座谈会|工作会议|工作会|推进会|交流会|论坛|年会|峰会|大会");

			if (n && text_at_any(cp, d->s.text.n, c + n,
					     "披露|上|召开|在|举行|透露|发布|提出|指出|印发|举办"))
				return true;
		}
	}
	return false;
}

/* 2026年工作会议: the name of an event. */
static bool names_event(const document *d, size_t i)
{
	static const char events[] =
	    "工作会议|年会|大会|论坛|座谈会|推进会|交流会|博览会|全会|峰会|"
	    "科技周|活动周|双创周|高交会";
	const token *t = &d->s.tokens[i];

	return d->chinese && i + 1 < d->s.n_tokens && t[1].kind != T_MARK && t[1].from == t->to &&
	       (text_at_any(d->s.text.cp, d->s.text.n, t[1].from, events) > 0 ||
		text_at_any(d->s.text.cp, t[1].to, t[1].to - 2, "会议|年会|大会|论坛") == 2 ||
		event_behind(d, i));
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
	return classes_in(d, a, sentence_end) & W(W_DATELINE) || told_lately(d, i, sentence_end);
}

/* 由上年的32.1%提升至…: the date of that one amount. */
static bool of_amount(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t of = i + 1;

	while (d->chinese && of < b && word_is(&t[of], W(W_LEAD)))
		of++; /* 由2014年获批之初的5700家 */
	return i > a && of + 1 < b && word_is(&t[of], W(W_OF)) && t[of + 1].kind == T_QUANTITY &&
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

bool period_tells_which(const document *d, size_t i, size_t b)
{
	enum { FAR = 12 };
	const token *t = d->s.tokens;
	const uint32_t *cp = d->s.text.cp;

	/* 1992年跻身国家高新区行列的|昆明高新区 */
	const bool became =
	    text_at_any(cp, d->s.text.n, t[i].to,
			"跻身|获批|获评|成立|设立|升级|创建|组建|诞生|建成的|启动的") > 0;

	if (!d->chinese ||
	    !(became || text_at_any(cp, d->s.text.n, t[i].to, "以前|之前|以后|之后")))
		return false;
	for (size_t k = i + 1; became && k + 1 < b && t[k].from <= t[i].to + FAR; k++) {
		if (t[k].kind == T_MARK || t[k].kind == T_QUANTITY || t[k].kind == T_PERIOD)
			return false;
		if (word_is(&t[k], W(W_OF)) && word_is(&t[k + 1], W(W_REGION)))
			return true;
	}
	if (became)
		return false;
	for (size_t k = i + 1; k + 1 < b && t[k].from <= t[i].to + FAR; k++) {
		if (t[k].kind == T_MARK || t[k].kind == T_QUANTITY || t[k].kind == T_PERIOD)
			return false;
		if (word_is(&t[k], W(W_OF)))
			return true;
	}
	return false;
}

void clause_periods(document *d, size_t a, size_t b, size_t sentence_end)
{
	if (d->s.n_periods == 0 && !d->has_values)
		return; /* no time, and no figure that a base is asked for */
	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_PERIOD)
			continue;
		const period_reading *p = period_of(d, t);

		if (p->vague && p->months && text_at(d->s.text.cp, t->to, t->from, "用"))
			d->span_months = p->months;
		if (p->vague && p->months && text_at(d->s.text.cp, t->to, t->to - 1, "间"))
			d->within_months = p->months;
		if (p->ago && !of_amount(d, i, a, b) && !from_turn(d, i, a, b))
			set_ago(d, t, p->months, is_base(d, i, a, b));
		if (p->vague || p->until || from_turn(d, i, a, b) || intended(d, i, a) ||
		    names_event(d, i) || period_tells_which(d, i, b))
			continue;
		if (of_amount(d, i, a, b) || of_former(d, i, a, b))
			continue;
		if (is_base(d, i, a, b)) {
			set_base(d, t, p);
		} else if (p->same_span || same_year_again(d, t, p)) {
			continue;
		} else if (is_dateline(d, i, a, sentence_end)) {
			d->as_of = p->list[0].last;
			d->told_here = true;
		} else {
			set_topic(d, i, a);
		}
	}
	uint64_t classes = classes_in(d, a, b);

	d->base_here = d->base_here || classes & (W(W_YOY) | W(W_POP));
	if (classes & W(W_YOY))
		d->base = (base_slot){.kind = BASE_YOY};
	else if (classes & W(W_POP))
		d->base = (base_slot){.kind = BASE_POP};
}
