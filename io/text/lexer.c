/* lexer.c: characters to tokens: words, quantities, periods, marks, and what is between.
 *
 * From left to right, and at each place the longest of what may begin there. Words of the
 * dictionaries that hold a numeral win over the numeral when they are longer (一带一路, 第二产业,
 * 5g基站); else periods win over quantities, and both over words. A title in 《》 is one token:
 * the years in it date the document, not the figures. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#define TITLE_MAX 120

typedef struct {
	const tally_lexicon *lex;
	scratch *s;
	const uint32_t *cp;
	size_t n;
	period_context context; /* follows the years and spans that the text names */
	bool phrase;
} lexing;

static bool grow(void **items, size_t *capacity, size_t size)
{
	size_t wanted = *capacity ? *capacity * 2 : 256;
	void *grown = realloc(*items, wanted * size);

	if (!grown)
		return false;
	*items = grown;
	*capacity = wanted;
	return true;
}

void scratch_release(scratch *s)
{
	block_release(&s->text);
	free(s->tokens);
	free(s->quantities);
	free(s->periods);
	*s = (scratch){0};
}

bool token_split(scratch *s, size_t i, size_t at)
{
	if (s->n_tokens == s->cap_tokens &&
	    !grow((void **)&s->tokens, &s->cap_tokens, sizeof *s->tokens)) {
		s->memory = true;
		return false;
	}
	memmove(s->tokens + i + 1, s->tokens + i, (s->n_tokens - i) * sizeof *s->tokens);
	s->n_tokens++;
	s->tokens[i].to = s->tokens[i + 1].from = (uint32_t)at;
	return true;
}

static token *push(lexing *l, token_kind kind, size_t from, size_t to)
{
	scratch *s = l->s;

	if (s->n_tokens == s->cap_tokens &&
	    !grow((void **)&s->tokens, &s->cap_tokens, sizeof *s->tokens)) {
		s->memory = true;
		return NULL;
	}
	token *t = &s->tokens[s->n_tokens++];

	*t = (token){.from = (uint32_t)from, .to = (uint32_t)to, .kind = (uint8_t)kind, .ref = -1};
	return t;
}

static void push_quantity(lexing *l, const quantity *q)
{
	scratch *s = l->s;

	if (s->n_quantities == s->cap_quantities &&
	    !grow((void **)&s->quantities, &s->cap_quantities, sizeof *s->quantities)) {
		s->memory = true;
		return;
	}
	token *t = push(l, T_QUANTITY, q->from, q->to);

	if (t)
		t->ref = (int32_t)s->n_quantities;
	s->quantities[s->n_quantities++] = *q;
}

/* 到2027年: an aim; 年初 and 全年 behind it are of the years that were. */
static bool aimed_at(const lexing *l, const period_reading *p)
{
	return l->context.published != TALLY_DAY_NONE && p->list[0].first > l->context.published;
}

/* 较2020年增长, 继2020年之后: what is compared with does not become the time spoken of. */
static bool looked_back(const lexing *l, size_t from)
{
	return from > 0 && text_at_any(l->cp, l->n, from - 1, "较|比|继|与|同") == 1;
}

static void push_period(lexing *l, const period_reading *p)
{
	scratch *s = l->s;

	if (s->n_periods == s->cap_periods &&
	    !grow((void **)&s->periods, &s->cap_periods, sizeof *s->periods)) {
		s->memory = true;
		return;
	}
	token *t = push(l, T_PERIOD, p->from, p->to);

	if (t)
		t->ref = (int32_t)s->n_periods;
	s->periods[s->n_periods++] = *p;
	if (l->phrase || p->vague || p->now || p->unknown || p->n == 0)
		return;
	if (p->last_end || p->since || looked_back(l, p->from))
		return; /* 上年末 and 2017年以来 are seen from the text's span and do not move it */
	int year, month, day;

	l->context.span = p->list[0];
	if (p->no_year || p->last_span || aimed_at(l, p) || p->list[0].last <= TALLY_DAY_OPEN ||
	    (p->day && p->list[0].last == l->context.published))
		return; /* the day of publication says nothing of the year spoken of */
	tally_day_split(p->list[0].last, &year, &month, &day);
	l->context.year = year;
}

