/* document.c: paragraphs in order, headings and speakers, and what is told outside.
 *
 * The period of a section's lead paragraph holds for the section. Headings and speakers begin
 * anew. The claims of a heading wait for the body that they summarise. */
#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- output ------------------------------------------------------------------------- */

static void deliver(document *d, const tally_reading *r)
{
	d->counts->claims[r->tier]++;
	if (d->sink->claim && !d->stop)
		d->stop = d->sink->claim(d->sink->context, r);
}

static bool same_name(const char *a, const char *b)
{
	return strcmp(a, b) == 0 ||
	       (a[0] == '?' && b[0] == '?' && (strstr(a, b + 1) || strstr(b, a + 1)));
}

/* 50.4万家！… above 高新技术企业已达50.4万家: it says too little of it. */
static bool says_too_little(const tally_reading *h, const tally_reading *body)
{
	return h->tier == TALLY_TIER_U && body->tier != TALLY_TIER_U &&
	       h->slots[TALLY_SLOT_METRIC].origin != TALLY_SLOT_EXPLICIT;
}

/* 上市企业达78家 above 境内外上市企业总数达到78家: the heading's figure is the body's. */
static bool same_figure(const tally_reading *h, const tally_reading *body)
{
	const bool listed = h->metric[0] != '?' && body->metric[0] != '?';

	if (strlen(h->value) < 2 || strcmp(h->value, body->value) != 0 ||
	    strcmp(h->unit, body->unit) != 0)
		return false;
	return says_too_little(h, body) || (!listed && strcmp(h->region, body->region) == 0);
}

static void take_metric(tally_reading *h, const tally_reading *body)
{
	memcpy(h->metric, body->metric, sizeof h->metric);
	h->slots[TALLY_SLOT_METRIC] = body->slots[TALLY_SLOT_METRIC];
	h->slots[TALLY_SLOT_METRIC].origin = TALLY_SLOT_CARRIED;
	h->tier = TALLY_TIER_C;
	snprintf(h->reasons, sizeof h->reasons, "metric-carried region-carried period-carried");
}

/* The body gives its heading the period and the place. */
static void settle_pending(document *d, const tally_reading *body)
{
	for (int i = 0; i < d->n_pending;) {
		tally_reading *h = &d->pending[i];

		bool figure = same_figure(h, body);

		if (h->measure != body->measure || !body->period[0] ||
		    !(figure || same_name(h->metric, body->metric))) {
			i++;
			continue;
		}
		if (figure && says_too_little(h, body))
			take_metric(h, body);
		memcpy(h->period, body->period, sizeof h->period);
		h->slots[TALLY_SLOT_PERIOD] = body->slots[TALLY_SLOT_PERIOD];
		h->slots[TALLY_SLOT_PERIOD].origin = TALLY_SLOT_CARRIED;
		if (h->slots[TALLY_SLOT_REGION].origin != TALLY_SLOT_EXPLICIT)
			memcpy(h->region, body->region, sizeof h->region);
		deliver(d, h);
		memmove(h, h + 1, (size_t)(d->n_pending - i - 1) * sizeof *h);
		d->n_pending--;
	}
}

void pending_flush(document *d)
{
	for (int i = 0; i < d->n_pending; i++) {
		tally_reading *h = &d->pending[i];

		/* what the body does not say again is of the body's time */
		const bool stock = d->instant.known && h->measure == TALLY_LEVEL &&
				   h->metric[0] == '?' && name_of_stock(h->metric + 1);

		if (h->slots[TALLY_SLOT_PERIOD].origin == TALLY_SLOT_DEFAULT && d->article.known &&
		    d->article.period.first > TALLY_DAY_OPEN) {
			tally_period_print(stock ? d->instant.period : d->article.period,
					   h->period);
			h->slots[TALLY_SLOT_PERIOD].origin = TALLY_SLOT_CARRIED;
		}
		const region_slot here = home_region(d);

		/* where nothing is said: in its article, not in the one above */
		if (h->slots[TALLY_SLOT_REGION].origin == TALLY_SLOT_CARRIED &&
		    here.region != TALLY_NO_CODE)
			snprintf(h->region, sizeof h->region, "%s",
				 tally_codes_region(d->lex->codes, here.region)->code);
		deliver(d, h);
	}
	d->n_pending = 0;
}

