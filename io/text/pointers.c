/* pointers.c: 两市, 三大区域, 前三个区域, 二者: the places, or the names, that were listed before.
 */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- what was listed ----------------------------------------------------------------- */

void pointers_note_places(document *d, const region_slot *places, int n)
{
	if (d->in_caption || n > LISTED_MAX)
		return;
	d->listed_name[0] = '\0';
	d->n_listed = 0;
	for (int i = 0; i < n; i++)
		d->listed[d->n_listed++] = places[i];
}

void pointers_note_subjects(document *d, const subject_list *s)
{
	if (s->n < 2 || s->n > LISTED_MAX || d->in_caption)
		return;
	d->listed_name[0] = '\0';
	d->n_listed = 0;
	for (int i = 0; i < s->n; i++)
		d->listed[d->n_listed++] = s->items[i].region;
	if (!same_place(&s->items[0].region, &s->items[1].region))
		return;
	for (int i = 0; i < s->n; i++)
		name_print(d->listed_name, "%s%s%s", d->listed_name, i ? "、" : "",
			   s->items[i].name.text);
}

/* --- what points at it ---------------------------------------------------------------- */

/* 两, 三, 3; 0: none. */
static int small_number(const document *d, size_t i)
{
	const uint32_t c = i < d->s.text.n ? d->s.text.cp[i] : 0;

	if (c == 0x4e24) /* 两 */
		return 2;
	if (text_is_digit(c))
		return (int)(c - '0');
	int digit = chinese_digit(c);

	return digit > 0 ? digit : 0;
}

/* The places meant by the words at character i: the first of them, how many; 0: no pointer. */
static size_t pointer(const document *d, size_t i, size_t end, int *first, int *n)
{
	static const char things[] =
	    "区域|地区|城市群|板块|省份|省|城市|市|园区|高新区|区|县|地|者|国";
	const uint32_t *cp = d->s.text.cp;
	size_t from = i, length;

	i += text_at_any(cp, end, i, "这|上述|以上|该");
	bool head = text_at(cp, end, i, "前"), tail = text_at(cp, end, i, "后");

	i += head || tail;
	*n = small_number(d, i);
	if (*n < 2 || *n > d->n_listed || (!head && !tail && *n != d->n_listed))
		return 0;
	i++;
	i += text_at_any(cp, end, i, "个|大|座");
	if (!(length = text_at_any(cp, end, i, things)))
		return 0;
	*first = tail ? d->n_listed - *n : 0;
	return i + length - from;
}

/* Words and times in front of who is measured. */
static bool in_front(const token *t)
{
	return t->kind == T_PERIOD || t->kind == T_MARK ||
	       word_is(t, W(W_LEAD) | W(W_CHILD) | W(W_CUMULATIVE) | W(W_RESPECTIVE) | W(W_EACH));
}

/* 东部70家、东北16家国家高新区…，东北地区则…: the zones of that part, not all of it. */
static void listed_part(const document *d, region_slot *r)
{
	if (!compass_part(d, r->region))
		return;
	const char *part = tally_codes_region(d->lex->codes, r->region)->code + strlen("CN-");

	for (int i = 0; i < d->n_listed; i++) {
		int32_t region = d->listed[i].region;
		const char *code =
		    region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;

		if (strncmp(code, "CN-HTZ-", 7) != 0 || strcmp(code + 7, part) != 0)
			continue;
		*r = d->listed[i];
		r->mark.origin = TALLY_SLOT_CARRIED;
	}
}

void pointers_resolve(const document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = v->group.left, value = v->group.items[0];
	int first, n;

	v->pointed = false;
	if (!d->chinese || d->n_listed < 2)
		return;
	if (v->phrase.n_regions == 1)
		listed_part(d, &v->phrase.regions[0]);
	if (v->phrase.n_regions > 0)
		return;
	while (i < value && in_front(&t[i]) && !pointer(d, t[i].from, t[value].from, &first, &n))
		i++;
	size_t length = i < value ? pointer(d, t[i].from, t[value].from, &first, &n) : 0;
	size_t end = t[i].from + length;

	while (length && i < value && t[i].from < end)
		i++;
	if (!length || t[i - 1].to != end)
		return;
	v->pointed = true;
	v->phrase.n_regions = d->listed_name[0] ? 0 : n;
	for (int k = 0; k < v->phrase.n_regions; k++) {
		v->phrase.regions[k] = d->listed[first + k];
		v->phrase.regions[k].mark.origin = TALLY_SLOT_CARRIED;
	}
	while (i < v->cut && in_front(&t[i]))
		i++;
	if (v->phrase.from < i)
		v->phrase.from = i < v->cut ? i : v->cut;
	v->phrase.region_is_head = v->phrase.n_regions > 0 && v->phrase.from >= v->cut;
}

/* A、B成交额分别为…，两者合计占…: one figure for both. */
bool pointers_name(const document *d, value_frame *v)
{
	subject s = {.name.metric = TALLY_NO_CODE, .region = d->listed[0]};

	if (!v->pointed || v->phrase.n_regions > 0 || v->group.n != 1 || v->phrase.from < v->cut)
		return false;
	memcpy(s.name.text, d->listed_name, sizeof s.name.text);
	s.name.mark.origin = s.region.mark.origin = TALLY_SLOT_CARRIED;
	v->subjects.n = 1;
	v->subjects.items[0] = s;
	return true;
}

/* 三大区域合计占…: one figure for all of them. */
void pointers_join(value_frame *v)
{
	region_slot joint = {.region = TALLY_NO_CODE, .mark = v->phrase.regions[0].mark};

	for (int i = 0; i < v->phrase.n_regions; i++)
		name_print(joint.text, "%s%s%s", joint.text, i ? "、" : "",
			   v->phrase.regions[i].text);
	v->subjects.items[0].region = joint;
	v->subjects.n = 1;
}