static bool is_mark(uint32_t c)
{
	if (c < 128)
		return c > ' ' && !text_is_digit(c) && !text_is_latin(c);
	/* squares, triangles and circles, stars, a reference mark: they open a piece of news */
	if ((c >= 0x25a0 && c <= 0x25ff) || c == 0x2605 || c == 0x2606 || c == 0x203b)
		return true;
	return c == 0x3002 || c == 0x3001 || c == 0x201c || c == 0x201d || c == 0x300a ||
	       c == 0x300b || c == 0x2018 || c == 0x2019 || c == 0x2026 || c == 0xb7;
}

/* Text goes on in the token before when that is text too. */
static void push_text(lexing *l, size_t i, size_t to)
{
	scratch *s = l->s;
	token *last = s->n_tokens ? &s->tokens[s->n_tokens - 1] : NULL;

	if (last && last->kind == T_TEXT && last->to == i)
		last->to = (uint32_t)to;
	else
		push(l, T_TEXT, i, to);
}

static size_t title_end(const lexing *l, size_t i)
{
	if (l->cp[i] != 0x300a)
		return i;
	for (size_t k = i + 1; k < l->n && k - i < TITLE_MAX; k++)
		if (l->cp[k] == 0x300b)
			return k + 1;
	return i;
}

/* Latin words match as wholes only. */
static bool cut_word(const lexing *l, size_t from, size_t to)
{
	bool begins = text_is_latin(l->cp[from]), ends = text_is_latin(l->cp[to - 1]);

	return (begins && from > 0 && text_is_latin(l->cp[from - 1])) ||
	       (ends && to < l->n && text_is_latin(l->cp[to]));
}

static size_t latin_end(const lexing *l, size_t i)
{
	while (i < l->n && (text_is_latin(l->cp[i]) || text_is_digit(l->cp[i])))
		i++;
	return i;
}

/* https://... up to a space: codes, no figures. */
static size_t address_end(const lexing *l, size_t i)
{
	if (!text_at(l->cp, l->n, i, "://"))
		return i;
	while (i < l->n && l->cp[i] > ' ' && l->cp[i] < 128)
		i++;
	return i;
}

/* --- what may begin with a character --- */

enum {
	BEGINS_SINGLE = 1, /* a word of this one character */
	BEGINS_PERIOD = 2, /* Chinese ones */
	BEGINS_OTHER = 4,  /* quantities, English periods, marks, and all that is ASCII */
};

static uint8_t traits_of(const trie *automaton, uint32_t c)
{
	int traits = trie_has_single(automaton, c) ? BEGINS_SINGLE : 0;

	if (period_starts_with(c))
		traits |= BEGINS_PERIOD;
	/* 第, 过, 超, 近, 逾 stand before numerals */
	if (c < 128 || is_mark(c) || numeral_starts(c) || c == 0x7b2c || c == 0x8fc7 ||
	    c == 0x8d85 || c == 0x8fd1 || c == 0x903e)
		traits |= BEGINS_OTHER;
	return (uint8_t)traits;
}

uint8_t *lexer_traits_new(const trie *automaton)
{
	uint8_t *traits = malloc(TEXT_PLANE);

	if (traits)
		for (uint32_t c = 0; c < TEXT_PLANE; c++)
			traits[c] = traits_of(automaton, c);
	return traits;
}

static int traits_at(const lexing *l, size_t i)
{
	return l->cp[i] < TEXT_PLANE ? l->lex->traits[l->cp[i]] : 0;
}

static bool nothing_begins(const lexing *l, size_t i)
{
	int traits = traits_at(l, i);
	uint32_t next = i + 1 < l->n ? l->cp[i + 1] : ' ';

	if (traits & (BEGINS_OTHER | BEGINS_SINGLE) ||
	    trie_begins_with(l->lex->automaton, l->cp[i], next))
		return false;
	return !(traits & BEGINS_PERIOD) || !period_starts(l->cp[i], next);
}

