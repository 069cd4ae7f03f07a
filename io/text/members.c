/* members.c: places whose members are counted: 东部70家、中部49家国家高新区.
 *
 * The count is a figure of its own, and the place is where the next figures are; 17家高新区 in a
 * text about those of the north-east are these, not all. */
#include "values.h"

#include <stdio.h>
#include <string.h>

region_slot region_at(const document *d, size_t i)
{
	const token *t = &d->s.tokens[i];
	region_slot r = {.region = word_of(d, t)->region};

	source_text(d, t->from, t->to, r.text, sizeof r.text);
	r.mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
	return r;
}

/* The kind of region behind a count: 家国家高新区; in 东部70家、中部49家国家高新区 it is said once.
 */
static size_t members_behind(document *d, const value_frame *v)
{
	size_t i = v->group.items[v->group.n - 1] + 1;
	const token *t = d->s.tokens;

	while (i + 2 < d->s.n_tokens && list_sign(&t[i]) && word_is(&t[i + 1], W(W_REGION)) &&
	       t[i + 2].kind == T_QUANTITY && quantity_of(d, &t[i + 2])->kind == U_COUNT)
		i += 3;
	return i < d->s.n_tokens && word_is(&t[i], W(W_REGION)) ? i : 0;
}

/* 70家东部、49家中部国家高新区: the token that says the kind last, for the place at token i.
 * 43家西部国家高新区 is one word. 0: no kind is said. */
static size_t kind_behind_place(document *d, size_t i)
{
	const token *t = d->s.tokens;

	for (; i < d->s.n_tokens && word_is(&t[i], W(W_REGION)); i += 3) {
		if (kind_of_group(d, word_of(d, &t[i])->region) != TALLY_NO_CODE)
			return i;
		if (i + 1 < d->s.n_tokens && word_is(&t[i + 1], W(W_REGION)) &&
		    zone_kind(
			tally_codes_region(d->lex->codes, word_of(d, &t[i + 1])->region)->code))
			return i + 1;
		if (i + 3 >= d->s.n_tokens || !list_sign(&t[i + 1]) ||
		    t[i + 2].kind != T_QUANTITY || quantity_of(d, &t[i + 2])->kind != U_COUNT)
			return 0;
	}
	return 0;
}

region_slot members_place(const document *d, const region_slot *group, size_t members)
{
	const token *t = &d->s.tokens[members];
	char kind[TALLY_NAME_MAX], text[2 * TALLY_NAME_MAX];
	region_slot r = *group;
	int32_t of = kind_of_group(d, word_of(d, t)->region);

	if (of != TALLY_NO_CODE) /* 中部国家高新区: the word ends in the kind */
		snprintf(kind, sizeof kind, "%s", tally_codes_region(d->lex->codes, of)->name_zh);
	else
		source_text(d, t->from, t->to, kind, sizeof kind);
	if (group->region == word_of(d, t)->region)
		return r;
	int n = snprintf(text, sizeof text, "%s%s", group->text, kind);
	int32_t joined = tally_codes_find_region(d->lex->codes, text, (size_t)n);

	if (joined != TALLY_NO_CODE)
		r.region = joined;
	else if (group->region == d->lex->china &&
		 zone_kind(tally_codes_region(d->lex->codes, word_of(d, t)->region)->code))
		r.region = word_of(d, t)->region;
	return r;
}

/* 147家国家高新区建成了综合管理平台: some of them, by what they did; a figure behind it is theirs.
 */
static bool those_do(const document *d, const value_frame *v, size_t members)
{
	const token *t = d->s.tokens;
	const size_t end = v->group.right_end;
	char doing[TALLY_NAME_MAX];
	size_t verb;

	if (members + 1 >= end || (end < d->s.n_tokens && t[end].kind == T_QUANTITY))
		return false;
	source_text(d, t[members + 1].from, t[end - 1].to, doing, sizeof doing);
	return having_verb(doing, &verb) > 0;
}