void document_emit(document *d, const tally_reading *r)
{
	bool dated = r->slots[TALLY_SLOT_PERIOD].origin == TALLY_SLOT_EXPLICIT;

	if (d->heading && !dated && d->n_pending < PENDING_MAX) {
		d->pending[d->n_pending++] = *r;
		return;
	}
	if (d->n_pending && !d->heading)
		settle_pending(d, r);
	deliver(d, r);
}

void document_unread(document *d, const token *t, const char *reason)
{
	tally_unread u = {.reason = reason};

	d->counts->unread++;
	if (!d->sink->unread || d->stop)
		return;
	origin_mark m = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);

	source_text(d, t->from, t->to, u.text, sizeof u.text);
	u.line = m.line;
	u.column = m.column;
	u.from = m.from;
	u.to = m.to;
	d->stop = d->sink->unread(d->sink->context, &u);
}

/* --- paragraphs
 * ------------------------------------------------------------------------------------ */

/* Lines of a masthead or an imprint are short and stand before the text. */
#define MASTHEAD_LINES 6
#define MASTHEAD_WIDTH 60

/* "2023-12-12 第1版", "发布时间: 2023-12-12 10:20" above the text. */
static bool in_masthead(const document *d, const token *t)
{
	const uint32_t *cp = d->s.text.cp;
	size_t n = d->s.text.n, colon = t->from;

	if (d->counts->paragraphs > MASTHEAD_LINES || n > MASTHEAD_WIDTH)
		return false;
	for (size_t i = t->to + 1; i < n; i++)
		if (text_is_digit(cp[i - 1]) && text_at(cp, n, i, "版"))
			return true;
	while (colon > 0 && (cp[colon - 1] == ':' || cp[colon - 1] == ' '))
		colon--;
	return colon < t->from && colon >= 2 && text_at_any(cp, colon, colon - 2, "时间|日期") == 2;
}

/* "2024年12月30日 星期一" is the day of publication; whether the line says it with the weekday. */
static bool find_published(document *d)
{
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_PERIOD || !period_of(d, t)->day || period_of(d, t)->no_year)
			continue;
		bool weekday = text_at_any(d->s.text.cp, d->s.text.n, t->to, "星期| 星期|周") > 0;
		if (!weekday && (d->published != TALLY_DAY_NONE || !in_masthead(d, t)))
			continue;
		d->published = d->as_of = period_of(d, t)->list[0].last;
		d->dates.published = d->counts->published = d->published;
		return weekday;
	}
	return false;
}

/* 2025年12月29日 星期一 第48期 今日24版: a line of the masthead, and no sentence. */
static bool masthead(const document *d)
{
	const block *text = &d->s.text;

	for (size_t i = 0; i < text->n; i++)
		if (text->cp[i] == 0x3002)
			return false;
	return d->counts->paragraphs <= MASTHEAD_LINES && text->n <= 2 * MASTHEAD_WIDTH;
}

/* "吴家喜:" at the front of a paragraph. */
static size_t speaker(const document *d)
{
	for (size_t i = 0; i < d->s.n_tokens && i < 4; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind == T_MARK && t->mark == ':')
			return t->from <= 8 && i > 0 ? i + 1 : 0;
		/* 主要产品产量: opens a list */
		if (t->kind == T_QUANTITY || t->kind == T_PERIOD || word_is(t, W(W_METRIC)) ||
		    text_at_any(d->s.text.cp, d->s.text.n, t->from,
				"主要|其中|单位|数据|指标|产品|产量|分") > 0)
			return 0;
	}
	return 0;
}

static void begin_section(document *d)
{
	d->article = d->instant = d->last_paragraph = (period_slot){0};
	d->headed_anew = false;
	d->lead = true;
	d->has_main = d->has_last = false;
}

/* 上年, 年末 are of the year that is spoken of already. */
static bool relative_time(const document *d, const token *t)
{
	static const char words[] = "上年|去年同期|上年同期|上年末|年末|年底|月末|同期";

	return text_at_any(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
}

/* The paragraph or heading says a time of its own. */
static bool paragraph_dated(document *d)
{
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];
		const period_reading *p = t->kind == T_PERIOD ? period_of(d, t) : NULL;

		if (p && !p->vague && !p->now && !p->same_span && !relative_time(d, t) &&
		    !period_tells_which(d, i, d->s.n_tokens))
			return true;
	}
	return false;
}

