/* home.c: where a text is at home: the place that is meant when a clause names none.
 *
 * The caller may say it; else the title does (浙江省国民经济和社会发展统计公报). Chinese text
 * without either speaks of the nation, unless it says 全省 or 全市 of a place that it does not
 * name: then nothing is known. 全省 means the home only when the home is a 省. */
#include "values.h"

#include <string.h>

/* The last character of a name in UTF-8: 省 of 浙江省. */
static const char *last_character(const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
		n--;
	return n > 0 ? text + n - 1 : text;
}

/* Whether some name of the region ends with the local word's last character. */
static bool is_kind(const document *d, const token *local, const tally_region *r)
{
	const block *text = &d->s.text;

	if (text_at(text->cp, text->n, local->to - 1, last_character(r->name_zh)))
		return true;
	for (int i = 0; i < r->n_aliases; i++)
		if (text_at(text->cp, text->n, local->to - 1, last_character(r->aliases[i])))
			return true;
	return false;
}

/* "National Bureau of Statistics of China", "Office for National Statistics" */
static bool publisher(const document *d)
{
	if (d->chinese)
		return false;
	for (size_t i = 0; i < d->s.n_tokens; i++)
		if (text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i].from,
				"bureau of statistics|statistics bureau|national statistics"))
			return true;
	return false;
}

/* Lines of who published are short; characters. */
#define IMPRINT_MAX 60

/* "来源: 苏州工业园区管理委员会", "杭州市统计局" between the title and the text. */
static bool imprint(const document *d)
{
	const block *text = &d->s.text;

	if (!d->chinese || text->n > IMPRINT_MAX)
		return false;
	for (size_t i = 0; i + 1 < d->s.n_tokens; i++)
		if (word_is(&d->s.tokens[i], W(W_REGION)) &&
		    text_at_any(text->cp, text->n, d->s.tokens[i].to,
				"管理委员会|管委会|统计局|市统计局|人民政府|市人民政府|政府办"))
			return true;
	return false;
}

void home_from_title(document *d)
{
	int32_t found = TALLY_NO_CODE;

	if (d->home != TALLY_NO_CODE || d->counts->paragraphs > 3)
		return;
	if (!(classes_in(d, 0, d->s.n_tokens) & W(W_TITLE)) && !publisher(d) && !imprint(d))
		return;
	if (d->chinese && d->s.text.n > 0 && d->s.text.cp[d->s.text.n - 1] == 0x3002)
		return; /* 新华社北京3月17日电 …国民经济回升向好。: a sentence */
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, W(W_REGION)))
			continue;
		if (found != TALLY_NO_CODE && word_of(d, t)->region != found)
			return; /* two places: neither is home */
		found = word_of(d, t)->region;
	}
	d->home = found;
}

/* --- the place of an article: of several on a page each has its own --------------------------- */

void about_from_heading(document *d)
{
	if (!d->fresh || marked_heading(d)) {
		d->above = TALLY_NO_CODE; /* the first heading above this article */
		d->heads_differ = false;
	}
	if (classes_in(d, 0, d->s.n_tokens) & W(W_DATELINE))
		return; /* 新华社北京10月13日电 */
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, W(W_REGION)))
			continue;
		int32_t region = word_of(d, t)->region;

		if (i > 0 && t[-1].kind == T_QUANTITY &&
		    !zone_kind(tally_codes_region(d->lex->codes, region)->code))
			continue; /* 200个高标准数字园区 are counted */
		if (region == d->lex->china && d->above != TALLY_NO_CODE)
			continue; /* beside a place 国内, 全国 is what it is compared with */
		if (d->above != TALLY_NO_CODE && place_holds(d, region, d->above))
			continue;
		if (d->above != TALLY_NO_CODE && place_holds(d, d->above, region))
			d->above = region; /* 安徽省|宁国市科技强市见闻 */
		d->heads_differ =
		    d->heads_differ ||
		    (d->above != TALLY_NO_CODE && d->above != d->lex->china && d->above != region);
		d->above = region;
	}
}

