/* english_value.c: what the words behind an English number make of it.
 *
 * "a 7.7-percent gain", "12,000 more than a year earlier", "94 percent of the contracts", "compared
 * with 6.9 percent in 2024", "spent 3.9 trillion yuan on research": English says the kind of a
 * value, its whole and often its name behind it. */
#include "values.h"

#include <stdio.h>
#include <string.h>

static bool says(const document *d, const token *t, const char *words)
{
	return t->to > t->from &&
	       text_at_words(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
}

static bool begins(const document *d, const token *t, const char *words)
{
	return text_at_words(d->s.text.cp, d->s.text.n, t->from, words) > 0;
}

static size_t last_item(const value_frame *v)
{
	return v->group.items[v->group.n - 1];
}

/* The token in front of the value, qualifiers and articles passed over; or left - 1. */
static size_t before_value(const document *d, const value_frame *v)
{
	size_t i = v->group.items[0];

	while (i > v->group.left && (word_is(&d->s.tokens[i - 1], W(W_BEFORE)) ||
				     says(d, &d->s.tokens[i - 1], "a|an|the|some|or")))
		i--;
	return i - 1;
}

/* --- a 7.7-percent gain ------------------------------------------------------------------- */

static uint64_t growth_noun(const document *d, const token *t)
{
	if (says(d, t, "gain|rise|increase|growth|jump|climb|expansion|uptick|surge|gains"))
		return F(F_UP);
	if (says(d, t,
		 "decline|drop|fall|decrease|slump|dip|contraction|slide|reduction|loss|plunge"))
		return F(F_DOWN);
	return 0;
}

static void noun_of_growth(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = last_item(v) + 1, end = v->group.right_end;
	uint64_t way;

	if (!(v->facts & F(F_PERCENT)) || i >= end)
		return;
	i += t[i].kind == T_MARK && t[i].mark == '-' && i + 1 < end;
	i += i + 1 < end && says(d, &t[i], "annual|yearly|monthly|quarterly|real|nominal|average");
	way = growth_noun(d, &t[i]);
	if (!way)
		return;
	v->facts = (v->facts & ~(F(F_UP) | F(F_DOWN))) | way;
	v->noun_from = v->noun_to;
	if (i + 2 < end && says(d, &t[i + 1], "in|of") && t[i + 2].kind != T_PERIOD) {
		v->noun_from = v->noun_to = i + 2;
		while (v->noun_to < end && t[v->noun_to].kind != T_MARK &&
		       t[v->noun_to].kind != T_PERIOD && !english_noun_ends(d, &t[v->noun_to]))
			v->noun_to++;
		v->verb = v->group.items[0]; /* dragged down by a plunge in investment */
		v->cut = v->phrase.from = v->object = v->group.left;
		v->facts &= ~F(F_NAME);
	} else {
		v->noun_from = v->noun_to = i;
	}
}

/* --- more than a year earlier -------------------------------------------------------------- */

static void more_than_before(document *d, value_frame *v)
{
	size_t i = last_item(v) + 1;
	const token *t = &d->s.tokens[i];

	if (i >= v->group.right_end || !word_is(t, W(W_YOY) | W(W_POP) | W(W_ABOVE) | W(W_BEFORE)))
		return;
	if (!word_is(t, W(W_YOY) | W(W_POP)) &&
	    !(i + 1 < v->group.right_end && d->s.tokens[i + 1].kind == T_PERIOD) &&
	    !(i + 2 < v->group.right_end && d->s.tokens[i + 2].kind == T_PERIOD))
		return;
	if (begins(d, t, "more|higher|above"))
		v->facts |= F(F_UP);
	else if (begins(d, t, "fewer|less|lower|below"))
		v->facts |= F(F_DOWN);
}

/* --- 94 percent of the contracts ------------------------------------------------------------ */

bool english_generic(const document *d, size_t i, size_t end)
{
	return i >= end || begins(d, &d->s.tokens[i],
				  "national total|national figure|total|overall|all|them|these|"
				  "those|which|whole|global total|world total");
}

static const uint64_t said_otherwise = F(F_UP) | F(F_DOWN) | F(F_RATE) | F(F_CONTRIBUTION) |
				       F(F_EQUALS) | F(F_PULL) | F(F_ABOVE) | F(F_SIGNED);

/* 171 billion yuan, one fifth of the total: a share of the same thing. */
static bool apposed(const document *d, const value_frame *v)
{
	size_t i = before_value(d, v);

	bool which = i > v->group.left && i < d->s.n_tokens &&
		     says(d, &d->s.tokens[i], "was|is|were|are") &&
		     says(d, &d->s.tokens[i - 1], "which|that");

	if (which && d->current.n > 0 && v->phrase.from >= v->cut)
		return true;
	return d->valued && d->current.n > 0 && d->last_measure == TALLY_LEVEL &&
	       v->phrase.from >= v->cut && i < d->s.n_tokens && d->s.tokens[i].kind == T_MARK &&
	       d->s.tokens[i].mark == ',';
}

static void part_of(document *d, value_frame *v)
{
	size_t i = last_item(v) + 1, end = v->group.right_end, to;

	if (!(v->facts & F(F_PERCENT)) || v->facts & said_otherwise || i >= end ||
	    !begins(d, &d->s.tokens[i], "of "))
		return;
	bool same = apposed(d, v) || english_generic(d, english_whole(d, i, end), end);

	if (v->phrase.from >= v->cut && v->phrase.n_regions == 0 && !same)
		return; /* what stands behind is the part */
	v->facts |= F(F_SHARE);
	v->noun_from = v->noun_to;
	i = english_whole(d, i, end);
	for (to = i; to < end && d->s.tokens[to].kind != T_MARK &&
		     d->s.tokens[to].kind != T_PERIOD && !english_noun_ends(d, &d->s.tokens[to]);)
		to++;
	if (to > i && !english_generic(d, i, end))
		name_of(d, i, to, &v->whole);
}

/* "Of these, nearly 40 percent were located in ..." */
static void part_that_is(document *d, value_frame *v)
{
	size_t i = last_item(v) + 1;

	if (!(v->facts & F(F_PERCENT)) || v->facts & said_otherwise || i >= v->group.right_end ||
	    v->phrase.from < v->cut)
		return;
	if (says(d, &d->s.tokens[i], "were|are|is|was|came|come|went|had|have|live|lived"))
		v->facts |= F(F_SHARE);
}

/* --- compared with 6.9 percent in 2024 ---------------------------------------------------------
 */

static void like_the_last(document *d, value_frame *v)
{
	size_t i = before_value(d, v), to = v->group.right_end;
	bool dated = false;

	if (!d->has_last || v->facts & (F(F_UP) | F(F_DOWN)) || v->phrase.from < v->cut ||
	    i >= d->s.n_tokens || i < v->group.left)
		return;
	const token *t = &d->s.tokens[i];

	if (!begins(d, t, "compared with|compared to|versus|against|after|following|than|from"))
		return;
	for (size_t k = last_item(v) + 1; k < to; k++)
		dated = dated || d->s.tokens[k].kind == T_PERIOD;
	if (!dated)
		return;
	if (d->last_measure == TALLY_LEVEL)
		v->facts |= F(F_LEVEL);
	else if (d->last_measure == TALLY_SHARE)
		v->facts |= F(F_SHARE);
	else if (d->last_measure == TALLY_GROWTH)
		v->facts |= d->last_way;
	v->noun_from = v->noun_to;
}

/* "rose by 0.12 percentage points to 2.8 percent" */
static void level_behind_change(document *d, value_frame *v)
{
	size_t i = before_value(d, v);

	if (v->facts & F(F_PERCENT) && v->group.left > 0 && i >= v->group.left &&
	    i < d->s.n_tokens && d->s.tokens[v->group.left - 1].kind == T_QUANTITY &&
	    says(d, &d->s.tokens[i], "to"))
		v->facts |= F(F_LEVEL);
}

/* "0.1 percentage point slower than that of the previous month" */
static void points_from_other(document *d, value_frame *v)
{
	size_t i = last_item(v) + 1;

	if (i < v->group.right_end && begins(d, &d->s.tokens[i], "slower|lower|less|below|down"))
		v->facts |= F(F_SLOWER);
	else if (i < v->group.right_end &&
		 begins(d, &d->s.tokens[i], "faster|higher|more|above|up"))
		v->facts |= F(F_FASTER);
}

void english_facts(document *d, value_frame *v)
{
	if (!d->chinese && v->facts & F(F_POINTS))
		points_from_other(d, v);
	if (d->chinese || !(v->facts & (F(F_PERCENT) | F(F_LEVEL_UNIT))))
		return;
	/* "more than two thirds of them": a bound */
	if (v->facts & F(F_PERCENT) && v->verb + 1 == v->group.items[0] &&
	    word_is(&d->s.tokens[v->verb], W(W_BEFORE)))
		v->facts &= ~F(F_ABOVE);
	noun_of_growth(d, v);
	more_than_before(d, v);
	part_of(d, v);
	part_that_is(d, v);
	like_the_last(d, v);
	level_behind_change(d, v);
}

bool english_named_behind(const value_frame *v)
{
	return v->facts & (F(F_UP) | F(F_DOWN)) && v->facts & F(F_PERCENT) &&
	       v->noun_to > v->noun_from && v->verb >= v->group.items[0];
}

/* --- names by the verb ------------------------------------------------------------------------ */

static const char *name_of_verb(const document *d, const token *t)
{
	static const struct {
		const char *verb, *name;
	} verbs[] = {{"exported|exports|export", "exports of "},
		     {"imported|imports|import", "imports of "},
		     {"produced|produces|made", "output of "},
		     {"sold|sells", "sales of "},
		     {"spent|spends|spend", "spending on "},
		     {"invested|invests|invest", "investment in "}};

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (says(d, t, verbs[i].verb))
			return verbs[i].name;
	return NULL;
}

/* "on research and development" behind what was spent. */
static bool spent_on(document *d, const value_frame *v, name_slot *noun)
{
	const token *t = d->s.tokens;
	size_t i = last_item(v) + 1, to;

	if (i + 1 >= v->group.right_end || !says(d, &t[i], "on|in"))
		return false;
	for (to = ++i; to < v->group.right_end && t[to].kind != T_PERIOD && t[to].kind != T_MARK &&
		       t[to].kind != T_QUANTITY;)
		to++;
	name_of(d, i, to, noun);
	return !name_is_empty(noun);
}

/* "218.9 million men and women were employed" */
static bool people_at_work(document *d, const value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = v->noun_to;

	if (v->noun_to <= v->noun_from || i + 1 >= v->group.right_end ||
	    !says(d, &t[i], "were|was|are|is") || !says(d, &t[i + 1], "employed|unemployed"))
		return false;
	*out = (name_slot){.metric = TALLY_NO_CODE};
	snprintf(out->text, sizeof out->text, "%s persons",
		 says(d, &t[i + 1], "employed") ? "employed" : "unemployed");
	name_look_up(d, out);
	out->mark = mark_of(d, t[i + 1].from, t[i + 1].to, TALLY_SLOT_EXPLICIT);
	return true;
}

/* "generated 17.9 trillion yuan in revenue" */
static bool in_revenue(document *d, const value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = last_item(v) + 1;

	if (i + 1 >= v->group.right_end || quantity_of(d, &t[last_item(v)])->kind != U_MONEY ||
	    !says(d, &t[i], "in") ||
	    !(begins(d, &t[i + 1],
		     "revenue|output|sales|exports|imports|trade|profit|profits|taxes|"
		     "tax revenue|operating revenue|investment|turnover|gdp|total")))
		return false;
	size_t to = i + 1;

	while (to < v->group.right_end && t[to].kind != T_MARK && t[to].kind != T_PERIOD &&
	       !english_noun_ends(d, &t[to]))
		to++;
	name_of(d, i + 1, to, out);
	return !name_is_empty(out);
}

bool english_verb_names(document *d, const value_frame *v, size_t clause_from, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0], i = value;
	const char *prefix = NULL;
	name_slot noun = {.metric = TALLY_NO_CODE};

	if (d->chinese || !(v->facts & F(F_LEVEL_UNIT)))
		return false;
	if (people_at_work(d, v, out) || in_revenue(d, v, out))
		return true;
	while (i > clause_from && i > v->group.left && !prefix)
		prefix = name_of_verb(d, &t[--i]);
	if (!prefix)
		return false;
	if (prefix[0] == 's' && prefix[1] == 'p') {
		if (!spent_on(d, v, &noun))
			return false;
	} else if (i + 1 < v->cut && v->cut <= value) {
		name_of(d, i + 1, v->cut, &noun); /* exported cars worth */
	} else if (v->noun_to > v->noun_from) {
		name_of(d, v->noun_from, v->noun_to, &noun);
	}
	if (name_is_empty(&noun))
		return false;
	name_print(out->text, "%s%s", prefix, noun.text);
	name_look_up(d, out);
	out->mark = noun.mark;
	return true;
}