/* So many are no choice from the kind. */
#define MOST_ZONES 100

/* 9家国家高新区实现…2.87万亿元: counted without a place, and the figure behind is theirs. */
static bool counted_alone(document *d, const value_frame *v, size_t members)
{
	const token *t = d->s.tokens;
	size_t end = v->group.right_end;
	uint64_t verbs = W(W_LEVEL) | W(W_UP) | W(W_DOWN) | W(W_WITHIN);

	/* 178家国家高新区经济运行平稳，…: all of them, and no name of some */
	if (v->group.n == 1 && members == v->group.items[0] + 1 && v->phrase.from >= v->cut &&
	    quantity_of(d, &t[v->group.items[0]])->first.mantissa >= MOST_ZONES &&
	    !quantity_of(d, &t[v->group.items[0]])->power && !those_do(d, v, members))
		return true;
	return v->group.n == 1 && members == v->group.items[0] + 1 && end < d->s.n_tokens &&
	       t[end].kind == T_QUANTITY && v->phrase.from >= v->cut &&
	       classes_in(d, members + 1, end) & verbs &&
	       !(classes_in(d, v->group.left, end) & (W(W_SHARE) | W(W_OF)));
}

/* The place that the text speaks of; of one that no list knows (安徽省高新区) the province in its
 * name. */
static int32_t place_spoken_of(const document *d)
{
	const char *text = d->region.text;
	size_t i = 0, n = strlen(text);

	if (d->region.region != TALLY_NO_CODE)
		return d->region.region;
	for (int characters = 1; i < n && characters <= 4; characters++) {
		text_next(text, n, &i);
		int32_t named = tally_codes_find_region(d->lex->codes, text, i);

		if (characters >= 2 && named != TALLY_NO_CODE && province_of(d, named) == named)
			return named;
	}
	return TALLY_NO_CODE;
}

/* The group that was counted: that of the text, else all of the kind. */
static region_slot counted_group(document *d, const value_frame *v, size_t members)
{
	region_slot r = region_at(d, members);
	int32_t here = place_spoken_of(d), zones = zones_of(d, r.region, here);

	if (zones != TALLY_NO_CODE &&
	    (zones == here || zones_are_few(d, &d->s.tokens[v->group.items[0]])))
		r.region = zones;
	mark_carried(&r.mark, TALLY_SLOT_CARRIED);
	return r;
}

/* 全省12家国家高新区, the count being token i: those of the province that is meant. */
static region_slot local_members(document *d, const value_frame *v, size_t i, size_t members)
{
	const token *t = d->s.tokens;
	region_slot r = {.region = TALLY_NO_CODE};

	if (i == v->group.left || !word_is(&t[i - 1], W(W_LOCAL)))
		return r;
	region_slot whose = home_of_local(d, &t[i - 1], &d->region);

	r = region_at(d, members);
	r.region = zones_of(d, r.region, whose.region);
	return r;
}

/* 东部70家国家高新区: members of a group, counted by place; the places are the subjects of what
 * follows. */
