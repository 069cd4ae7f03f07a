/* sentence.c: sentences and clauses in order, and what each leaves to the next.
 *
 * A period holds for its sentence and paragraph; the day of an event (记者…获悉) dates what has no
 * date of its own. A clause without a value gives its subject, its base and its adverbs to the
 * clauses behind it. */
#include "values.h"

#include <string.h>

/* --- clauses -------------------------------------------------------------------------------- */

static bool counts_things(document *d, const value_frame *v)
{
	const token *t = &d->s.tokens[v->group.items[0]];

	return v->rule->measure == TALLY_LEVEL && t->kind == T_QUANTITY &&
	       quantity_of(d, t)->kind == U_COUNT && v->subjects.n == 1 &&
	       v->facts & (F(F_NAME) | F(F_NOUN_BEHIND)) &&
	       !name_is_empty(&v->subjects.items[0].name);
}

static bool is_difference(const value_frame *v)
{
	return v->rule->measure == TALLY_GROWTH_DIFFERENCE ||
	       v->rule->measure == TALLY_SHARE_DIFFERENCE;
}

static bool counts_firms(const char *name)
{
	static const char *const tails[] = {"企业",     "企业数量", "企业总量",
					    "企业总数", "企业数",   "企业存量"};
	const size_t n = strlen(name);
	const size_t tail = tail_among(name, n, tails, sizeof tails / sizeof *tails);

	return tail && n > tail;
}

/* 软件开发企业数量最多，为98.36万家: the clause before named it. */
static bool named_before(const document *d, const value_frame *v)
{
	const char *name = v->subjects.items[0].name.text;

	return d->chinese && v->subjects.n == 1 && d->before.text[0] &&
	       strcmp(name, d->before.text) == 0 &&
	       (d->history.n == 0 ||
		strcmp(d->history.items[d->history.n - 1].name.text, name) != 0);
}

/* 降幅为18.6% */
static bool says_fall(const document *d, const value_frame *v)
{
	if (v->rule->measure == TALLY_GROWTH && v->facts & F(F_RATE))
		for (size_t i = v->group.left; i < v->group.items[0]; i++)
			if (word_is(&d->s.tokens[i], W(W_RATE)))
				return word_of(d, &d->s.tokens[i])->sign < 0;
	return false;
}

/* 规模以上数字经济核心产业企业|营业收入 */
static void note_industry(document *d, const char *name)
{
	static const char *const kinds[] = {"产业",   "产业企业",   "制造业",
					    "服务业", "制造业企业", "服务业企业"};
	static const char *const tails[] = {"营业收入", "业务收入", "利润总额"};
	static const char *const scales[] = {"规模以上", "规上"};
	const size_t n = strlen(name);
	const size_t tail = tail_among(name, n, tails, sizeof tails / sizeof *tails);
	const size_t from = front_among(name, scales, sizeof scales / sizeof *scales);

	if (tail && n > from + tail &&
	    tail_among(name + from, n - from - tail, kinds, sizeof kinds / sizeof *kinds))
		name_print(d->industry, "%.*s", (int)(n - from - tail), name + from);
}

