/* clause.c: what a stretch of tokens names: regions, a whole, and the tokens of the name itself.
 *
 * No segmenter: a name is what is left when adverbs, connectors, dates and places are taken off
 * the front and verbs and particles off the end. */
#include "reading.h"

#include <stdio.h>
#include <string.h>

const word *word_of(const document *d, const token *t)
{
	return &d->lex->words[t->ref];
}

quantity *quantity_of(document *d, const token *t)
{
	return &d->s.quantities[t->ref];
}

period_reading *period_of(document *d, const token *t)
{
	return &d->s.periods[t->ref];
}

uint64_t classes_in(const document *d, size_t a, size_t b)
{
	uint64_t all = 0;

	for (size_t i = a; i < b; i++)
		if (d->s.tokens[i].kind == T_WORD)
			all |= d->s.tokens[i].classes;
	return all;
}

static size_t byte_end(const document *d, size_t to)
{
	size_t i;

	if (to == 0)
		return 0;
	i = d->s.text.at[to - 1].byte;
	if (i >= d->size)
		return d->size;
	text_next(d->bytes, d->size, &i);
	return i;
}

origin_mark mark_of(const document *d, size_t from, size_t to, tally_slot_origin origin)
{
	if (from >= d->s.text.n || to <= from)
		return (origin_mark){.origin = (uint8_t)origin};
	const place *p = &d->s.text.at[from];

	return (origin_mark){(uint8_t)origin, p->line, p->column, p->byte, byte_end(d, to)};
}

/* Characters come from the source, so that capitals and full width stay as printed. */
void source_text(const document *d, size_t from, size_t to, char *out, size_t size)
{
	size_t used = 0;

	for (size_t k = from; k < to && k < d->s.text.n; k++) {
		size_t i = d->s.text.at[k].byte, begin = i;

		if (i >= d->size) {
			if (d->s.text.cp[k] == ' ' && used + 2 < size)
				out[used++] = ' '; /* a joined line */
			continue;
		}
		const uint32_t folded = d->s.text.cp[k];

		if (is_han(folded) && used + 4 <= size) {
			memcpy(out + used, d->bytes + begin, 3); /* nearly all are such */
			used += 3;
			continue;
		}
		uint32_t c = text_next(d->bytes, d->size, &i);
		bool odd = c < 32 || c == 0xfffd;
		size_t length = odd ? 1 : i - begin;

		if (used + length + 1 > size)
			break;
		memcpy(out + used, odd ? " " : d->bytes + begin, length);
		used += length;
	}
	out[used] = '\0';
}

/* --- places -------------------------------------------------------------------- */

static void region_of(const document *d, size_t i, region_slot *out)
{
	const token *t = &d->s.tokens[i];

	if (t->mark) { /* 高新区: the zone named before */
		*out = d->zones_named[t->mark - 1];
		return;
	}
	*out = (region_slot){.region = word_of(d, t)->region};
	source_text(d, t->from, t->to, out->text, sizeof out->text);
	out->mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
}

static const char *code_of(const document *d, size_t i)
{
	return tally_codes_region(d->lex->codes, word_of(d, &d->s.tokens[i])->region)->code;
}

/* 辽宁国家高新区: a place that no list knows, but neither 辽宁 nor all the zones. */
static bool zones_of_place(const document *d, size_t i)
{
	const char *where = code_of(d, i);

	return zone_kind(code_of(d, i + 1)) && strcmp(where, "CN") != 0 &&
	       strncmp(where, "CN-", 3) == 0 && strncmp(where, "CN-HTZ", 6) != 0 &&
	       strncmp(where, "CN-NIDZ", 7) != 0 && d->s.tokens[i].to == d->s.tokens[i + 1].from;
}

/* 东部 and 国家高新区 side by side are one region when the lists know it. */
static size_t joined_region(const document *d, size_t i, size_t b, region_slot *out)
{
	if (i + 1 >= b || !word_is(&d->s.tokens[i + 1], W(W_REGION)))
		return 0;
	char text[TALLY_NAME_MAX];
	size_t n =
	    block_text(&d->s.text, d->s.tokens[i].from, d->s.tokens[i + 1].to, text, sizeof text);
	int32_t region = tally_codes_find_region(d->lex->codes, text, n);

	if (region == TALLY_NO_CODE && strcmp(code_of(d, i), "CN") == 0 &&
	    zone_kind(code_of(d, i + 1)))
		region = word_of(d, &d->s.tokens[i + 1])->region; /* 全国|国家级经开区 */
	if (region == TALLY_NO_CODE && !zones_of_place(d, i))
		return 0;
	*out = (region_slot){.region = region};
	source_text(d, d->s.tokens[i].from, d->s.tokens[i + 1].to, out->text, sizeof out->text);
	out->mark = mark_of(d, d->s.tokens[i].from, d->s.tokens[i + 1].to, TALLY_SLOT_EXPLICIT);
	return 2;
}

