/* zones.c: kinds of zones and the groups of them that a text speaks of.
 *
 * 湖南9家国家高新区, 全省国家高新区 and, in a text about these, 9家国家高新区 are the zones of
 * Hunan: the lists have them as CN-HN-HTZ beside CN-HN. The zones of the north-east (CN-HTZ-NE) are
 * such a group too; a single zone (CN-HTZ-CD) is none. 高新区 alone is the zone named last. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* No place has more: Jiangsu has 18. */
#define ZONES_OF_A_PLACE 30

static const char *code_of_region(const document *d, int32_t region)
{
	return region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;
}

static const char *const kinds[] = {"CN-HTZ", "CN-NIDZ", "CN-ETDZ", "CN-FTZ", "CN-CBZ"};

bool zone_kind(const char *code)
{
	return name_among(code, kinds, sizeof kinds / sizeof *kinds);
}

bool zone_kind_of(const document *d, const token *t)
{
	return zone_kind(code_of_region(d, word_of(d, t)->region));
}

bool zone_or_kind(const document *d, int32_t region)
{
	return front_among(code_of_region(d, region), kinds, sizeof kinds / sizeof *kinds) > 0;
}

uint32_t zone_kind_bit(const document *d, const token *t)
{
	const char *code = code_of_region(d, word_of(d, t)->region);

	for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(code, kinds[i]) == 0)
			return 1U << i;
	return 0;
}

static bool ends_in_kind(const char *code)
{
	size_t n = strlen(code);

	return n > 7 && strcmp(code + n - 4, "-HTZ") == 0;
}

/* CN-HTZ-NE is a group of zones, CN-HTZ-CD one of them. */
static bool is_group(const document *d, int32_t kind, int32_t here)
{
	int32_t n = tally_codes_n_memberships(d->lex->codes);

	for (int32_t i = 0; i < n; i++) {
		const tally_membership *m = tally_codes_membership(d->lex->codes, i);

		if (m->group == kind && m->member == here)
			return strcmp(m->partition, "zones") != 0;
	}
	return false;
}

int32_t kind_of_group(const document *d, int32_t group)
{
	const char *code = code_of_region(d, group);
	bool provincial = ends_in_kind(code); /* CN-JX-HTZ */
	int32_t kind = provincial || strncmp(code, "CN-HTZ-", 7) == 0
			   ? tally_codes_find_region(d->lex->codes, "CN-HTZ", 6)
			   : TALLY_NO_CODE;

	return kind != TALLY_NO_CODE && (provincial || is_group(d, kind, group)) ? kind
										 : TALLY_NO_CODE;
}

int32_t zones_of(const document *d, int32_t kind, int32_t here)
{
	const char *zone = code_of_region(d, kind), *where = code_of_region(d, here);
	char text[2 * TALLY_CODE_MAX];
	size_t n = strlen(zone);

	if (!zone_kind(zone))
		return TALLY_NO_CODE;
	if (strncmp(where, zone, n) == 0 && where[n] == '-' && is_group(d, kind, here))
		return here;
	if (strcmp(zone, "CN-HTZ") == 0 && ends_in_kind(where))
		return here;
	if (strncmp(where, "CN-", 3) != 0 || where[3] == '\0' || where[5] != '\0')
		return TALLY_NO_CODE; /* no province */
	int length = snprintf(text, sizeof text, "%s%s", where, zone + 2);

	return tally_codes_find_region(d->lex->codes, text, (size_t)length);
}

bool zones_are_few(const document *d, const token *count)
{
	const quantity *q = &d->s.quantities[count->ref];

	return q->kind == U_COUNT && q->power == 0 && q->first.decimals == 0 &&
	       q->first.mantissa <= ZONES_OF_A_PLACE;
}

/* --- 高新区 alone ------------------------------------------------------------------------------
 */