/* 本报讯, 新华社北京…电: of the paper and not of a section. */
static bool begins_report(const document *d)
{
	return text_at_any(d->s.text.cp, d->s.text.n, 0,
			   "本报讯|本报记者|本报|新华社|据新华社|中新社|中新网|据中新社") > 0;
}

/* 本报讯, 新华社北京3月17日电: an article begins, whatever stands above. */
static bool begins_article(const document *d)
{
	enum { FAR = 24 };
	const block *text = &d->s.text;

	if (!d->chinese || !begins_report(d))
		return false;
	if (text_at(text->cp, text->n, 0, "本报讯"))
		return true;
	for (size_t i = 0; i < text->n && i < FAR; i++)
		if (text->cp[i] == 0x7535) /* 电 */
			return !text_at(text->cp, text->n, 0, "本报");
	return false;
}

/* ■ 本报记者 林一舟, alone on its line: an article begins below. */
static bool byline(const document *d)
{
	enum { LONGEST = 40 };
	const block *text = &d->s.text;
	size_t i = 0;

	if (!d->chinese || text->n > LONGEST)
		return false;
	while (i < text->n && !is_han(text->cp[i]))
		i++;
	i += text_at_any(text->cp, text->n, i, "本报|科技日报|人民日报|经济日报|新华社");
	if (!text_at_any(text->cp, text->n, i, "记者|首席记者|特约记者|见习记者"))
		return false;
	for (; i < text->n; i++)
		if (text->cp[i] == 0x6444 || text->cp[i] == 0x3002 || text->cp[i] == ',')
			return false; /* 摄: of a picture */
	return true;
}

/* 二是…, 其三…: the paragraph goes on from the one before. */
static bool goes_on(const document *d)
{
	static const char counts[] = "二是|三是|四是|五是|六是|七是|其二|其三|其四";

	return d->chinese && text_at_any(d->s.text.cp, d->s.text.n, 0, counts) > 0;
}

/* So far down a page its first article begins. */
#define ABOUT_LINES 8

static void forget_names(document *d)
{
	name_clear(&d->whole);
	name_clear(&d->headline);
	name_clear(&d->counted);
	name_clear(&d->topic);
	name_clear(&d->spoken_of);
}

/* 公布首批工业数据应用试点城市名单: what those are that the article counts as 入选. */
static void note_list(document *d)
{
	enum { FAR = 40, SHORTEST = 4, LONGEST = 30 };
	const block *text = &d->s.text;
	size_t list = 0, from;

	while (list + 1 < text->n && !(text->cp[list] == 0x540d && text->cp[list + 1] == 0x5355))
		list++; /* 名单 */
	if (!d->chinese || list + 1 >= text->n)
		return;
	for (from = list; from > 0 && list - from < FAR; from--)
		if (text_at_any(text->cp, list, from - 1, "公布|发布|公示|确定|下发|印发") > 0)
			break;
	if (from == 0 || list - from >= FAR)
		return;
	from++; /* behind the verb's two characters */
	if (text_at(text->cp, list, from, "了"))
		from++;
	for (size_t i = 0; i < d->s.n_tokens; i++) /* 2025年度… */
		if (d->s.tokens[i].kind == T_PERIOD && d->s.tokens[i].from == from)
			from = d->s.tokens[i].to;
	for (size_t i = from; i < list; i++)
		if (text->cp[i] == '(' || text->cp[i] == ',' || text->cp[i] == 0x3001)
			return;
	if (list >= from + SHORTEST && list <= from + LONGEST)
		source_text(d, from, list, d->on_list, sizeof d->on_list);
}