/* What the lists know by the place's name and the kind behind it (合肥|高新区), and that name. */
static int32_t place_of_kind(const document *d, const region_slot *r, const char *kind, char *text,
			     size_t size)
{
	int n = snprintf(text, size, "%s%s", r->text, kind);

	return tally_codes_find_region(d->lex->codes, text, (size_t)n);
}

static void become(region_slot *r, int32_t region, const char *text)
{
	r->region = region;
	name_print(r->text, "%s", text);
}

/* 东部、中部和东北地区国家高新区: the kind said last holds for all. */
static void share_kind(const document *d, size_t kind, int n, noun_phrase *out)
{
	char text[2 * TALLY_NAME_MAX], word_text[TALLY_NAME_MAX];

	source_text(d, d->s.tokens[kind].from, d->s.tokens[kind].to, word_text, sizeof word_text);
	for (int i = 0; i < n; i++) {
		region_slot *r = &out->regions[i];
		int32_t region = place_of_kind(d, r, word_text, text, sizeof text);

		if (region == TALLY_NO_CODE &&
		    (out->regions[out->n_regions - 1].region != TALLY_NO_CODE ||
		     strstr(r->text, word_text)))
			continue;
		become(r, region, text);
	}
}

/* 合肥、芜湖、蚌埠高新区: so it does when the last is a zone that the lists know by name. */
static void share_zone(const document *d, noun_phrase *out)
{
	static const char zone[] = "高新区", group[] = "国家高新区";
	const region_slot *end = &out->regions[out->n_regions - 1];
	const char *last = end->text;
	size_t n = strlen(last), tail = strlen(zone);
	char text[2 * TALLY_NAME_MAX];

	if (n <= tail || strcmp(last + n - tail, zone) != 0 || end->region == TALLY_NO_CODE)
		return;
	/* 东部、中部、西部国家高新区; 辽宁、吉林、黑龙江国家高新区 are those of provinces */
	const bool whole = strstr(last, "国家") != NULL;
	const char *kind = whole ? group : zone;

	if (whole && kind_of_group(d, end->region) == TALLY_NO_CODE)
		return;
	for (int i = 0; i + 1 < out->n_regions; i++) {
		region_slot *r = &out->regions[i];
		int32_t region = strstr(r->text, "区")
				     ? TALLY_NO_CODE
				     : place_of_kind(d, r, kind, text, sizeof text);

		if (region != TALLY_NO_CODE)
			become(r, region, text);
	}
}

/* 广东省|广州市, 河北省|保定高新区: the token of the place that is meant. */
static size_t narrowest(const document *d, size_t i, size_t b)
{
	const token *t = d->s.tokens;
	size_t k = i;

	while (d->chinese && k + 1 < b && word_is(&t[k + 1], W(W_REGION)) &&
	       t[k + 1].from == t[k].to &&
	       place_holds(d, word_of(d, &t[k])->region, word_of(d, &t[k + 1])->region))
		k++;
	/* 浙江宁波舟山港: more than 宁波; but 湖北武汉|经开区 */
	const bool more = k + 1 < b && word_is(&t[k + 1], W(W_REGION)) && t[k + 1].from == t[k].to;

	return more && !zone_kind_of(d, &t[k + 1]) ? i : k;
}

bool first_place(const document *d, size_t a, size_t b, region_slot *out)
{
	for (size_t i = a; i < b; i++)
		if (word_is(&d->s.tokens[i], W(W_REGION)) &&
		    word_of(d, &d->s.tokens[i])->region != d->lex->china) {
			i = narrowest(d, i, b);
			if (!joined_region(d, i, b, out))
				region_of(d, i, out);
			return true;
		}
	return false;
}

/* 大湾区大学, 上海交通大学: whose name a place is part of is nowhere said to be the subject's
 * place. */
