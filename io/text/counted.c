/* counted.c: kinds of zones that are counted: 自创区23个, 江西国家高新区共有9家.
 *
 * The kind is what is measured, the place is where it is counted, and what is counted is what the
 * next clauses speak of. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* 省级以上|高新区: characters of such words right before character `from`; 0: none. */
static size_t rank_in_front(const document *d, size_t from)
{
	static const char words[] = "省级以上|市级以上|省级及以上|市级及以上|省级|市级|各级|各类";

	for (size_t n = 5; n >= 2; n--)
		if (from >= n && text_at_any(d->s.text.cp, from, from - n, words) == n)
			return n;
	return 0;
}

/* 9家, 23个, 3座: what zones are counted in. */
static bool counts_places(const document *d, const quantity *q)
{
	return text_at_any(d->s.text.cp, q->unit_to, q->unit_to - 1, "家|个|座|处|片|区|市|县") > 0;
}

name_slot count_of_kind(const document *d, const tally_region *r)
{
	const char *name = r->name_zh[0] ? r->name_zh : r->name_en;
	char text[TALLY_NAME_MAX + 8];
	int n = snprintf(text, sizeof text, "%s数", name);
	name_slot out = {.metric = tally_codes_find_metric(d->lex->codes, text, (size_t)n)};

	name_print(out.text, "%s", name);
	return out;
}

/* A kind of region that is counted: 自创区23个. */
static bool counted_region(document *d, const value_frame *v, name_slot *out)
{
	const token *value = &d->s.tokens[v->group.items[0]];
	size_t i = v->cut;

	while (i > v->group.left && word_is(&d->s.tokens[i - 1], value_verbal) &&
	       !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		i--;
	if (value->kind != T_QUANTITY || quantity_of(d, value)->kind != U_COUNT ||
	    i == v->group.left || !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		return false;
	if (compass_part(d, word_of(d, &d->s.tokens[i - 1])->region))
		return false; /* 其中东部70家: of what was counted */
	if (d->chinese && !counts_places(d, quantity_of(d, value)))
		return false; /* 园区有6款新药 */
	if (d->chinese && i >= v->group.left + 2 && d->s.tokens[i - 2].kind == T_QUANTITY)
		return false; /* A、B、C3家自创区分别有: of what was counted before */
	if (d->current.n > 0 && classes_in(d, i, v->group.items[0]) & W(W_SHARE))
		return false; /* 全省上市公司172家，东湖高新区占68家 */
	/* 营业收入超过千亿元的高新区 are some of them, 长三角的高新区 are all those there */
	if (i >= v->group.left + 3 && word_is(&d->s.tokens[i - 2], W(W_OF)) &&
	    !word_is(&d->s.tokens[i - 3], W(W_REGION)) &&
	    !text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i - 3].to - 2,
			 "批准|设立|批复|获批"))
		return false;
	const token *t = &d->s.tokens[i - 1];

	size_t level = rank_in_front(d, t->from);

	if (level && zone_kind_alone(d, t)) {
		*out =
		    (name_slot){.metric = TALLY_NO_CODE}; /* 省级以上高新区27家: not the nation's */
		source_text(d, t->from - level, t->to, out->text, sizeof out->text);
		out->mark = mark_of(d, t->from - level, t->to, TALLY_SLOT_EXPLICIT);
		return true;
	}
	int32_t kind = kind_of_group(d, word_of(d, t)->region); /* 江西国家高新区共有9家 */
	const tally_region *r =
	    tally_codes_region(d->lex->codes, kind != TALLY_NO_CODE ? kind : word_of(d, t)->region);
	name_slot counted = count_of_kind(d, r);

	if (counted.metric == TALLY_NO_CODE && !zone_kind(r->code))
		return false; /* 北京75家: Beijing's of what was spoken of before */
	*out = counted;
	out->mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
	return true;
}