/* "contracts worth 992 billion yuan": their value. */
static bool value_of_things(document *d, const value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	name_slot things = *out;

	if (things.metric != TALLY_NO_CODE || !things.text[0] || v->cut >= v->group.items[0] ||
	    !says(d, &t[v->cut], "worth|valued at"))
		return false;
	name_print(out->text, "value of %s", things.text);
	return true;
}

/* The share of X in Y. */
static bool behind_share(document *d, const value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = v->verb + 2, to = i, end = v->group.items[0];

	if (v->verb + 2 >= end || !word_is(&t[v->verb], W(W_PORTION)) ||
	    !says(d, &t[v->verb], "share|proportion") || !says(d, &t[v->verb + 1], "of"))
		return false;
	while (to < end && !says(d, &t[to], "in|to|was|is|at|by") &&
	       !word_is(&t[to], W(W_LEVEL) | W(W_UPTO) | W(W_DOWNTO) | W(W_UP) | W(W_DOWN)))
		to++;
	name_of(d, i, to, out);
	return !name_is_empty(out);
}

/* "the production and supply of electricity, thermal power, gas and water" */
static bool begun_before_commas(document *d, const value_frame *v, name_slot *out)
{
	size_t from = d->waiting.n > 0 ? d->waiting.from[0] : 0;
	const token *t = d->s.tokens;

	if (d->waiting.n == 0 || v->group.n != 1 || v->phrase.from >= v->cut ||
	    !(classes_in(d, v->phrase.from, v->cut) & W(W_CONJ)) ||
	    (from > 0 && begins(d, &t[from - 1], "in |by |at |for |with |on |as ")) ||
	    begins(d, &t[from], "in |by |at |for |with |on |as |since |during "))
		return false;
	name_of(d, from, v->cut, out);
	name_look_up(d, out);
	return out->text[0] != '\0';
}