bool zone_kind_alone(const document *d, const token *t)
{
	static const char words[] =
	    "高新区|经开区|自创区|自贸区|自贸试验区|综保区|综合保税区|经济技术开发区|"
	    "高新技术产业开发区";

	return word_is(t, W(W_REGION)) && zone_kind(code_of_region(d, word_of(d, t)->region)) &&
	       text_at_any(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
}

/* CN-HTZ-CD, CN-SIP: a zone of its own in the lists. */
static bool listed_zone(const document *d, int32_t region, const char *code)
{
	if (strcmp(code, "CN-SIP") == 0 || strncmp(code, "CN-NIDZ-", 8) == 0)
		return true;
	return strncmp(code, "CN-HTZ-", 7) == 0 &&
	       !is_group(d, tally_codes_find_region(d->lex->codes, "CN-HTZ", 6), region);
}

/* 新郑|综合保税区: the short name of a town that the lists know as 新郑市. */
static bool town_before_kind(const document *d, size_t i)
{
	const token *t = d->s.tokens;
	char name[TALLY_NAME_MAX];

	if (i == 0 || t[i - 1].kind != T_TEXT || t[i - 1].to != t[i].from ||
	    t[i - 1].to - t[i - 1].from < 2 || t[i - 1].to - t[i - 1].from > 4)
		return false;
	source_text(d, t[i - 1].from, t[i - 1].to, name, sizeof name);
	name_print(name, "%s市", name);
	return tally_codes_find_region(d->lex->codes, name, strlen(name)) != TALLY_NO_CODE;
}

/* A zone of its own: by the lists or by a place in front (楚雄高新区). */
static bool one_zone(const document *d, size_t i, region_slot *out)
{
	const token *t = &d->s.tokens[i];
	int32_t region = word_of(d, t)->region;
	const char *code = code_of_region(d, region);
	bool kind = zone_kind(code),
	     beside = i > 0 && word_is(t - 1, W(W_REGION)) && (t - 1)->to == t->from;

	const bool town = kind && !beside && zone_kind_alone(d, t) && town_before_kind(d, i);

	if (!kind && !listed_zone(d, region, code))
		return false;
	if (kind && !town &&
	    (!beside || word_of(d, t - 1)->region == d->lex->china ||
	     compass_part(d, word_of(d, t - 1)->region) || !zone_kind_alone(d, t)))
		return false;
	*out = region_at(d, i);
	if (kind) {
		out->region = TALLY_NO_CODE;
		source_text(d, (t - 1)->from, t->to, out->text, sizeof out->text);
	}
	return true;
}

/* The word says the kind of this zone: no 自创区 is 中关村, a 高新区. */
static bool kind_of(const document *d, const token *t, const region_slot *zone)
{
	const char *kind = code_of_region(d, word_of(d, t)->region);

	if (zone->region == TALLY_NO_CODE) {
		char text[TALLY_NAME_MAX];

		const tally_region *r = tally_codes_region(d->lex->codes, word_of(d, t)->region);

		source_text(d, t->from, t->to, text, sizeof text);
		return strstr(zone->text, text) || strstr(zone->text, r->name_zh);
	}
	return strncmp(code_of_region(d, zone->region), kind, strlen(kind)) == 0;
}

/* 各高新区, 9家高新区, 全省高新区 are several. */
static bool of_several(const document *d, size_t i)
{
	const token *t = &d->s.tokens[i];

	if (i == 0)
		return false;
	return (t - 1)->kind == T_QUANTITY || word_is(t - 1, W(W_LOCAL) | W(W_REGION)) ||
	       text_at_any(d->s.text.cp, t->from, t->from - 1, "各|个|家|级|有|批|等|的") == 1;
}

/* 园区 alone, in a text about 大庆高新区. */
static bool park_of_zone(const document *d, size_t i, const region_slot *zone)
{
	static const char *const zones[] = {"高新区", "经开区", "开发区", "科学城"};
	const token *t = &d->s.tokens[i];

	return word_is(t, W(W_PLAIN)) &&
	       text_at(d->s.text.cp, t->to, t->from, "园区") == t->to - t->from &&
	       !of_several(d, i) && !(i > 0 && token_is_content(t - 1) && (t - 1)->to == t->from) &&
	       tail_among(zone->text, strlen(zone->text), zones, sizeof zones / sizeof *zones);
}

/* 园区, 开发区, 示范区 alone, in a text about 苏州工业园区 or a zone of that name, becomes its
 * word. */
static bool park_meant(document *d, size_t at)
{
	static const char *const parks[] = {"园区", "开发区", "示范区"};
	token *t = &d->s.tokens[at];

	if (d->n_zones == 0 || t->to - t->from > 3 ||
	    !(t->kind == T_TEXT || word_is(t, W(W_PLAIN))))
		return false;
	const region_slot *zone = &d->zones_named[d->n_zones - 1];
	size_t n = strlen(zone->text), length = 0;
	bool named = park_of_zone(d, at, zone);

	for (size_t i = 0; i < sizeof parks / sizeof *parks; i++) {
		size_t bytes = strlen(parks[i]);

		named = named || (n > bytes && strcmp(zone->text + n - bytes, parks[i]) == 0 &&
				  t->to - t->from == bytes / 3 &&
				  text_at(d->s.text.cp, t->to, t->from, parks[i]));
	}
	if (!named)
		return false;
	const uint32_t kind[3] = {0x9ad8, 0x65b0, 0x533a}; /* 高新区: any word of a zone does */
	int32_t kept =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_REGION), kind, 3, &length);

	if (kept < 0)
		return false;
	t->kind = T_WORD;
	t->classes = W(W_REGION);
	t->ref = kept;
	t->mark = (uint32_t)d->n_zones;
	return true;
}

bool same_place(const region_slot *a, const region_slot *b)
{
	return a->region == b->region &&
	       (a->region != TALLY_NO_CODE || strcmp(a->text, b->text) == 0);
}