void about_begins(document *d)
{
	d->kinds_meant = 0;
	if (!d->fresh) { /* no heading stands above it */
		d->above = TALLY_NO_CODE;
		d->heads_differ = false;
	}
	d->group_named = TALLY_NO_CODE;
	d->about = d->heads_differ ? TALLY_NO_CODE : d->above;
	d->about_open = d->about == TALLY_NO_CODE;
}

void about_from_subject(document *d, int32_t region)
{
	if (!d->about_open || d->heading || region == TALLY_NO_CODE || compass_part(d, region))
		return; /* 东部地区14个: a part of what the article is about */
	d->about = region;
	d->about_open = false;
}

void about_again(document *d)
{
	if (d->chinese && d->about != TALLY_NO_CODE && d->about != d->lex->china &&
	    d->region.region == d->lex->china)
		d->region =
		    (region_slot){.region = d->about, .mark = {.origin = TALLY_SLOT_CARRIED}};
}

region_slot home_region(const document *d)
{
	int32_t nation = d->chinese && !d->local_unnamed ? d->lex->china : TALLY_NO_CODE;

	if (!d->chinese)
		nation = d->nation;
	int32_t id = d->home != TALLY_NO_CODE    ? d->home
		     : d->about != TALLY_NO_CODE ? d->about
						 : nation;

	return (region_slot){
	    .region = id,
	    .mark = {.origin = id == TALLY_NO_CODE ? TALLY_SLOT_EMPTY : TALLY_SLOT_DEFAULT}};
}

/* The zone's province, by the group of its zones: CN-HTZ-CD -> CN-SC-HTZ. */
static int32_t group_of_zone(const document *d, int32_t zone)
{
	int32_t n = tally_codes_n_memberships(d->lex->codes);

	for (int32_t i = 0; i < n; i++) {
		const tally_membership *m = tally_codes_membership(d->lex->codes, i);
		const char *group = tally_codes_region(d->lex->codes, m->group)->code;

		if (m->member == zone && strncmp(group, "CN-", 3) == 0 && group[5] == '-')
			return m->group;
	}
	return TALLY_NO_CODE;
}

int32_t province_of(const document *d, int32_t region)
{
	char text[TALLY_CODE_MAX];
	const char *code =
	    region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;
	size_t n = strlen(code);

	if (strncmp(code, "CN-", 3) != 0 || n < 5 || n >= sizeof text)
		return TALLY_NO_CODE;
	if (strncmp(code, "CN-HTZ-", 7) == 0)
		return province_of(d, group_of_zone(d, region));
	memcpy(text, code, n + 1);
	if (n == 9 && code[3] >= '0' && code[3] <= '9') { /* CN-430100: 430000 is an alias */
		memcpy(text + 5, "0000", 4);
		return tally_codes_find_region(d->lex->codes, text + 3, 6);
	}
	if (n == 5 || (code[5] == '-' && strcmp(code + 5, "-HTZ") == 0))
		return tally_codes_find_region(d->lex->codes, text, 5);
	return province_of(d, group_of_zone(d, region)); /* CN-SIP */
}

/* The city whose name the zone's begins with (武汉东湖高新区), or its province. */
bool place_holds(const document *d, int32_t wide, int32_t narrow)
{
	const tally_region *w = tally_codes_region(d->lex->codes, wide);
	const tally_region *z = tally_codes_region(d->lex->codes, narrow);
	size_t n = strlen(w->name_zh);

	if (wide == narrow || strncmp(z->code, "CN-", 3) != 0 || strlen(z->code) <= 5)
		return false;
	if (province_of(d, narrow) == wide)
		return true;
	if (strlen(w->code) == 9 && strlen(z->code) == 9 && strcmp(w->code + 7, "00") == 0 &&
	    strncmp(w->code, z->code, 7) == 0)
		return true; /* CN-350900, CN-350981: 宁德|福安市 */
	n -= n > 6 && strcmp(w->name_zh + n - 3, "市") == 0 ? 3 : 0;
	return n >= 6 && strlen(w->code) == 9 && strncmp(z->name_zh, w->name_zh, n) == 0;
}