/* "value added of mining rose 2 percent, that of manufacturing 5": what is measured is said once.
 */
static bool that_of(document *d, const value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = v->phrase.from;

	while (i > v->group.left && says(d, &t[i - 1], "the|of"))
		i--;
	if (i == v->phrase.from || i == v->group.left || !says(d, &t[i - 1], "that|those") ||
	    d->history.n == 0 || !out->text[0])
		return false;
	name_slot before = d->history.items[d->history.n - 1].name, part = *out;
	char *of = strstr(before.text, " of ");

	if (!of)
		return false;
	of[4] = '\0';
	name_join(out, &before, &part);
	name_look_up(d, out);
	out->mark = part.mark;
	return true;
}

bool english_name_elsewhere(document *d, const value_frame *v, name_slot *out)
{
	return !d->chinese && (behind_share(d, v, out) || begun_before_commas(d, v, out) ||
			       that_of(d, v, out) || value_of_things(d, v, out));
}

void english_same_as_whole(const document *d, value_frame *v, name_slot *name)
{
	bool zones = name->metric != TALLY_NO_CODE &&
		     strcmp(tally_codes_metric(d->lex->codes, name->metric)->code, "zones") == 0;

	if (d->chinese || v->rule->measure != TALLY_SHARE || v->whole.metric == TALLY_NO_CODE ||
	    !(zones || name_is_empty(name)))
		return;
	origin_mark mark = name->mark;

	*name = v->whole;
	name->mark = mark;
}