/* The end of the plain text at i, where neither a word nor anything else begins. */
static size_t plain_end(const lexing *l, size_t i)
{
	while (i < l->n && nothing_begins(l, i))
		i++;
	return i;
}

static bool quantity_starts(const lexing *l, size_t i, const word *w)
{
	uint32_t c = l->cp[i];

	if (w && w->classes & W(W_CURRENCY))
		return true;
	if (c >= 128)
		return traits_at(l, i) & BEGINS_OTHER && !is_mark(c);
	return numeral_starts(c) || (text_is_latin(c) && (i == 0 || !text_is_latin(l->cp[i - 1])));
}

/* A name is longer than the numeral that it begins with. */
static bool name_wins(const word *w, size_t length, size_t i, const quantity *q, size_t period_to)
{
	if (!w)
		return false;
	uint64_t names = W(W_METRIC) | W(W_REGION) | W(W_PROTECTED);

	if (!(w->classes & names))
		return false;
	if (period_to > i + length)
		return false;
	if (w->classes & (W(W_METRIC) | W(W_REGION)) && q && q->num_to < i + length)
		return true;
	return !q || i + length >= q->to || (q->kind == U_NONE && i + length > q->num_to);
}

static bool sentence_sign(uint32_t c)
{
	return c == '-' || c == '+';
}

/* A sign is one only at the beginning of something. */
static bool sign_allowed(const lexing *l, size_t i)
{
	if (!sentence_sign(l->cp[i]))
		return true;
	if (i + 1 >= l->n || !(text_is_digit(l->cp[i + 1]) || l->cp[i + 1] == '.'))
		return false;
	if (i == 0)
		return true;
	uint32_t c = l->cp[i - 1];

	return !text_is_digit(c) && !text_is_latin(c) && c != ')' && c != '-' &&
	       (l->phrase || c > 127 || c == ' ' || c == ',' || c == '(');
}

/* 占|地区生产总值: an ordinary word yields its last character to a name. */
static int32_t yield_plain(const lexing *l, size_t i, int32_t found, size_t *length)
{
	const trie *automaton = l->lex->automaton;
	size_t last = i + *length - 1, over = 0, shorter = 0;

	if (*length < 2 || last + 1 >= l->n ||
	    !trie_begins_with(automaton, l->cp[last], l->cp[last + 1]) ||
	    trie_longest_of(automaton, l->lex->words, W(W_METRIC) | W(W_REGION), l->cp + last,
			    l->n - last, &over) < 0 ||
	    over < 4)
		return found;
	int32_t other = trie_longest(automaton, l->cp + i, *length - 1, &shorter);

	if (other < 0)
		return found;
	*length = shorter;
	return other;
}

/* 国家高新区数|字产业: when the last character of a name begins a word that reaches beyond it, a
 * shorter name is meant. */
static int32_t yield_overlap(const lexing *l, size_t i, int32_t found, size_t *length)
{
	const word *words = l->lex->words;
	size_t over = 0, shorter = 0;

	if (found >= 0 && words[found].classes == W(W_PLAIN))
		return yield_plain(l, i, found, length);
	if (found < 0 || *length < 3 || !(words[found].classes & (W(W_METRIC) | W(W_REGION))))
		return found;
	if (trie_longest(l->lex->automaton, l->cp + i + *length - 1, l->n - i - *length + 1,
			 &over) < 0 ||
	    over < 2)
		return found;
	int32_t other = trie_longest_of(l->lex->automaton, words, W(W_METRIC) | W(W_REGION),
					l->cp + i, *length - 1, &shorter);

	if (other < 0)
		return found;
	*length = shorter;
	return other;
}

/* The longer of a Chinese and an English period at i. */
static bool find_period(const lexing *l, size_t i, period_reading *out)
{
	period_reading english;
	bool found = traits_at(l, i) & BEGINS_PERIOD &&
		     period_parse(l->cp, l->n, i, &l->context, l->phrase, out);

	if (l->cp[i] < 128 &&
	    period_parse_english(l->cp, l->n, i, &l->context, l->phrase, &english) &&
	    (!found || english.to > out->to)) {
		*out = english;
		found = true;
	}
	return found;
}