/* A heading counts only when the paragraph behind it has a date of its own. */
static void begin_paragraph(document *d)
{
	const uint64_t classes = d->s.classes;
	bool dated = paragraph_dated(d);

	d->told_here = false;
	if (d->opened)
		d->last_paragraph =
		    d->opening.known && !d->opening.since && !d->opening.unknown && !d->opening.now
			? d->opening
			: (period_slot){0};
	d->opened = false;
	if (!goes_on(d))
		d->paragraph = (period_slot){0};
	d->former = d->whole_day = (period_slot){0};
	forget_names(d);
	d->lead = false;
	d->instant_here = d->instant_here && !d->fresh;
	d->headed_anew = d->headed_anew || (d->fresh && !dated);
	const bool article = begins_article(d) || d->signed_above;

	d->signed_above = false;
	if (article || (d->fresh && (dated || classes & W(W_DATELINE)))) {
		begin_section(d);
		name_clear(&d->firms);
		d->industry[0] = '\0';
		d->as_of = d->published;
		d->survey = false;
		/* 安徽: 前三季度…: the place of the section */
		d->region =
		    d->chinese && d->fresh ? d->headed : (region_slot){.region = TALLY_NO_CODE};
	}
	d->valued_paragraph = false;
	if (article)
		d->on_list[0] = '\0';
	note_list(d);
	if (article || (d->fresh && (begins_report(d) || d->counts->paragraphs <= ABOUT_LINES)))
		about_begins(d);
	if (!goes_on(d)) {
		home_again(d);
		about_again(d);
	}
	if (compass_part(d, d->region.region) || zones_of_part(d, d->region.region) ||
	    cluster_in_passing(d, d->region.region))
		d->region = d->former_region;
	d->former_region = d->region;
	english_paragraph(d);
	d->fresh = false;
}

/* Figures in titles are no claims; they are told. */
static void unread_titles(document *d)
{
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];
		bool digits = false;

		if (t->kind != T_TEXT || !(t->classes & W(W_PROTECTED)))
			continue;
		for (size_t k = t->from; k < t->to; k++)
			digits = digits || text_is_digit(d->s.text.cp[k]);
		if (digits)
			document_unread(d, t, "title");
	}
}

/* Not one quantity of the paragraph is a claim. */
static void quantities_unread(document *d, const char *reason)
{
	for (size_t i = 0; i < d->s.n_tokens; i++)
		if (d->s.tokens[i].kind == T_QUANTITY)
			document_unread(d, &d->s.tokens[i], reason);
}

static bool has_chinese(const block *b)
{
	size_t cjk = 0;

	for (size_t i = 0; i < b->n && i < 400; i++)
		cjk += is_han(b->cp[i]);
	return cjk * 4 > (b->n < 400 ? b->n : 400);
}

bool marked_heading(const document *d)
{
	size_t i = d->s.text.n > 0 ? d->s.text.at[0].byte : 0;

	if (d->s.text.n > 0 && d->s.text.cp[0] == '#')
		return true;
	while (i > 0 && (d->bytes[i - 1] == ' ' || d->bytes[i - 1] == '#'))
		if (d->bytes[--i] == '#')
			return true;
	return false;
}

static void read_paragraph(document *d)
{
	tally_day as_of = d->as_of;

	if (!lexer_run(d->lex, &d->s, &d->dates, false))
		return;
	d->counts->paragraphs++;
	d->chinese = has_chinese(&d->s.text);
	towns_named(d);
	if (english_title(d))
		d->kind = BLOCK_HEADING;
	bool body = d->kind == BLOCK_BODY;

	if (find_published(d) && masthead(d)) {
		quantities_unread(d, "masthead");
		return;
	}
	d->heading = d->kind != BLOCK_BODY;
	english_find_nation(d);
	if (date_line(d))
		return;
	if (byline(d)) {
		d->signed_above = d->fresh = true;
		d->paragraph = (period_slot){0};
		if (d->title.mark.line <= d->body_line)
			d->title = (period_slot){0}; /* of the article above */
		quantities_unread(d, "name");        /* 汪三毛 */
		return;
	}
	if (d->kind == BLOCK_HEADING) {
		d->signed_above = false;
		if (marked_heading(d)) {
			d->paragraph = (period_slot){0}; /* of another article */
			d->has_main = d->has_last = false;
			forget_names(d);
			name_clear(&d->firms);
		}
		home_from_title(d);
		about_from_heading(d);
		d->headed = heading_place(d);
	} else if (body && d->s.text.n < 80)
		home_from_title(d);
	if (body && d->s.text.n > 0)
		d->body_line = d->s.text.at[d->s.text.n - 1].line;
	if (body)
		begin_paragraph(d);
	else if (d->kind == BLOCK_HEADING && !d->fresh)
		pending_flush(d);
	size_t from = body ? speaker(d) : 0;

	if (from)
		begin_section(d);
	as_of = d->as_of;
	unread_titles(d);
	brackets_settle(d);
	english_lists(d);
	compass_points(d);
	zones_of_list(d);
	zones_meant(d);
	if (from > d->s.n_tokens)
		from = 0;
	region_slot pictured;

	if (d->in_caption && d->chinese && first_place(d, 0, d->s.n_tokens, &pictured)) {
		d->region = pictured; /* 图为湖北省荆门高新区…。该园区已拆解… */
		mark_carried(&d->region.mark, TALLY_SLOT_CARRIED);
	}
	document_sentences(d, from);
	remember_province(d);
	if (d->kind == BLOCK_HEADING) {
		bool past = d->paragraph.known && d->published != TALLY_DAY_NONE &&
			    d->paragraph.period.last <= d->published;

		d->fresh = true;
		d->title = past ? d->paragraph : (period_slot){0};
		if (past && d->counts->paragraphs <= 3 &&
		    classes_in(d, 0, d->s.n_tokens) & W(W_TITLE))
			d->report = d->paragraph;
		d->paragraph = (period_slot){0};
	}
	if (!d->lead || !body)
		d->as_of = body && !d->lead ? as_of : d->as_of;
}