/* --- places -------------------------------------------------------------------------------------
 */

bool english_located(document *d, const value_frame *v, region_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = last_item(v) + 1, end = i;

	while (end < d->s.n_tokens && t[end].kind != T_MARK)
		end++;
	for (; i < end &&
	       !says(d, &t[i], "located|based|employed|registered|headquartered|living") &&
	       !(i + 1 < end && says(d, &t[i], "were|was|are") && says(d, &t[i + 1], "in"));)
		i++;
	if (i >= end || i - last_item(v) > 6)
		return false;
	for (i++; i < end; i++) {
		if (word_is(&t[i], W(W_REGION))) {
			*out = (region_slot){.region = word_of(d, &t[i])->region};
			source_text(d, t[i].from, t[i].to, out->text, sizeof out->text);
			out->mark = mark_of(d, t[i].from, t[i].to, TALLY_SLOT_EXPLICIT);
		} else if (!word_is(&t[i], W(W_LEAD)) && t[i].kind != T_QUANTITY &&
			   !english_nation(d, &t[i])) {
			break;
		}
	}
	return out->region != TALLY_NO_CODE && out->text[0];
}

/* --- lists between commas ----------------------------------------------------------------------
 */

static bool comma(const token *t)
{
	return t->kind == T_MARK && t->mark == ',';
}