static bool names_school(const document *d, size_t i, size_t b)
{
	enum { LONG = 10 };
	const token *t = d->s.tokens;
	size_t begin = t[i].to, end = begin;

	for (size_t k = i + 1; k < b && t[k].from == end && end - begin < LONG; k++) {
		if (t[k].kind != T_TEXT && !word_is(&t[k], W(W_PLAIN)))
			break;
		end = t[k].to;
	}
	if (!d->chinese || word_of(d, &t[i])->region == d->lex->china)
		return false;
	for (size_t p = begin; p + 1 < end; p++)
		if (text_at_any(d->s.text.cp, end, p, "大学|学院|研究院|研究所") > 0)
			return !text_at_any(d->s.text.cp, d->s.text.n, p,
					    "大学生|大学城|大学科技园");
	return false;
}

/* 广东、浙江、山东: regions from token i on; returns the token behind them. */
static size_t region_list(const document *d, size_t i, size_t b, noun_phrase *out)
{
	const token *t = d->s.tokens;

	while (i < b && word_is(&t[i], W(W_REGION)) && out->n_regions < TEXT_LIST_MAX &&
	       !names_school(d, i, b)) {
		region_slot *r = &out->regions[out->n_regions++];

		i = narrowest(d, i, b);
		size_t joined = joined_region(d, i, b, r);

		out->region_token = i;
		if (!joined)
			region_of(d, i, r);
		i += joined ? joined : 1;
		if (joined && out->n_regions > 1)
			share_kind(d, i - 1, out->n_regions - 1, out);
		if (i + 1 < b &&
		    (word_is(&t[i], W(W_CONJ)) || (t[i].kind == T_MARK && t[i].mark == 0x3001)) &&
		    word_is(&t[i + 1], W(W_REGION)) && strcmp(code_of(d, i + 1), "BRI") != 0)
			i++;
		else
			break;
	}
	if (d->chinese && out->n_regions > 1)
		share_zone(d, out);
	return i;
}

/* The zone of each place: 济南高新区. The token behind. */
static size_t zones_of_each(const document *d, size_t kind, noun_phrase *out)
{
	static const char nidz[] = "自创区";
	char text[2 * TALLY_NAME_MAX];
	const char *said = strncmp(code_of(d, kind), "CN-NIDZ", 7) == 0 ? nidz : "高新区";

	for (int i = 0; i < out->n_regions; i++) {
		region_slot *r = &out->regions[i];
		int32_t region = place_of_kind(d, r, said, text, sizeof text);

		become(r, region, text);
	}
	return kind + 1;
}

/* 长三角、京津冀区域内的国家高新区: the zones there; the token behind, or i. */
static size_t zones_within(const document *d, size_t i, size_t b, noun_phrase *out)
{
	const token *t = d->s.tokens;
	size_t k = i;

	while (k < b &&
	       (word_is(&t[k], W(W_WITHIN) | W(W_OF)) ||
		text_at_any(d->s.text.cp, t[k].to, t[k].from,
			    "区域|地区|境内|区域内|地区内|范围|范围内") == t[k].to - t[k].from))
		k++;
	if (k == i && i + 1 < b && t[i].kind == T_QUANTITY && out->n_regions > 1 &&
	    d->s.quantities[t[i].ref].first.mantissa == out->n_regions &&
	    word_is(&t[i + 1], W(W_REGION)) && zone_kind(code_of(d, i + 1)))
		return zones_of_each(d, i + 1, out); /* 济南、青岛、潍坊3家国家高新区 */
	if (!d->chinese || k == i || k >= b || out->n_regions == 0 ||
	    !word_is(&t[k], W(W_REGION)) || !zone_kind(code_of(d, k)))
		return i;
	share_kind(d, k, out->n_regions, out);
	return k + 1;
}

/* 3省份, 三大区域, 三地 behind a list of regions. */
static size_t skip_enumeration(const document *d, size_t i, size_t b, const noun_phrase *out)
{
	const token *t = &d->s.tokens[i];

	if (i < b && out->n_regions == 2 &&
	    text_at_any(d->s.text.cp, t->to, t->from, "两地|两省|两市|两区") == t->to - t->from)
		return i + 1;
	if (i >= b || out->n_regions < 2 || t->kind != T_QUANTITY)
		return i;
	/* 杭州、宁波、嘉兴三地 */
	return i + 1 +
	       (i + 1 < b && text_at(d->s.text.cp, t[1].to, t[1].from, "地") == 1 &&
		t[1].to == t[1].from + 1);
}