static void remember(document *d, const value_frame *v)
{
	bool base = v->facts & F(F_HAS_BASE_AMOUNT) || v->members;

	if (!d->opened && !d->heading)
		d->opening = d->sentence;
	d->opened = d->opened || !d->heading;
	d->valued = d->valued_paragraph = true;
	if (d->base_here)
		d->base_of_difference = is_difference(v);
	d->n_values++;
	if (counts_things(d, v)) {
		d->counted = v->subjects.items[0].name;
		d->counted.text[name_before_doing(d->counted.text)] = '\0'; /* 园区|入围 */
		d->counted_unit = quantity_of(d, &d->s.tokens[v->group.items[0]])->unit;
		if (name_is_empty(&d->firms) && counts_firms(d->counted.text))
			d->firms = d->counted;
	}
	if (name_is_empty(&d->headline) && v->subjects.n > 0)
		d->headline = v->subjects.items[0].name;
	if (d->chinese && !d->industry[0] && v->subjects.n == 1)
		note_industry(d, v->subjects.items[0].name.text);
	if (v->members && v->subjects.n == 1 && !v->group.inner)
		d->region = v->subjects.items[0].region; /* 178家国家高新区…，其中… */
	if (base)
		return;
	if (!v->pointed)
		pointers_note_subjects(d, &v->subjects);
	d->current.n = 0;
	for (int i = 0; i < v->subjects.n; i++) {
		d->current.items[d->current.n++] = v->subjects.items[i];
		if (d->history.n < TEXT_LIST_MAX && (v->facts & F(F_NAME) || named_before(d, v)))
			d->history.items[d->history.n++] = v->subjects.items[i];
	}
	/* 在全国GDP中的份额: the place of the whole */
	const bool elsewhere = v->phrase.region_of_whole && v->subjects.n == 1 &&
			       !same_place(&v->subjects.items[0].region, &v->phrase.regions[0]);

	if (v->phrase.n_regions == 1 && v->subjects.n == 1 && !v->pointed && !v->phrase.child &&
	    !d->in_child && !elsewhere && !wider_in_passing(d, v->phrase.regions[0].region))
		d->region = d->n_places == 1 ? v->subjects.items[0].region : v->phrase.regions[0];
	/* 全省工业增加值…。 出口增长…: of the same place */
	if (d->chinese && v->phrase.n_regions == 0 && v->phrase.local && v->subjects.n == 1 &&
	    !d->in_child && v->subjects.items[0].region.region != TALLY_NO_CODE)
		d->region = v->subjects.items[0].region;
	if (v->phrase.n_regions == 1 && v->subjects.n == 1 && !elsewhere && !d->in_child)
		about_from_subject(d, v->subjects.items[0].region.region);
	if (!(v->facts & F(F_ABOVE)))
		d->last_above = 0;
	else if (v->verb < v->group.items[0] && d->s.tokens[v->verb].kind == T_WORD)
		d->last_above = word_of(d, &d->s.tokens[v->verb])->sign < 0 ? -1 : 1;
	if (v->subjects.n == 1 &&
	    kind_of_group(d, v->subjects.items[0].region.region) != TALLY_NO_CODE)
		d->group_named = v->subjects.items[0].region.region;
	d->last_measure = v->rule->measure;
	d->last_way = v->facts & (F(F_UP) | F(F_DOWN));
	d->last_fall = says_fall(d, v);
	d->has_last = true;
	if (v->counted.region != TALLY_NO_CODE || v->counted.text[0]) {
		/* what was counted is what the next clauses speak of */
		d->main = v->subjects.items[0]; /* 国家高新区达178家，其中西部43家 */
		d->has_main = true;
		const bool zones = zone_or_kind(d, v->counted.region);

		/* 全省将建成数字园区5个，研发经费…: of the province again */
		d->region = v->phrase.local && !zones ? d->main.region : v->counted;
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
	name_clear(&v->whole);
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
	/* 降幅比上半年收窄1.9个百分点，其中出口增长3.7%: not counted from that */
	if (d->chinese && d->base_of_difference && !d->base_here && !is_difference(v))
		v->base = d->base_before;
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
	int n = d->has_values ? value_groups(d, a, b, groups, GROUPS_MAX) : 0;

	if (n == 0)
		clause_absorb(d, a, b);
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
		d->ago_months = 0;
		d->carried = 0;
		name_clear(&d->before);
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
	d->n_values = 0;
	d->sentence = d->clause = d->dated = (period_slot){0};
	d->period_list = -1;
	d->current.n = d->history.n = 0;
	name_clear(&d->before);
	d->base = d->base_before = (base_slot){0};
	d->base_of_difference = false;
	d->carried = 0;
	d->in_child = d->has_parent = false;
	d->has_last = d->has_main && d->has_last;
	d->preliminary = d->weak = d->valued = d->composed = d->sectors = false;
	d->span_months = d->within_months = d->ago_months = d->n_places = d->waiting.n = 0;
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

/* 1—2月份增长6.1%。从环比看，2月份增长0.43%。 The paragraphs behind are of both months again. */
static bool part_of_article(const document *d)
{
	const tally_period *part = &d->dated.period, *all = &d->article.period;

	return d->chinese && d->article.known && d->article_values > 0 && !d->article.unknown &&
	       !d->article.instant && !d->dated.instant && part->first >= all->first &&
	       part->last <= all->last && (part->first > all->first || part->last < all->last);
}

/* 2021年科技部启动了专项行动，…。从结果看，能耗为0.423吨: what happened then, and no figure of
 * then. */
static bool event_of_old(const document *d)
{
	enum { RECENT_DAYS = 366 };

	return d->chinese && !d->has_values && !d->dated.instant &&
	       d->published != TALLY_DAY_NONE && d->dated.period.last < d->published - RECENT_DAYS;
}

/* 3月20日一早，会议室里…; 10月的春城…: a day or a month in which something happened and nothing was
 * counted. */
static bool day_without_figures(const document *d)
{
	enum { MONTH = 31 };

	return d->chinese && !d->has_values && !d->dated.instant &&
	       d->dated.period.last - d->dated.period.first < MONTH;
}

static void end_sentence(document *d)
{
	d->whole_day = d->sentence.instant && d->valued ? d->sentence : (period_slot){0};
	if (d->dated.known && !d->dated.since && !d->dated.now && !d->dated.unknown &&
	    !(d->weak && !d->valued)) {
		if (d->dated.instant)
			d->instant = d->dated;
		d->instant_here = d->instant_here || d->dated.instant;
		/* 3月末 in a paragraph of its own, in a section of the first quarter */
		if (!aims_ahead(d) && !event_of_old(d) &&
		    (!d->chinese || d->paragraph.known || !last_day_of(&d->dated, &d->article)))
			carry_period(&d->dated, &d->paragraph);
		/* "In the second quarter it had grown by": English looks back in a sentence of its
		 * own */
		bool back = !d->chinese && d->article.known &&
			    d->dated.period.last < d->article.period.last;

		if (d->lead && !back && !part_of_article(d) && !day_without_figures(d)) {
			carry_period(&d->dated, &d->article);
			d->article_values = d->n_values;
		}
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
	if (d->s.n_quantities == 0 && !(d->s.classes & (W(W_FLAT) | W(W_DOUBLING))))
		return false; /* the paragraph has none */
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
		    text_at_words(d->s.text.cp, d->s.text.n, i, words))
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
	const uint64_t asked = W(W_PRELIMINARY) | W(W_FORECAST) | W(W_SURVEY);
	const uint64_t classes = d->s.classes & asked ? classes_in(d, a, b) : 0;

	d->preliminary = classes & W(W_PRELIMINARY);
	d->forecast = classes & W(W_FORECAST);
	d->has_values = may_have_values(d, a, b);
	if (d->has_values)
		d->place_of_sentence = d->region;
	d->so_far = d->chinese && d->has_values && since_an_event(d, a, b);
	d->output = d->has_values && speaks_of_output(d, a, b, false);
	d->products = d->output && speaks_of_output(d, a, b, true);
	if (classes & W(W_SURVEY))
		d->survey = true;
	for (size_t i = a; i <= b && !d->stop; i++) {
		if (i < b && (!ends_clause(&d->s.tokens[i]) || composition_sign(d, i)))
			continue;
		if (i > from) {
			if (!d->base_of_difference)
				d->base_before = d->base;
			d->base_here = false;
			clause_periods(d, from, i, b);
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