/* The last of a list of tokens of one kind parted by commas and closed by "and", from i on. */
static size_t list_end(const document *d, size_t i, bool (*is)(const document *, const token *))
{
	const token *t = d->s.tokens;
	size_t n = d->s.n_tokens;

	while (i + 2 < n && comma(&t[i + 1]) && is(d, &t[i + 2]))
		i += 2;
	if (i + 2 < n && says(d, &t[i + 1], "and") && is(d, &t[i + 2]))
		return i + 2;
	if (i + 3 < n && comma(&t[i + 1]) && says(d, &t[i + 2], "and") && is(d, &t[i + 3]))
		return i + 3;
	return 0;
}

static bool is_region(const document *d, const token *t)
{
	(void)d;
	return word_is(t, W(W_REGION));
}

static bool is_quantity(const document *d, const token *t)
{
	(void)d;
	return t->kind == T_QUANTITY;
}

void english_lists(document *d)
{
	for (size_t i = 0; !d->chinese && i + 3 < d->s.n_tokens; i++) {
		token *t = d->s.tokens;
		size_t end = 0;

		if (!comma(&t[i + 1]))
			continue;
		if (is_region(d, &t[i]))
			end = list_end(d, i, is_region);
		else if (is_quantity(d, &t[i]))
			end = list_end(d, i, is_quantity);
		for (size_t k = i + 1; k < end; k++)
			if (comma(&t[k]))
				t[k].mark = word_is(&t[k + 1], W(W_CONJ)) ? ' ' : 0x3001;
		if (end)
			i = end;
	}
}