/* What a caption says holds for it alone: the text goes on as if it were not there. The lists
 * behind `current` are of one sentence, but for the zones. */
static void read_caption(document *d)
{
	unsigned char kept[offsetof(document, current)];
	region_slot zones[ZONES_NAMED_MAX];

	memcpy(kept, d, sizeof kept);
	memcpy(zones, d->zones_named, sizeof zones);
	d->kind = BLOCK_BODY;
	d->in_caption = true;
	d->paragraph = d->article = d->title = d->report = d->last_paragraph = (period_slot){0};
	read_paragraph(d);
	const scratch read = d->s;
	const int stop = d->stop, n_pending = d->n_pending;

	memcpy(d, kept, sizeof kept);
	memcpy(d->zones_named, zones, sizeof zones);
	d->s = read;
	d->stop = stop;
	d->n_pending = n_pending;
}

static void document_free(document *d)
{
	if (!d)
		return;
	scratch_release(&d->s);
	free(d->groups);
	free(d->pending);
	free(d->frame);
	free(d);
}

/* Only what a text begins with is cleared: many texts are short, the lists of subjects are not. */
static document *document_new(void)
{
	document *d = malloc(sizeof *d);

	if (!d)
		return NULL;
	memset(d, 0, offsetof(document, current));
	d->current.n = d->history.n = 0;
	d->current.overflow = d->history.overflow = false;
	d->groups = malloc(GROUPS_MAX * sizeof *d->groups);
	d->frame = calloc(1, sizeof *d->frame);
	d->pending = malloc(PENDING_MAX * sizeof *d->pending);
	if (d->groups && d->frame && d->pending)
		return d;
	document_free(d);
	return NULL;
}

tally_status tally_read_text(const tally_lexicon *lexicon, const char *bytes, size_t size,
			     const tally_read_options *options, const tally_read_sink *sink,
			     tally_read_counts *counts, tally_error *err)
{
	document *d = document_new();
	layout l = {.bytes = bytes, .size = size};

	*counts = (tally_read_counts){.published = options->published};
	if (!d)
		return tally_error_memory(err);
	d->lex = lexicon;
	d->options = options;
	d->sink = sink;
	d->counts = counts;
	d->bytes = bytes;
	d->size = size;
	d->published = d->as_of = options->published;
	d->dates = (period_context){.published = options->published,
				    .span = {TALLY_DAY_NONE, TALLY_DAY_NONE}};
	d->nation = TALLY_NO_CODE;
	d->region = d->former_region = d->headed = d->zones =
	    (region_slot){.region = TALLY_NO_CODE};
	d->province = TALLY_NO_CODE;
	d->about = d->above = d->group_named = TALLY_NO_CODE;
	d->home = options->region ? tally_codes_find_region(lexicon->codes, options->region,
							    strlen(options->region))
				  : TALLY_NO_CODE;
	d->period_list = -1;
	d->fresh = true; /* a text may begin without a heading */
	while (!d->stop && !d->s.memory && layout_next(&l, &d->s.text, &d->kind)) {
		if (d->kind == BLOCK_CAPTION)
			read_caption(d);
		else
			read_paragraph(d);
	}
	pending_flush(d);
	counts->bad_bytes = l.bad_bytes;
	counts->bad_line = l.first_bad.line;
	counts->bad_column = l.first_bad.column;
	counts->published = d->published;
	bool memory = l.memory || d->s.memory;

	document_free(d);
	return memory ? tally_error_memory(err) : TALLY_OK;
}