bool counted_members(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t first = v->group.items[0], members = members_behind(d, v), i = first;
	size_t behind = v->group.n == 1 ? first + 1 : d->s.n_tokens;
	size_t kind = kind_behind_place(d, behind);

	if (kind)
		members = kind;
	if (t[first].kind != T_QUANTITY || quantity_of(d, &t[first])->kind != U_COUNT ||
	    members == 0)
		return false;
	while (i > v->group.left && word_is(&t[i - 1], W(W_BEFORE) | W(W_LEAD)))
		i--;
	bool beside = kind || (i > v->group.left && word_is(&t[i - 1], W(W_REGION)));
	region_slot local = local_members(d, v, i, members);
	bool listed = v->phrase.n_regions == v->group.n && v->phrase.region_is_head &&
		      v->noun_to == members + 1;

	/* 在178家国家高新区中约占1/6: all of them */
	const bool whole =
	    d->chinese && v->group.inner && !beside && !listed && local.region == TALLY_NO_CODE;

	if (!beside && !listed && local.region == TALLY_NO_CODE && !whole &&
	    !counted_alone(d, v, members))
		return false;
	int32_t of = kind_of_group(d, word_of(d, &t[members])->region);
	const tally_region *r = tally_codes_region(
	    d->lex->codes, of != TALLY_NO_CODE ? of : word_of(d, &t[members])->region);
	subject s = {.name = count_of_kind(d, r)};

	s.name.mark = mark_of(d, t[members].from, t[members].to, TALLY_SLOT_EXPLICIT);
	if (!d->places_open)
		d->n_places = 0; /* another clause, other places */
	d->places_open = true;
	v->subjects.n = 0;
	for (int k = 0; k < (listed ? v->phrase.n_regions : 1); k++) {
		region_slot group = listed ? v->phrase.regions[k] : (region_slot){0};

		if (whole) {
			group.region = d->lex->china;
			group.mark.origin = TALLY_SLOT_DEFAULT;
		} else if (!listed && !beside) {
			group =
			    local.region != TALLY_NO_CODE ? local : counted_group(d, v, members);
		} else if (!listed) {
			group = region_at(d, kind ? behind : i - 1);
		}
		s.region = beside || listed || whole ? members_place(d, &group, members) : group;
		subject_add(&v->subjects, &s);
		if (d->n_places < TEXT_LIST_MAX && !v->group.inner &&
		    !(classes_in(d, v->group.left, first) & W(W_SHARE)))
			d->places[d->n_places++] = s.region;
	}
	v->members = true;
	return true;
}

/* 全省18家国家高新区…, in a text about Jiangsu: 国家高新区 are these from there on. */
static int32_t zones_of_article(const document *d, int32_t kind)
{
	const int32_t about = d->about != TALLY_NO_CODE ? d->about : d->home;
	const int32_t zones = about != TALLY_NO_CODE ? zones_of(d, kind, about) : TALLY_NO_CODE;

	return zones == d->group_named ? zones : TALLY_NO_CODE;
}

/* 全省15家国家高新区…。国家高新区产值…: in the same paragraph these are meant. */
static void zones_of_the_paragraph(const document *d, value_frame *v)
{
	region_slot *r = &v->phrase.regions[0];
	size_t i = v->phrase.region_token;

	if (!d->chinese || !word_is(&d->s.tokens[i], W(W_REGION)) ||
	    (i > 0 && word_is(&d->s.tokens[i - 1], W(W_REGION))))
		return;
	const int32_t zones = zones_of_article(d, r->region);

	if (zones != TALLY_NO_CODE) {
		r->region = zones;
		mark_carried(&r->mark, TALLY_SLOT_CARRIED);
		return;
	}
	if (!d->valued_paragraph || d->region.region == TALLY_NO_CODE ||
	    d->region.region == r->region ||
	    zones_of(d, r->region, d->region.region) != d->region.region)
		return;
	r->region = d->region.region;
	mark_carried(&r->mark, TALLY_SLOT_CARRIED);
}

/* 17家高新区 in a text of those of the north-east: these, not all. */
void these_of_kind(const document *d, value_frame *v)
{
	size_t i = v->phrase.region_token;

	if (v->phrase.n_regions != 1 || v->phrase.regions[0].region == TALLY_NO_CODE)
		return;
	if (i == 0 || d->s.tokens[i - 1].kind != T_QUANTITY) {
		zones_of_the_paragraph(d, v);
		return;
	}
	int32_t here = place_spoken_of(d), zones = zones_of(d, v->phrase.regions[0].region, here);

	if (zones == TALLY_NO_CODE || (zones != here && !zones_are_few(d, &d->s.tokens[i - 1])))
		return;
	v->phrase.regions[0].region = zones;
	mark_carried(&v->phrase.regions[0].mark, TALLY_SLOT_CARRIED);
}