/* The lists have it as a member: 大湾区 of 深圳市. */
static bool has_member(const document *d, int32_t group, int32_t member)
{
	const int32_t n = tally_codes_n_memberships(d->lex->codes);

	for (int32_t i = 0; i < n; i++) {
		const tally_membership *m = tally_codes_membership(d->lex->codes, i);

		if (m->group == group && m->member == member)
			return true;
	}
	return false;
}

void home_again(document *d)
{
	/* 大湾区:“港澳药械通”越走越宽 above: behind a paragraph about 深圳 again of all of it */
	if (d->chinese && d->headed.region != TALLY_NO_CODE && d->region.region != TALLY_NO_CODE &&
	    d->headed.region != d->region.region &&
	    (place_holds(d, d->headed.region, d->region.region) ||
	     has_member(d, d->headed.region, d->region.region))) {
		d->region = d->headed;
		mark_carried(&d->region.mark, TALLY_SLOT_CARRIED);
	}
	if (d->chinese && d->headed.region != TALLY_NO_CODE && d->region.region == TALLY_NO_CODE &&
	    d->region.text[0])
		d->region = d->headed; /* from a place that no list knows to that of the heading */
	if (d->chinese && d->home != TALLY_NO_CODE && d->region.region != TALLY_NO_CODE &&
	    place_holds(d, d->home, d->region.region))
		d->region = home_region(d);
}

bool wider_in_passing(const document *d, int32_t named)
{
	if (!d->chinese || named == TALLY_NO_CODE || !d->valued_paragraph)
		return false;
	if (d->region.region == TALLY_NO_CODE)
		return false;
	return place_holds(d, named, d->region.region);
}

static bool fits(const document *d, const token *local, int32_t region)
{
	return region != TALLY_NO_CODE &&
	       is_kind(d, local, tally_codes_region(d->lex->codes, region));
}

static bool is_province(const document *d, const token *t)
{
	if (!word_is(t, W(W_REGION)))
		return false;
	const char *code = tally_codes_region(d->lex->codes, word_of(d, t)->region)->code;

	return strncmp(code, "CN-", 3) == 0 && strlen(code) == 5;
}

int32_t province_before(const document *d, const token *local)
{
	for (const token *t = local; t-- > d->s.tokens;)
		if (is_province(d, t))
			return word_of(d, t)->region;
	return d->province;
}

void remember_province(document *d)
{
	if (!(d->s.classes & W(W_REGION)))
		return;
	for (size_t i = d->s.n_tokens; i-- > 0;)
		if (is_province(d, &d->s.tokens[i])) {
			d->province = word_of(d, &d->s.tokens[i])->region;
			return;
		}
}

/* 全区 of 楚雄高新区, which no list knows. */
static bool named_so(const document *d, const token *local, const region_slot *here)
{
	return here->region == TALLY_NO_CODE && here->text[0] &&
	       text_at(d->s.text.cp, d->s.text.n, local->to - 1, last_character(here->text));
}

/* The place above the one spoken of. */
static region_slot widened(const region_slot *here, int32_t above)
{
	region_slot r = *here;

	r.region = above;
	r.text[0] = '\0';
	r.mark.origin = TALLY_SLOT_CARRIED;
	return r;
}

region_slot home_of_local(document *d, const token *local, const region_slot *here)
{
	int32_t above = province_of(d, here->region);

	/* 全省 of 湖北国家高新区 is Hubei, not its zones */
	if (above != TALLY_NO_CODE &&
	    strstr(tally_codes_region(d->lex->codes, here->region)->code, "-HTZ") &&
	    fits(d, local, above))
		return widened(here, above);
	if (!fits(d, local, above))
		above = province_before(d, local);

	if (fits(d, local, here->region) || named_so(d, local, here))
		return *here;
	if (fits(d, local, d->home))
		return home_region(d);
	if (fits(d, local, d->about))
		above = d->about;
	if (fits(d, local, above))
		return widened(here, above);
	d->local_unnamed = d->local_unnamed || d->home == TALLY_NO_CODE;
	return (region_slot){.region = TALLY_NO_CODE};
}
