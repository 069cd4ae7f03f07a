/* english.c: what English says in other places than Chinese.
 *
 * The subject stands in front of a verb of having ("the zones generated an output of"), and what
 * was measured behind it; counts have no unit word ("10,400 firms"); a heading names the place of
 * its section ("UK labour market"); a day alone on its line is the day of publication. */
#include "values.h"

#include <string.h>

static bool says(const document *d, const token *t, const char *words)
{
	return t->to > t->from &&
	       text_at_words(d->s.text.cp, t->to, t->from, words) == t->to - t->from;
}

static bool is_having(const document *d, const token *t)
{
	return t->kind == T_TEXT &&
	       says(d, t,
		    "generated|saw|sees|posted|achieved|attracted|handled|generate|attract|"
		    "generating|posting|contributed|earned|delivered|hosted|host");
}

size_t english_object(const document *d, size_t a, size_t b)
{
	for (size_t i = b; i-- > a;)
		if (is_having(d, &d->s.tokens[i]) && i + 1 < b)
			return i + 1;
	return a;
}

size_t english_without_verb(const document *d, size_t a, size_t b)
{
	return b > a && is_having(d, &d->s.tokens[b - 1]) ? b - 1 : b;
}

size_t english_aimed(const document *d, size_t a, size_t b)
{
	bool aim = false;

	for (size_t i = a; i + 1 < b; i++) {
		const token *t = &d->s.tokens[i];

		aim = aim || word_is(t, W(W_TARGET) | W(W_FORECAST));
		if (aim &&
		    says(d, t, "increase|raise|expand|lift|boost|cut|reduce|bring|lower|grow"))
			return i + 1;
		if (aim && says(d, t, "expects|expect|forecasts|projects"))
			return i + 1;
	}
	return a;
}

bool english_noun_ends(const document *d, const token *t)
{
	if (is_having(d, t))
		return true;
	return t->kind == T_WORD &&
	       !(t->classes & (W(W_METRIC) | W(W_REGION) | W(W_OF) | W(W_CONJ))) &&
	       t->classes & (W(W_LEAD) | W(W_LEVEL) | W(W_UP) | W(W_DOWN) | W(W_TO) | W(W_FROM)) &&
	       !says(d, t, "of|the|up|down");
}

bool english_noun_goes_on(const document *d, size_t i, size_t b)
{
	const token *t = d->s.tokens;
	size_t k = i + 1;

	if (!says(d, &t[i], "in"))
		return false;
	for (; k < b && k < i + 5; k++) {
		if (t[k].kind != T_TEXT && !word_is(&t[k], W(W_LEAD) | W(W_METRIC)))
			return false;
		if (says(d, &t[k], "sector|sectors|industry|industries|field|fields"))
			return true;
	}
	return false;
}

/* "159,000 high-tech enterprises": a noun in the plural, before any verb. */
static bool counts_things(const document *d, size_t i, size_t b)
{
	const token *t = d->s.tokens;

	size_t words = 0;

	for (size_t k = i + 1; k < b && words < 9; k++) {
		words += t[k].kind != T_MARK;
		if (t[k].kind == T_QUANTITY || t[k].kind == T_PERIOD || t[k].kind == T_MARK ||
		    english_noun_ends(d, &t[k])) {
			if (t[k].kind == T_MARK && t[k].mark == '-')
				continue;
			return false;
		}
		if (t[k].to - t[k].from > 3 && d->s.text.cp[t[k].to - 1] == 's')
			return true;
		if (says(d, &t[k], "people|men|women|persons|personnel|staff"))
			return true;
	}
	return false;
}

/* "the number of vacancies was 831,000" */
static bool number_was_said(const document *d, size_t i, size_t a)
{
	for (size_t k = a; k < i; k++)
		if (text_at(d->s.text.cp, d->s.text.n, d->s.tokens[k].from, "number of "))
			return true;
	return false;
}

/* "firms registered in the zones totaled": a level verb, and things in front of it. */
static bool plural_before(const document *d, size_t i, size_t a)
{
	const token *t = d->s.tokens;

	if (!word_is(&t[i - 1], W(W_LEVEL)))
		return false;
	for (size_t k = a; k + 1 < i; k++)
		if ((t[k].kind == T_TEXT ||
		     word_is(&t[k], W(W_UNIT) | W(W_METRIC) | W(W_CLASSIFIER))) &&
		    t[k].to - t[k].from > 3 && d->s.text.cp[t[k].to - 1] == 's')
			return true;
	return false;
}