/* 在全国178家国家高新区总收入中占1/6, 占国家高新区的1/6: the zones are the whole of a share. */
static bool compared_in_passing(const document *d, size_t i)
{
	enum { FAR = 4 };
	const token *t = d->s.tokens;

	for (size_t k = i; k-- > 0 && i - k <= FAR && t[k].kind != T_MARK;)
		if (word_is(&t[k], W(W_AMONG) | W(W_SHARE)))
			return true;
	return false;
}

/* --- 武汉东湖、上海张江自创区: the kind said last is that of the names before it
 * -------------------- */

/* The characters of a kind that the token's text ends with; 0: it does not. */
static size_t kind_at_end(const document *d, const token *t)
{
	const size_t kind = 3; /* 自创区 */

	return t->to >= t->from + kind && text_at_any(d->s.text.cp, t->to, t->to - kind,
						      "自创区|高新区|经开区|自贸区") == kind
		   ? kind
		   : 0;
}

/* The word of a place that tokens [a, b) and the kind behind `last` are together; -1: none. */
static int32_t with_kind(const document *d, size_t a, size_t b, const token *last)
{
	enum { LONGEST = 12 };
	const uint32_t *cp = d->s.text.cp;
	const size_t kind = kind_at_end(d, last), from = d->s.tokens[a].from;
	const size_t n = d->s.tokens[b - 1].to - from;
	uint32_t name[2 * LONGEST];
	size_t length = 0;

	if (n < 2 || n > LONGEST)
		return -1;
	memcpy(name, cp + from, n * sizeof *name);
	memcpy(name + n, cp + last->to - kind, kind * sizeof *name);
	int32_t found =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_REGION), name, n + kind, &length);

	return length == n + kind ? found : -1;
}

/* The tokens [a, b) become one word. */
static void become_one(document *d, size_t a, size_t b, int32_t found)
{
	token *t = d->s.tokens;

	t[a].to = t[b - 1].to;
	t[a].kind = T_WORD;
	t[a].classes = W(W_REGION);
	t[a].ref = found;
	t[a].mark = 0;
	memmove(t + a + 1, t + b, (d->s.n_tokens - b) * sizeof *t);
	d->s.n_tokens -= b - a - 1;
}

void zones_of_list(document *d)
{
	const token *t = d->s.tokens;

	for (size_t i = d->chinese && d->s.classes & W(W_REGION) ? d->s.n_tokens : 0; i-- > 1;) {
		size_t end = i;

		if (!word_is(&t[i], W(W_REGION)) || !list_sign(&t[i - 1]) ||
		    !kind_at_end(d, &t[i]) || zone_kind_of(d, &t[i]))
			continue;
		while (end > 1 && list_sign(&t[end - 1])) {
			const size_t sign = end - 1;
			size_t a = sign;
			int32_t found = -1;

			while (found < 0 && a > 0 && sign - a < 4 && token_is_content(&t[a - 1]) &&
			       (a == sign || t[a - 1].to == t[a].from))
				found = with_kind(d, --a, sign, &t[i]);
			if (found < 0)
				break;
			become_one(d, a, sign, found);
			i -= sign - a - 1;
			end = a;
		}
	}
}

void zones_meant(document *d)
{
	if (d->n_zones > 1)
		d->zones_named[0] = d->zones_named[d->n_zones - 1];
	d->n_zones = d->n_zones > 0;
	if (d->n_zones == 0 && !(d->s.classes & W(W_REGION)))
		return;
	int named = 0; /* in this paragraph, since all of them were spoken of */

	for (size_t i = 0; i < d->s.n_tokens; i++) {
		token *t = &d->s.tokens[i];
		region_slot zone;

		if (park_meant(d, i) || !word_is(t, W(W_REGION)))
			continue;
		t->mark = 0;
		if (one_zone(d, i, &zone)) {
			zone.mark.origin = TALLY_SLOT_CARRIED;
			named += named == 0 || d->n_zones == 0 ||
				 !same_place(&zone, &d->zones_named[d->n_zones - 1]);
			if (d->n_zones < ZONES_NAMED_MAX)
				d->n_zones++;
			d->zones_named[d->n_zones - 1] = zone;
		} else if (zone_kind_alone(d, t) && d->n_zones > 0 && named < 2 &&
			   !(d->kinds_meant & zone_kind_bit(d, t)) && !of_several(d, i) &&
			   kind_of(d, t, &d->zones_named[d->n_zones - 1])) {
			t->mark = (uint32_t)d->n_zones;
		} else if (zone_kind(code_of_region(d, word_of(d, t)->region)) &&
			   !zone_kind_alone(d, t) && !compared_in_passing(d, i)) {
			d->n_zones = named = 0; /* 国家高新区: of them all from here on */
		}
	}
}
