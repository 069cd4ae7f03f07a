/* of_each.c: 每10家企业中有7家…: seven of ten, a share of what is counted in tens.
 *
 * The 10 is no figure (reason of-each); the 7 becomes the fraction 7/10 of the noun between, and
 * what is said behind it narrows the name. */
#include "values.h"

#include <string.h>

/* 每10家企业中有7家…: the token of the 7, or 0. */
static size_t some_of_each(document *d, size_t i)
{
	const token *t = d->s.tokens;
	const quantity *n = quantity_of(d, &t[i]), *k;
	size_t each = i, behind = i + 1;

	if (n->kind != U_COUNT || n->power || n->first.decimals || n->unit_to == n->unit_from)
		return 0;
	while (each > 0 && i - each < 4 && t[each - 1].kind != T_MARK &&
	       t[each - 1].kind != T_QUANTITY)
		each--;
	for (each = t[each].from; each < t[i].from; each++)
		if (text_at(d->s.text.cp, t[i].from, each, "每"))
			break;
	if (each == t[i].from)
		return 0;
	while (behind < d->s.n_tokens && behind - i < 16 && t[behind].kind != T_QUANTITY &&
	       !(t[behind].kind == T_MARK && t[behind].mark != ','))
		behind++;
	if (behind >= d->s.n_tokens || t[behind].kind != T_QUANTITY ||
	    !word_is(&t[behind - 1], W(W_LEVEL) | W(W_BEFORE) | W(W_LEAD)))
		return 0;
	k = quantity_of(d, &t[behind]);
	bool same = k->kind == U_COUNT && !k->power && !k->first.decimals &&
		    k->first.mantissa < n->first.mantissa &&
		    k->unit_to - k->unit_from == n->unit_to - n->unit_from &&
		    memcmp(d->s.text.cp + k->unit_from, d->s.text.cp + n->unit_from,
			   (n->unit_to - n->unit_from) * sizeof *d->s.text.cp) == 0;

	return same ? behind : 0;
}

bool of_each_take(document *d, size_t i)
{
	size_t part = some_of_each(d, i);

	if (!part)
		return false;
	quantity *k = quantity_of(d, &d->s.tokens[part]);

	k->form = TALLY_FORM_FRACTION;
	k->second = quantity_of(d, &d->s.tokens[i])->first;
	k->kind = U_NONE;
	k->unit_to = k->unit_from;
	d->each_from = i + 1;
	d->each_part = part;
	return true;
}

/* The noun behind the 10家: up to 中, a mark or a verb. */
static size_t noun_end(const document *d, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (d->s.tokens[i].kind == T_MARK ||
		    word_is(&d->s.tokens[i], W(W_WITHIN) | W(W_LEVEL) | W(W_LEAD)))
			return i;
	return to;
}

bool of_each_analyse(document *d, value_frame *v)
{
	size_t part = v->group.items[0], behind = part + 1, end = behind;
	const token *t = d->s.tokens;
	subject s = {.name.metric = TALLY_NO_CODE};
	name_slot said;

	if (!d->each_part || part != d->each_part || v->group.n != 1)
		return false;
	v->facts = F(F_PERCENT) | F(F_NAME);
	v->rule = frame_named("part-of");
	v->cut = v->verb = v->object = v->group.left;
	noun_phrase_find(d, v->cut, v->cut, &v->phrase);
	v->noun_from = v->noun_to = behind;
	name_of(d, d->each_from, noun_end(d, d->each_from, part), &v->whole);
	while (behind < v->group.right_end && word_is(&t[behind], W(W_LEVEL) | W(W_LEAD)))
		behind++;
	for (end = behind; end < v->group.right_end && t[end].kind != T_MARK;)
		end++;
	name_of(d, behind, end, &said);
	s.name = v->whole;
	if (said.text[0]) {
		name_join(&s.name, &v->whole, &said);
		s.name.metric = TALLY_NO_CODE;
	}
	s.region = region_for(d, v);
	subject_add(&v->subjects, &s);
	return true;
}