/* --- the phrase ---------------------------------------------------------------- */

#define FRONT                                                                                      \
	(W(W_LEAD) | W(W_CHILD) | W(W_CONJ) | W(W_OF) | W(W_ELSE) | W(W_SURVEY) |                  \
	 W(W_PRELIMINARY) | W(W_EACH) | W(W_RESPECTIVE) | W(W_TARGET) | W(W_FORECAST) |            \
	 W(W_DATELINE) | W(W_YOY) | W(W_POP) | W(W_COMPARED) | W(W_REAL) | W(W_NOMINAL) |          \
	 W(W_COMPARABLE))

static bool content(const token *t)
{
	return t->kind == T_TEXT || word_is(t, W(W_METRIC) | W(W_REGION) | W(W_PLAIN));
}

static size_t skip_front(const document *d, size_t a, size_t b, noun_phrase *out)
{
	for (; a < b; a++) {
		const token *t = &d->s.tokens[a];

		if (word_is(t, W(W_METRIC) | W(W_REGION)))
			break;
		if (trade_partner(d, a, b))
			break;
		if (word_is(t, W(W_LOCAL)))
			out->local = a + 1;
		if (english_nation(d, t) && out->n_regions == 0 && a + 1 < b &&
		    text_at(d->s.text.cp, d->s.text.n, t->from, "the ")) {
			out->regions[0] = (region_slot){.region = d->nation};
			source_text(d, t->from, t->to, out->regions[0].text,
				    sizeof out->regions[0].text);
			out->regions[0].mark = mark_of(d, t->from, t->to, TALLY_SLOT_CARRIED);
			out->n_regions = 1;
			out->region_token = a;
			continue;
		}
		if (t->kind == T_PERIOD || word_is(t, FRONT | W(W_LOCAL))) {
			out->child = out->child || word_is(t, W(W_CHILD));
			continue;
		}
		if (t->kind == T_MARK && !is_quote(t->mark) && t->mark != '(')
			continue;
		if (word_is(t, W(W_AMONG)) && a + 1 < b && d->s.tokens[a + 1].kind == T_PERIOD)
			continue;
		break;
	}
	return a;
}

/* 位于|湖北武汉经开区|的云驰汽车, 总部设在|重庆|的…: the token of the place, or a. */
static size_t skip_seat(const document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	const size_t words =
	    text_at_any(d->s.text.cp, d->s.text.n, t[a].from,
			"位于|坐落于|坐落在|总部设在|总部位于|总部在|落户在|扎根于|扎根");
	size_t at = a, of;

	while (words && at < b && t[at].from < t[a].from + words)
		at++;
	for (of = at; of < b && word_is(&t[of], W(W_REGION));)
		of++;
	return words && of > at && of + 1 < b && word_is(&t[of], W(W_OF)) ? at : a;
}

/* 地处松花江北岸的|深哈产业园区: where it lies stands in front of the place. */
static size_t skip_situation(const document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	const size_t seat = d->chinese && a < b ? skip_seat(d, a, b) : a;

	if (seat > a)
		return seat;
	/* 百公里外的|西宁经开区则… */
	for (size_t i = a; d->chinese && i + 1 < b && i < a + 4; i++)
		if (word_is(&t[i], W(W_OF)) && word_is(&t[i + 1], W(W_REGION)) && i > a &&
		    text_at_any(d->s.text.cp, t[i].from, t[i].from - 1, "外|旁|畔|隔|邻") == 1)
			return i + 1;

	if (!d->chinese || a >= b ||
	    !text_at_any(d->s.text.cp, d->s.text.n, t[a].from,
			 "地处|位于|坐落于|坐落在|身处|毗邻|拥有"))
		return a;
	for (size_t i = a + 1; i + 1 < b; i++)
		if (word_is(&t[i], W(W_OF)) && word_is(&t[i + 1], W(W_REGION)))
			return i + 1;
	return a;
}

/* 围绕…等: an adverbial in front, when its end is marked. */
static size_t skip_adverbial(const document *d, size_t a, size_t b)
{
	if (a >= b || !word_is(&d->s.tokens[a], W(W_PREP)))
		return a;
	for (size_t i = b; i-- > a + 1;)
		if (word_is(&d->s.tokens[i], W(W_ELSE)) && i + 1 < b)
			return i + 1;
	return a;
}