bool english_count(document *d, size_t i, size_t a, size_t b)
{
	const token *t = d->s.tokens;
	quantity *q = quantity_of(d, &t[i]);
	bool grouped = false;

	if (d->chinese || q->kind != U_NONE || q->form != TALLY_FORM_DECIMAL ||
	    q->first.decimals > 0 || q->first.mantissa < 100)
		return false;
	for (size_t k = q->num_from; k < q->num_to; k++)
		grouped = grouped || d->s.text.cp[k] == ',';
	if (grouped && i > a && says(d, &t[i - 1], "to") &&
	    classes_in(d, a, i) & (W(W_UP) | W(W_DOWN))) {
		q->kind = U_COUNT; /* filings fell to 5,800 */
		return true;
	}
	if (grouped && i > a && plural_before(d, i, a)) {
		q->kind = U_COUNT; /* new firms totaled 534,000 */
		return true;
	}
	if (grouped && i > a && d->valued && d->last_measure == TALLY_LEVEL && i >= a + 2 &&
	    word_is(&t[i - 1], W(W_FROM)) && word_is(&t[i - 2], W(W_UP) | W(W_DOWN))) {
		q->kind = U_COUNT; /* up from 498,000 */
		return true;
	}
	if (grouped && i > a && word_is(&t[i - 1], W(W_UP) | W(W_DOWN))) {
		q->kind = U_COUNT; /* a decrease of 35,000 */
		return true;
	}
	/* "of which 1,494 were listed at home and 190 abroad" */
	if (i > a && (word_is(&t[i - 1], W(W_CHILD)) ||
		      (d->in_child && i + 1 < b && says(d, &t[i + 1], "were|are")))) {
		q->kind = U_COUNT;
		return true;
	}
	bool year = !grouped && q->first.mantissa >= 1900 && q->first.mantissa < 2100;
	bool named = i > a && t[i - 1].kind == T_TEXT && !grouped; /* Fortune 500 companies */

	if (year || named || !(counts_things(d, i, b) || number_was_said(d, i, a)))
		return false;
	q->kind = U_COUNT;
	return true;
}

bool date_line(document *d)
{
	const token *t = d->s.tokens;

	if (d->s.n_tokens != 1 || t->kind != T_PERIOD || d->counts->paragraphs > 4)
		return false;
	const period_reading *p = period_of(d, t);

	if (!p->day || p->no_year || p->n != 1)
		return false;
	if (d->published == TALLY_DAY_NONE) {
		d->published = d->as_of = p->list[0].last;
		d->dates.published = d->counts->published = d->published;
	}
	return true;
}

region_slot heading_place(const document *d)
{
	region_slot found = {.region = TALLY_NO_CODE};
	const token *t = d->s.tokens;
	size_t n = d->s.n_tokens;

	while (n > 0 && d->s.text.cp[t->from] == '#') {
		t++; /* ## 大湾区:… */
		n--;
	}
	if (n < 2 || !word_is(&t[0], W(W_REGION)) ||
	    (d->chinese && (word_of(d, &t[0])->region == d->lex->china || zone_kind_of(d, &t[0]))))
		return found;
	/* 大湾区:“港澳药械通”越走越宽 */
	const bool colon = d->chinese && t[1].kind == T_MARK && t[1].mark == ':';

	for (size_t i = 1; i < n && !colon; i++)
		if (word_is(&t[i], W(W_REGION)) || t[i].kind == T_PERIOD)
			return found; /* two places: neither is meant; with a day: a dateline */
	found.region = word_of(d, &t[0])->region;
	source_text(d, t[0].from, t[0].to, found.text, sizeof found.text);
	found.mark = mark_of(d, t[0].from, t[0].to, TALLY_SLOT_CARRIED);
	return found;
}

bool english_bound(const document *d, size_t i)
{
	const token *t = d->s.tokens;

	while (i > 0 && word_is(&t[i - 1], W(W_BEFORE)))
		i--;
	return i > 0 && says(d, &t[i - 1], "with|of|employing|earning|exceeding|than|having");
}