/* The region that was counted. */
static region_slot counted_place(const document *d, const value_frame *v)
{
	size_t i = v->cut;

	while (i > v->group.left && !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		i--;
	region_slot r = region_at(d, i - 1);

	r.mark.origin = TALLY_SLOT_SENTENCE;
	return r;
}

/* Where a kind of region was counted; here: where the text is. */
static region_slot where_counted(document *d, const value_frame *v, const region_slot *here)
{
	const token *t = d->s.tokens;
	size_t left = v->group.left;
	bool listed = left > 0 && (list_sign(&t[left]) || list_sign(&t[left - 1]));

	if (v->phrase.n_regions > 1 || (v->phrase.n_regions == 1 && !v->phrase.region_is_head))
		return v->phrase.regions[0];
	if (v->phrase.local && here->region == v->counted.region) { /* 全省将建成数字园区5个 */
		const region_slot carried = carried_region(d);

		return home_of_local(d, &t[v->phrase.local - 1], &carried);
	}
	if (v->phrase.local)
		return *here;             /* 全省共有国家高新区9家 */
	if (d->in_child && d->has_parent) /* 陕西省级以上高新区27家，其中国家高新区7家 */
		return d->parent.region;
	if (listed && d->has_main)
		return d->main.region; /* 、省级高新区31家 */
	return (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
}

/* 川渝两地现有国家高新区12家，…: what follows is of these, which no list knows. */
static void zones_nobody_lists(const document *d, value_frame *v, const region_slot *where)
{
	const char *kind = v->counted.region == TALLY_NO_CODE
			       ? ""
			       : tally_codes_region(d->lex->codes, v->counted.region)->code;

	if (!d->chinese || v->phrase.n_regions == 0 || where->region == d->lex->china ||
	    where->region == TALLY_NO_CODE || !zone_kind(kind) || zone_or_kind(d, where->region) ||
	    zones_of(d, v->counted.region, where->region) != TALLY_NO_CODE)
		return;
	name_print(v->counted.text, "%s%s",
		   tally_codes_region(d->lex->codes, where->region)->name_zh,
		   tally_codes_region(d->lex->codes, v->counted.region)->name_zh);
	v->counted.region = TALLY_NO_CODE;
}

/* 国务院一共批复了23家自创区: the kind stands behind the count, and its place is the nation. */
bool kind_behind(document *d, value_frame *v, subject *s)
{
	const token *t = &d->s.tokens[v->noun_from];
	const token *value = &d->s.tokens[v->group.items[0]];

	if (!d->chinese || v->group.n != 1 || value->kind != T_QUANTITY ||
	    v->noun_to != v->noun_from + 1 || !word_is(t, W(W_REGION)) || v->object > v->cut ||
	    !counts_places(d, quantity_of(d, value)))
		return false;
	const tally_region *r = tally_codes_region(d->lex->codes, word_of(d, t)->region);
	bool made = false;

	for (size_t i = v->group.left; i < v->group.items[0]; i++)
		made = made || text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i].from,
					   "批复|批准|批建|布局建设|先后批复|共批复");
	if (!made || !zone_kind(r->code))
		return false;
	s->name = count_of_kind(d, r);
	s->name.mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
	v->counted = region_at(d, v->noun_from);
	s->region =
	    v->phrase.n_regions == 1
		? v->phrase.regions[0]
		: (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
	return true;
}

bool counted_kind(document *d, value_frame *v, subject *s)
{
	if (v->examples || !counted_region(d, v, &s->name))
		return false;
	/* 国务院已批复自创区23个: counted, so not the place of counting */
	v->counted = counted_place(d, v);
	if (kind_of_group(d, v->counted.region) != TALLY_NO_CODE) {
		s->region = v->counted;
	} else if (v->phrase.n_regions == 1 && v->phrase.regions[0].region != TALLY_NO_CODE &&
		   zones_of(d, v->counted.region, v->phrase.regions[0].region) ==
		       v->phrase.regions[0].region) {
		v->counted = s->region; /* 全省国家高新区 */
	} else {
		s->region = where_counted(d, v, &s->region);
		zones_nobody_lists(d, v, &s->region);
	}
	return true;
}