/* 在…中 or …中: the whole that a part is taken of. */
static size_t skip_whole(const document *d, size_t a, size_t b, noun_phrase *out)
{
	const token *t = d->s.tokens;
	bool among = a < b && word_is(&t[a], W(W_AMONG));

	for (size_t i = a + 1; i < b; i++) {
		if (!word_is(&t[i], W(W_WITHIN)))
			continue;
		if (t[i - 1].kind == T_MARK && t[i - 1].mark == 0x3001)
			continue; /* 大、中、小型企业 */
		if (!among && !(content(&t[i - 1]) || t[i - 1].kind == T_MARK))
			continue;
		if (!among && i == a + 1 && word_is(&t[a], W(W_REGION)) &&
		    text_at_any(d->s.text.cp, t[i].to, t[i].from, "内"))
			return a; /* 国家高新区内 is a place */
		if (i + 2 < b && word_is(&t[i + 1], W(W_OF)) && word_is(&t[i + 2], W(W_REGION)) &&
		    zone_kind(code_of(d, i + 2)))
			return a; /* 京津冀区域内的国家高新区 are places */
		out->among = among;
		out->whole_from = among ? a + 1 : a;
		out->whole_to = i;
		return i + 1;
	}
	return a;
}

/* "firms in the national zones achieved": the place of those that have. */
static void place_of_owner(const document *d, size_t a, size_t object, noun_phrase *out)
{
	const token *t = d->s.tokens;

	for (size_t i = a + 1; i < object && out->n_regions == 0; i++) {
		size_t k = i;

		while (k > a && word_is(&t[k - 1], W(W_REGION)))
			k--; /* Beijing's Zhongguancun */
		while (k > a && text_at_any(d->s.text.cp, t[k - 1].to, t[k - 1].from, "the|all"))
			k--;
		if (!word_is(&t[i], W(W_REGION)) || k == a ||
		    (i + 1 < object && word_is(&t[i + 1], W(W_REGION))) ||
		    text_at(d->s.text.cp, t[k - 1].to, t[k - 1].from, "in") !=
			t[k - 1].to - t[k - 1].from)
			continue;
		region_of(d, i, &out->regions[0]);
		out->n_regions = 1;
		out->region_token = i;
	}
}

/* "exports of the national zones": English names the place behind. */
static size_t region_behind(const document *d, size_t a, size_t b, noun_phrase *out)
{
	const token *t = d->s.tokens;
	size_t end = b;

	if (d->chinese || out->n_regions > 0 || b < a + 3 || !word_is(&t[b - 1], W(W_REGION)))
		return b;
	for (b--; b > a && (word_is(&t[b - 1], W(W_LEAD)) || t[b - 1].kind == T_QUANTITY ||
			    english_nation(d, &t[b - 1]) || english_these(d, &t[b - 1]));
	     b--)
		if (text_at_any(d->s.text.cp, t[b - 1].to, t[b - 1].from, "to|with") ==
		    t[b - 1].to - t[b - 1].from)
			return end; /* exports to the United States: a partner */
	if (b == a || b + 1 >= end)
		return end;
	for (size_t i = a; i < b; i++)
		if (text_at(d->s.text.cp, d->s.text.n, t[i].from, "number of ") && b <= i + 2)
			return end; /* the number of national zones */
	region_of(d, end - 1, &out->regions[0]);
	out->n_regions = 1;
	out->region_token = end - 1;
	return b;
}

/* 对东盟、欧盟进出口: a partner, not the place of trade; the token behind the places, or 0. */
size_t trade_partner(const document *d, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t i = a + 1;

	if (a + 2 >= b || !word_is(&t[a], W(W_LEAD) | W(W_COMPARE) | W(W_FROM)) ||
	    !text_at_any(d->s.text.cp, t[a].to, t[a].from, "对|与|同|向|自|从"))
		return 0;
	if (!word_is(&t[i], W(W_REGION)) &&
	    text_at_any(d->s.text.cp, d->s.text.n, t[i].from, "共建|“|其他|主要"))
		return 0; /* 对共建“一带一路”国家 is a name as it stands */
	while (i < b && word_is(&t[i], W(W_REGION))) {
		i++;
		if (i + 1 < b &&
		    (word_is(&t[i], W(W_CONJ)) || (t[i].kind == T_MARK && t[i].mark == 0x3001)) &&
		    word_is(&t[i + 1], W(W_REGION)))
			i++;
	}
	size_t trade = i;

	while (trade < b && word_is(&t[trade], W(W_RESPECTIVE) | W(W_EACH) | W(W_OF)))
		trade++;
	if (i == a + 1 || trade >= b ||
	    !text_at_any(d->s.text.cp, d->s.text.n, t[trade].from,
			 "进出口|出口|进口|贸易|投资|直接投资|货物|服务|双边"))
		return 0;
	return i;
}