bool english_inner_count(const document *d, size_t i, size_t end)
{
	const token *t = d->s.tokens;
	size_t k = i;

	if (d->chinese || i + 2 >= end || !word_is(&t[i + 1], W(W_REGION)))
		return false;
	while (k > 0 && (says(d, &t[k - 1], "the|all|its|their|these") ||
			 english_nation(d, &t[k - 1]) || word_is(&t[k - 1], W(W_REGION))))
		k--;
	if (k == 0 || !says(d, &t[k - 1], "of|in|from"))
		return false;
	for (k = i + 2; k < end; k++)
		if (t[k].kind == T_QUANTITY)
			return true;
	return false;
}

size_t english_whole(const document *d, size_t i, size_t b)
{
	size_t k = i;

	if (k >= b || !says(d, &d->s.tokens[k], "of|of these|of this|of the"))
		return i;
	while (k < b && (says(d, &d->s.tokens[k],
			      "of|of these|of this|of the|all|the|its|their|"
			      "the country") ||
			 word_is(&d->s.tokens[k], W(W_REGION))))
		k++;
	return k < b ? k : i;
}

bool english_nation(const document *d, const token *t)
{
	return !d->chinese && d->nation != TALLY_NO_CODE &&
	       says(d, t, "the country|country|the nation|nation|nationwide|national");
}

bool english_these(const document *d, const token *t)
{
	return !d->chinese && says(d, t, "these|those|all|such");
}

void english_find_nation(document *d)
{
	for (size_t i = 0; i < d->s.n_tokens && d->nation == TALLY_NO_CODE && !d->chinese &&
			   d->counts->paragraphs <= 3;
	     i++) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, W(W_REGION)))
			continue;
		const char *code = tally_codes_region(d->lex->codes, word_of(d, t)->region)->code;

		if (code[0] && code[1] && !code[2])
			d->nation = word_of(d, t)->region;
	}
}

bool english_title(const document *d)
{
	const block *text = &d->s.text;
	bool more = text->n > 0 && text->at[text->n - 1].byte + 3 < d->size;

	if (d->chinese || d->kind == BLOCK_BULLET || d->counts->paragraphs != 1 || !more ||
	    text->n > 120 || !text_is_latin(text->cp[0]))
		return false;
	uint32_t last = text->cp[text->n - 1];

	return text_is_latin(last) || text_is_digit(last) || last == '%';
}

bool english_pointer(const document *d, size_t a, size_t b)
{
	bool most = false;

	if (d->chinese)
		return false;
	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];

		if (says(d, t,
			 "largest|highest|lowest|smallest|strongest|biggest|sharpest|"
			 "steepest|greatest|fastest"))
			most = true;
		if (most && says(d, t,
				 "increase|increases|decrease|decreases|rise|rises|fall|"
				 "falls|gain|gains|decline|declines|drop|drops"))
			return true;
	}
	return b > a && says(d, &d->s.tokens[b - 1], "figure|figures|total figure");
}

bool english_aside(const document *d, size_t a, size_t b)
{
	if (d->chinese || a >= b)
		return false;
	const uint64_t classes = classes_in(d, a, b);

	if (says(d, &d->s.tokens[a], "or"))
		return true; /* "R&D intensity, or spending as a share of GDP, rose" */
	if (says(d, &d->s.tokens[a], "among|amongst"))
		return !(classes & (W(W_REGION) | W(W_CHILD)));
	return says(d, &d->s.tokens[a], "which|who|whose|where") &&
	       !(classes & (W(W_CHILD) | W(W_SHARE)));
}

/* "the zones" goes on through a text about them; one zone, a province or another country does not.
 */
static bool is_group_of_zones(const document *d, int32_t region)
{
	static const char *const kinds[] = {"CN-HTZ", "CN-NIDZ", "CN-ETDZ"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && region != TALLY_NO_CODE; i++) {
		int32_t kind = tally_codes_find_region(d->lex->codes, kinds[i], strlen(kinds[i]));

		if (kind != TALLY_NO_CODE &&
		    (kind == region || zones_of(d, kind, region) == region))
			return true;
	}
	return false;
}

void english_paragraph(document *d)
{
	bool known = d->headed.region != TALLY_NO_CODE || d->nation != TALLY_NO_CODE ||
		     d->home != TALLY_NO_CODE;

	if (d->chinese)
		return;
	bool group = is_group_of_zones(d, d->region.region);

	if (group && d->counts->paragraphs <= 4 && d->zones.region == TALLY_NO_CODE)
		d->zones = d->region; /* the first paragraph was about them */
	if (d->zones.region != TALLY_NO_CODE && d->headed.region == TALLY_NO_CODE)
		d->region = d->zones;
	else if (known && !group)
		d->region = d->headed;
}