static size_t push_word(lexing *l, size_t i, size_t length, int32_t found)
{
	token *t = push(l, T_WORD, i, i + length);

	if (t) {
		t->classes = l->lex->words[found].classes;
		t->ref = found;
		l->s->classes |= t->classes;
		/* 力争全年…; 目标 and 计划 may be those of a year that is over */
		l->context.ahead = l->context.ahead ||
				   (t->classes & W(W_TARGET) &&
				    text_at_any(l->cp, l->n, i, "力争|争取|确保|努力|有望") > 0);
	}
	return i + length;
}

/* What is no word, period or quantity: Latin words, marks, other characters. */
static size_t push_rest(lexing *l, size_t i)
{
	uint32_t c = l->cp[i];

	if (text_is_latin(c)) {
		size_t end = address_end(l, latin_end(l, i));

		push_text(l, i, end);
		return end;
	}
	if (c == '\'' && i + 1 < l->n && l->cp[i + 1] == 's' &&
	    !(i + 2 < l->n && text_is_latin(l->cp[i + 2])))
		return i + 2; /* china's */
	if (is_mark(c)) {
		token *t = push(l, T_MARK, i, i + 1);

		if (t)
			t->mark = c;
		l->context.ahead = l->context.ahead && c != 0x3002 && c != ';';
	} else if (c != ' ') {
		push_text(l, i, i + 1);
	}
	return i + 1;
}

static size_t push_title(lexing *l, size_t i, size_t to)
{
	token *t = push(l, T_TEXT, i, to);

	if (t)
		t->classes = W(W_PROTECTED);
	return to;
}

/* Whether the period is what stands here, not the quantity that begins with it. */
static bool period_wins(const lexing *l, const period_reading *p, const quantity *q, bool counted)
{
	/* "in 2020 to 12,000 million": the year is no end of a range */
	if (counted && q->form == TALLY_FORM_RANGE && p->to - p->from == 4 && p->from >= 3 &&
	    text_at(l->cp, l->n, p->from - 3, "in "))
		return true;
	return !counted || p->to >= q->to || (q->kind == U_NONE && p->to > q->num_to) ||
	       q->kind == U_DURATION;
}

static size_t step(lexing *l, size_t i)
{
	size_t length = 0, title = title_end(l, i);
	quantity q;
	period_reading p;

	if (title > i)
		return push_title(l, i, title);
	int32_t found = trie_longest(l->lex->automaton, l->cp + i, l->n - i, &length);

	found = yield_overlap(l, i, found, &length);
	if (found >= 0 && cut_word(l, i, i + length))
		found = -1;
	const word *w = found >= 0 ? &l->lex->words[found] : NULL;
	bool dated = find_period(l, i, &p);
	bool counted = quantity_starts(l, i, w) && sign_allowed(l, i) &&
		       quantity_parse(l->lex, l->cp, l->n, i, l->phrase, &q);

	if (name_wins(w, length, i, counted ? &q : NULL, dated ? p.to : 0))
		dated = counted = false;
	if (dated && period_wins(l, &p, &q, counted)) {
		push_period(l, &p);
		return p.to;
	}
	if (counted) {
		push_quantity(l, &q);
		return q.to;
	}
	return w ? push_word(l, i, length, found) : push_rest(l, i);
}

bool lexer_run(const tally_lexicon *lex, scratch *s, const period_context *context, bool phrase)
{
	lexing l = {lex, s, s->text.cp, s->text.n, *context, phrase};

	s->n_tokens = s->n_quantities = s->n_periods = 0;
	s->classes = 0;
	for (size_t i = 0; i < l.n && !s->memory;) {
		size_t to = plain_end(&l, i);

		if (to > i)
			push_text(&l, i, to);
		i = to < l.n ? step(&l, to) : to;
	}
	return !s->memory;
}