/* 维持年限超过10年的有效专利: a length of time that belongs to the name. */
static bool bound_of_name(const document *d, size_t i, size_t a)
{
	const token *t = d->s.tokens;

	return d->chinese && i > a + 1 && word_is(&t[i - 1], W(W_BEFORE)) &&
	       word_is(&t[i + 1], W(W_OF)) && d->s.periods[t[i].ref].months;
}

/* 龙头企业上半年研发投入: whose it is goes on behind the period. */
static bool firms_before(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	return d->chinese && i > a && content(&t[i - 1]) && t[i - 1].to == t[i].from && i + 1 < b &&
	       content(&t[i + 1]) && t[i].to == t[i + 1].from && t[i - 1].to >= 2 &&
	       text_at_any(d->s.text.cp, t[i - 1].to, t[i - 1].to - 2,
			   "企业|公司|集团|机构|单位|高校|院所") == 2;
}

/* 新能源汽车全年产量: a word for the whole year between the thing and what is measured of it. */
static bool year_within(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;

	return d->chinese && i > a && content(&t[i - 1]) && t[i - 1].to == t[i].from &&
	       t[i + 1].from == t[i].to && i + 2 == b && content(&t[i + 1]) &&
	       t[i + 1].to - t[i + 1].from <= 3 &&
	       text_at_any(d->s.text.cp, t[i].to, t[i].from, "全年|当年|年内") ==
		   t[i].to - t[i].from;
}

/* 规上软件企业前三季度累计实现营业收入: whose it is stands before the period, and a verb behind. */
static bool owner_before(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	size_t k = i + 1;

	while (k < b && word_is(&t[k], W(W_CUMULATIVE) | W(W_LEAD)) && !word_is(&t[k], W(W_LEVEL)))
		k++;
	return d->chinese && i > a && content(&t[i - 1]) && k + 1 < b &&
	       word_is(&t[k], W(W_LEVEL)) && t[k].to - t[k].from >= 2 &&
	       !word_is(&t[k], W(W_METRIC));
}

/* 深圳和哈尔滨两地共建的|深哈产业园: theirs, and a place of its own; its token, or i. */
static size_t place_they_made(const document *d, size_t i, size_t b)
{
	enum { FAR = 5 };
	const token *t = d->s.tokens;

	for (size_t k = i;
	     d->chinese && k + 1 < b && k < i + FAR && t[k].kind != T_MARK && t[k].kind != T_PERIOD;
	     k++)
		if (word_is(&t[k], W(W_OF)) && word_is(&t[k + 1], W(W_REGION)) && k > i &&
		    !zone_kind(code_of(d, k + 1)) && strncmp(code_of(d, k + 1), "CN-", 3) == 0 &&
		    text_at_any(d->s.text.cp, t[k].from, t[k].from - 2, "共建|合建|合作|设立|建设"))
			return k + 1;
	return i;
}

/* 在全国|178家国家高新区|总收入中: the zones counted are the whole's place; the token behind. */
static size_t counted_whole(const document *d, size_t i, noun_phrase *out)
{
	const token *t = d->s.tokens;

	if (!d->chinese || out->n_regions > 1 || i + 2 > out->whole_to || t[i].kind != T_QUANTITY ||
	    !word_is(&t[i + 1], W(W_REGION)))
		return i;
	region_of(d, i + 1, &out->regions[0]);
	out->n_regions = 1;
	return i + 2;
}

/* 千兆用户|在|宽带用户|中: the whole stands behind the name. Where the name ends, or b. */
static size_t whole_behind_name(const document *d, size_t a, size_t b, noun_phrase *out)
{
	const token *t = d->s.tokens;
	size_t within = b, among;

	while (within > a && word_is(&t[within - 1], W(W_OF)))
		within--;
	if (!d->chinese || within < a + 4 || !word_is(&t[within - 1], W(W_WITHIN)))
		return b;
	for (among = within - 3; among > a && !word_is(&t[among], W(W_AMONG));)
		among--;
	if (among == a || !(content(&t[among - 1]) ||
			    (t[among - 1].kind == T_WORD && !word_is(&t[among - 1], FRONT))))
		return b; /* 用|户: a counter is a word */
	out->among = out->whole_behind = true;
	out->whole_from = among + 1;
	out->whole_to = within - 1;
	return among;
}

void noun_phrase_find(const document *d, size_t a, size_t b, noun_phrase *out)
{
	memset(out, 0, offsetof(noun_phrase, regions));
	out->n_regions = 0;
	out->whole_from = out->whole_to = out->region_token = 0;
	out->local = 0;
	out->child = out->among = out->region_is_head = out->region_of_whole = false;
	out->whole_behind = false;
	a = skip_front(d, a, b, out);
	a = skip_adverbial(d, a, b);
	a = skip_situation(d, a, b);
	a = skip_front(d, a, b, out);
	const size_t name_end = whole_behind_name(d, a, b, out);
	const size_t whole = name_end < b ? a : skip_whole(d, a, b, out);

	b = name_end;
	if (whole > a) {
		const size_t local = out->local; /* 在全市专利中: of the whole */
		size_t from = skip_front(d, out->whole_from, out->whole_to, out);
		const size_t named = region_list(d, from, out->whole_to, out);
		size_t behind = counted_whole(d, named, out);

		if (behind > named && behind == out->whole_to)
			from = behind; /* 在178家国家高新区中: of them */
		else if (behind < out->whole_to)
			from = skip_front(d, behind, out->whole_to, out);
		else
			out->n_regions = 0; /* 在国家高新区中: the region is the whole */
		out->region_of_whole = out->n_regions == 1;
		out->whole_from = from;
		out->local = local;
		a = skip_front(d, whole, b, out);
	}
	if (a + 1 < b && word_is(&d->s.tokens[a], W(W_AMONG)) &&
	    word_is(&d->s.tokens[a + 1], W(W_REGION)) &&
	    (a + 2 == b || content(&d->s.tokens[a + 2])))
		a++; /* 在全国建成; 在长沙高新区，… */
	if (out->region_of_whole && a < b && word_is(&d->s.tokens[a], W(W_REGION))) {
		out->n_regions = 0; /* 国内城市中，北京75家 */
		out->region_of_whole = false;
	}
	size_t regions = region_list(d, a, b, out);

	while (!d->chinese && out->n_regions == 1 && regions < b &&
	       word_is(&d->s.tokens[regions], W(W_REGION))) {
		out->n_regions = 0; /* Central China's Hubei Province */
		regions = region_list(d, regions, b, out);
	}
	const size_t made = place_they_made(d, regions, b);

	if (regions > a && made > regions) {
		out->n_regions = 0;
		regions = region_list(d, made, b, out);
	}
	if (regions > a) {
		regions = zones_within(d, regions, b, out);
		regions = skip_enumeration(d, regions, b, out);
		size_t rest = skip_front(d, regions, b, out);

		while (rest < b && word_is(&d->s.tokens[rest], W(W_WITHIN)))
			rest = skip_front(d, rest + 1, b, out); /* 国家高新区内 */
		out->region_is_head = rest >= b;
		a = rest;
	}
	b = region_behind(d, a, b, out);
	if (!d->chinese) {
		b = english_without_verb(d, a, b);
		size_t aimed = english_aimed(d, a, b), object;

		a = aimed > a ? skip_front(d, aimed, b, out) : a;
		object = english_object(d, a, b);
		if (object > a)
			place_of_owner(d, a, object, out);

		a = object > a ? skip_front(d, object, b, out) : a;
	}
	for (size_t i = b; i-- > a;)
		if (d->s.tokens[i].kind == T_PERIOD && i + 1 < b && !bound_of_name(d, i, a) &&
		    !owner_before(d, i, a, b) && !year_within(d, i, a, b) &&
		    !firms_before(d, i, a, b)) {
			a = skip_front(d, i + 1, b, out);      /* no period stands within a name */
			if (d->chinese && out->n_regions == 0) /* 到2025年我国…将达到 */
				a = skip_front(d, region_list(d, a, b, out), b, out);
			break;
		}
	out->from = a < b ? a : b;
	out->to = b;
}
