/* lexicon.c: the dictionaries: names from the code lists, everything else from words.csv.
 *
 * All texts are folded as the input is, collected with their meanings, and compiled into
 * one automaton. A text with several meanings is one word with several classes. */
#include "csv/csv.h"
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const class_names[W_N] = {
    [W_PLAIN] = "plain",
    [W_PROTECTED] = "protected",
    [W_METRIC] = NULL,
    [W_REGION] = NULL,
    [W_UNIT] = "unit",
    [W_CLASSIFIER] = "classifier",
    [W_CURRENCY] = "currency",
    [W_BEFORE] = "before",
    [W_AFTER] = "after",
    [W_LEVEL] = "level",
    [W_UP] = "up",
    [W_DOWN] = "down",
    [W_UPTO] = "upto",
    [W_DOWNTO] = "downto",
    [W_RATE] = "rate",
    [W_FASTER] = "faster",
    [W_SLOWER] = "slower",
    [W_YOY] = "yoy",
    [W_POP] = "pop",
    [W_COMPARE] = "compare",
    [W_COMPARED] = "compared",
    [W_ABOVE] = "above",
    [W_SHARE] = "share",
    [W_PORTION] = "portion",
    [W_CONTRIBUTION] = "contribution",
    [W_PULL] = "pull",
    [W_MEAN] = "mean",
    [W_NOMINAL] = "nominal",
    [W_REAL] = "real",
    [W_EACH] = "each",
    [W_RESPECTIVE] = "respective",
    [W_CHILD] = "child",
    [W_CONJ] = "conj",
    [W_TURN] = "turn",
    [W_FROM] = "from",
    [W_TO] = "to",
    [W_TARGET] = "target",
    [W_FORECAST] = "forecast",
    [W_CUMULATIVE] = "cumulative",
    [W_FLAT] = "flat",
    [W_LEAD] = "lead",
    [W_ENUM] = "enum",
    [W_DATELINE] = "dateline",
    [W_PREP] = "prep",
    [W_WITHIN] = "within",
    [W_INDEX] = "index",
    [W_AMONG] = "among",
    [W_SURVEY] = "survey",
    [W_PRELIMINARY] = "preliminary",
    [W_OF] = "of",
    [W_ELSE] = "else",
    [W_EQUALS] = "equals",
    [W_COMPARABLE] = "comparable",
    [W_LOCAL] = "local",
    [W_DOUBLING] = "doubling",
    [W_TITLE] = "title",
};

static const struct {
	const char *name;
	unit_kind kind;
} unit_kinds[] = {
    {"percent", U_PERCENT},   {"points", U_POINTS},
    {"permille", U_PERMILLE}, {"permillepoints", U_PERMILLE_POINTS},
    {"tenths", U_TENTHS},     {"times", U_TIMES},
    {"money", U_MONEY},       {"count", U_COUNT},
    {"measure", U_MEASURE},   {"class", U_CLASS},
    {"duration", U_DURATION}, {"age", U_AGE},
    {"page", U_CLASS},        {"people", U_COUNT},
};

/* What is collected before the automaton is built. */
typedef struct {
	tally_lexicon *lex;
	size_t cap_words, cap_units, cap_strings, n_strings;
	uint32_t *pool;
	size_t n_pool, cap_pool;
	trie_entry *entries;
	size_t n_entries, cap_entries;
	const char *file;
	tally_diagnostics *list;
	bool memory, header;
} builder;

static bool grow_to(void **items, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return true;
	size_t wanted = need * 2 + 64;
	void *grown = realloc(*items, wanted * size);

	if (!grown)
		return false;
	*items = grown;
	*capacity = wanted;
	return true;
}

/* Adds one text with an empty word, to be merged by text later; returns the word or NULL. */
static word *add_text(builder *b, const char *text, size_t size)
{
	size_t at = 0, from = b->n_pool;

	if (!grow_to((void **)&b->pool, &b->cap_pool, b->n_pool + size, sizeof *b->pool) ||
	    !grow_to((void **)&b->entries, &b->cap_entries, b->n_entries + 1, sizeof *b->entries) ||
	    !grow_to((void **)&b->lex->words, &b->cap_words, b->lex->n_words + 1,
		     sizeof *b->lex->words)) {
		b->memory = true;
		return NULL;
	}
	while (at < size) {
		uint32_t c = text_fold(text_decode(text, size, &at));
		bool space = text_is_space(c);

		if (space && (b->n_pool == from || b->pool[b->n_pool - 1] == ' '))
			continue;
		b->pool[b->n_pool++] = space ? ' ' : c;
	}
	while (b->n_pool > from && b->pool[b->n_pool - 1] == ' ')
		b->n_pool--;
	if (b->n_pool == from || b->n_pool - from > UINT16_MAX)
		return NULL;
	b->entries[b->n_entries++] =
	    (trie_entry){(uint32_t)from, (uint16_t)(b->n_pool - from), (int32_t)b->lex->n_words};
	word *w = &b->lex->words[b->lex->n_words++];

	*w = (word){.metric = TALLY_NO_CODE, .region = TALLY_NO_CODE, .unit = -1};
	return w;
}

static int32_t add_unit(builder *b, unit_kind kind, const char *base, int power)
{
	size_t size = strlen(base) + 1;

	if (!grow_to((void **)&b->lex->units, &b->cap_units, b->lex->n_units + 1,
		     sizeof *b->lex->units) ||
	    !grow_to((void **)&b->lex->strings, &b->cap_strings, b->n_strings + size, 1)) {
		b->memory = true;
		return -1;
	}
	memcpy(b->lex->strings + b->n_strings, base, size);
	/* an offset for now: the strings may still move */
	b->lex->units[b->lex->n_units] =
	    (unit_word){(uint8_t)kind, (int8_t)power, (const char *)b->n_strings};
	b->n_strings += size;
	return (int32_t)b->lex->n_units++;
}

static bool kind_named(const char *name, unit_kind *out)
{
	for (size_t i = 0; i < sizeof unit_kinds / sizeof *unit_kinds; i++)
		if (strcmp(unit_kinds[i].name, name) == 0) {
			*out = unit_kinds[i].kind;
			return true;
		}
	return false;
}

/* "money CNY 0" */
static bool unit_row(builder *b, const char *attrs, int32_t *unit)
{
	char kind_name[24], base[24];
	int power = 0;
	unit_kind kind;

	if (sscanf(attrs, "%23s %23s %d", kind_name, base, &power) < 2 ||
	    !kind_named(kind_name, &kind))
		return false;
	*unit = add_unit(b, kind, base, power);
	return true;
}

static void add_word(builder *b, const char *text, size_t size, int class, const char *attrs,
		     int32_t unit)
{
	word *w = add_text(b, text, size);
	tally_qualifier q;

	if (!w)
		return;
	w->classes = W(class);
	w->unit = unit;
	if ((class == W_BEFORE || class == W_AFTER) &&
	    tally_qualifier_parse(attrs, strlen(attrs), &q))
		w->qualifier = (uint8_t)q;
	if (class == W_DOUBLING)
		w->sign = (int8_t)(attrs[0] - '0');
	else
		w->sign = attrs[0] == '+' ? 1 : attrs[0] == '-' ? -1 : 0;
}

static void each_text(builder *b, const char *texts, int class, const char *attrs, int32_t unit)
{
	while (*texts) {
		size_t size = strcspn(texts, "|");

		add_word(b, texts, size, class, attrs, unit);
		texts += size + (texts[size] == '|');
	}
}

static int class_named(const char *name)
{
	for (int i = 0; i < W_N; i++)
		if (class_names[i] && strcmp(class_names[i], name) == 0)
			return i;
	return -1;
}

static int take_row(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	builder *b = context;
	int32_t unit = -1;

	(void)lengths;
	if (b->header) {
		b->header = false;
		return 0;
	}
	if (n < 2 || (n == 2 && !fields[0][0]))
		return 0;
	const char *attrs = n > 2 ? fields[2] : "";
	int class = class_named(fields[0]);

	if (class < 0) {
		tally_diagnostics_add(b->list, TALLY_ERROR, b->file, line, 1,
				      "unknown class \"%s\" of words", fields[0]);
		return 0;
	}
	if (class == W_UNIT && !unit_row(b, attrs, &unit)) {
		tally_diagnostics_add(b->list, TALLY_ERROR, b->file, line, 3,
				      "a unit needs \"kind base power\", found \"%s\"", attrs);
		return 0;
	}
	if (class == W_CURRENCY)
		unit = add_unit(b, U_MONEY, attrs, 0);
	each_text(b, fields[1], class, attrs, unit);
	return b->memory;
}

static tally_status take_list(builder *b, const char *file, const char *text, size_t size,
			      tally_error *err)
{
	b->file = file;
	b->header = true;
	tally_status status = tally_csv_scan(text, size, ',', take_row, b, err);

	if (status != TALLY_OK)
		return tally_error_prefix(err, "%s", file);
	return b->memory ? tally_error_memory(err) : TALLY_OK;
}

/* --- the code lists --- */

static void name_word(builder *b, const char *text, int class, int32_t id)
{
	word *w = text && *text ? add_text(b, text, strlen(text)) : NULL;

	if (!w)
		return;
	w->classes = W(class);
	if (class == W_METRIC)
		w->metric = id;
	else
		w->region = id;
}

/* Three-letter country codes are no words: AND is Andorra. */
static bool is_country_code(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] > 127)
			return false;
	return n == 3;
}

static void add_names(builder *b)
{
	const tally_codes *codes = b->lex->codes;

	for (int32_t i = 0; i < tally_codes_n_metrics(codes); i++) {
		const tally_metric *m = tally_codes_metric(codes, i);

		name_word(b, m->name_zh, W_METRIC, i);
		name_word(b, m->name_en, W_METRIC, i);
		for (int k = 0; k < m->n_aliases; k++)
			name_word(b, m->aliases[k], W_METRIC, i);
	}
	for (int32_t i = 0; i < tally_codes_n_regions(codes); i++) {
		const tally_region *r = tally_codes_region(codes, i);

		name_word(b, r->name_zh, W_REGION, i);
		name_word(b, r->name_en, W_REGION, i);
		for (int k = 0; k < r->n_aliases; k++)
			if (!is_country_code(r->aliases[k]))
				name_word(b, r->aliases[k], W_REGION, i);
	}
}

/* The unit behind its multiplier: 万亿元 -> 元; the whole when nothing would be left. */
static const char *without_multiplier(const char *text)
{
	static const char *const multipliers[] = {"十", "百", "千", "万", "亿"};
	const char *at = text;

	if (strncmp(text, "千瓦", 6) == 0 || strncmp(text, "千米", 6) == 0 ||
	    strncmp(text, "千克", 6) == 0 || strncmp(text, "百分点", 9) == 0)
		return text;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < sizeof multipliers / sizeof *multipliers; i++)
			if (strncmp(at, multipliers[i], 3) == 0 && at[3]) {
				at += 3;
				more = true;
			}
	}
	return at;
}

static unit_kind kind_of_dimension(const char *dimension)
{
	unit_kind kind;

	if (strcmp(dimension, "ratio") == 0)
		return U_TIMES;
	return kind_named(dimension, &kind) ? kind : U_MEASURE;
}

static bool classifier_and_noun(const char *text)
{
	static const char *const classifiers[] = {"个", "家", "项", "条", "所", "款", "种", "座"};

	for (size_t i = 0; i < sizeof classifiers / sizeof *classifiers; i++)
		if (strncmp(text, classifiers[i], 3) == 0)
			return text[3] && text[3] != '(';
	return false;
}

static void add_code_units(builder *b)
{
	const tally_codes *codes = b->lex->codes;

	for (int32_t i = 0; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		const char *text = without_multiplier(u->text);
		unsigned char c = (unsigned char)text[0];

		if (c < 0x80 && text[1] == '\0')
			continue; /* "1" and single letters */
		if (c >= '0' && c <= '9')
			continue;
		if (strncmp(text, "% of", 4) == 0)
			continue; /* "2.2% of GDP": the whole is said behind the unit */
		if (classifier_and_noun(text))
			continue; /* 个城市, 家企业: the noun is the metric */
		int32_t unit = add_unit(b, kind_of_dimension(u->dimension), u->base, 0);

		add_word(b, text, strlen(text), W_UNIT, "", unit);
	}
}

/* --- merging --- */

static bool same_text(const builder *b, const trie_entry *x, const trie_entry *y)
{
	return x->n == y->n &&
	       memcmp(b->pool + x->text, b->pool + y->text, x->n * sizeof *b->pool) == 0;
}

static void merge_word(word *into, const word *from)
{
	into->classes |= from->classes;
	if (into->metric == TALLY_NO_CODE)
		into->metric = from->metric;
	if (into->region == TALLY_NO_CODE)
		into->region = from->region;
	if (into->unit < 0)
		into->unit = from->unit;
	if (into->sign == 0)
		into->sign = from->sign;
	if (into->qualifier == 0)
		into->qualifier = from->qualifier;
}

static int by_text(const void *a, const void *b, void *context)
{
	const trie_entry *x = a, *y = b;
	const uint32_t *pool = context;

	for (uint16_t i = 0; i < x->n && i < y->n; i++)
		if (pool[x->text + i] != pool[y->text + i])
			return pool[x->text + i] < pool[y->text + i] ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return (x->word > y->word) - (x->word < y->word);
}

static void merge_all(builder *b)
{
	size_t kept = 0;

	qsort_r(b->entries, b->n_entries, sizeof *b->entries, by_text, b->pool);
	for (size_t i = 0; i < b->n_entries; i++) {
		if (kept > 0 && same_text(b, &b->entries[kept - 1], &b->entries[i]))
			merge_word(&b->lex->words[b->entries[kept - 1].word],
				   &b->lex->words[b->entries[i].word]);
		else
			b->entries[kept++] = b->entries[i];
	}
	b->n_entries = kept;
}

static void settle_strings(tally_lexicon *lex)
{
	for (size_t i = 0; i < lex->n_units; i++)
		lex->units[i].base = lex->strings + (size_t)lex->units[i].base;
}

static tally_status user_words(builder *b, const char *dir, tally_error *err)
{
	char path[4096];
	tally_input input;

	if (!dir)
		return TALLY_OK;
	snprintf(path, sizeof path, "%s/words.csv", dir);
	FILE *there = fopen(path, "rb");

	if (!there)
		return TALLY_OK;
	fclose(there);
	tally_status status = tally_input_read(path, NULL, &input, err);

	if (status != TALLY_OK)
		return status;
	status = take_list(b, path, input.text, input.size, err);
	tally_input_release(&input);
	return status;
}

static tally_status builtin_words(builder *b, tally_error *err)
{
	for (int i = 0; i < tally_builtin_count; i++)
		if (strcmp(tally_builtin_names[i], "words") == 0)
			return take_list(b, "words.csv", tally_builtin_texts[i],
					 strlen(tally_builtin_texts[i]), err);
	return TALLY_OK;
}

void tally_lexicon_free(tally_lexicon *lexicon)
{
	if (!lexicon)
		return;
	trie_free(lexicon->automaton);
	free(lexicon->traits);
	free(lexicon->words);
	free(lexicon->units);
	free(lexicon->strings);
	free(lexicon);
}

tally_status tally_lexicon_new(const tally_codes *codes, const char *dir, tally_lexicon **out,
			       tally_diagnostics *list, tally_error *err)
{
	builder b = {.list = list, .lex = calloc(1, sizeof *b.lex)};
	tally_status status = TALLY_OK;

	*out = NULL;
	if (!b.lex)
		return tally_error_memory(err);
	b.lex->codes = codes;
	status = user_words(&b, dir, err);
	if (status == TALLY_OK)
		status = builtin_words(&b, err);
	if (status == TALLY_OK) {
		add_code_units(&b);
		add_names(&b);
		merge_all(&b);
		settle_strings(b.lex);
		b.lex->china = tally_codes_find_region(codes, "CN", 2);
		b.lex->automaton = b.memory ? NULL : trie_new(b.pool, b.entries, b.n_entries);
		if (b.lex->automaton)
			b.lex->traits = lexer_traits_new(b.lex->automaton);
		if (!b.lex->traits)
			status = tally_error_memory(err);
	}
	free(b.pool);
	free(b.entries);
	if (status != TALLY_OK) {
		tally_lexicon_free(b.lex);
		return status;
	}
	*out = b.lex;
	return TALLY_OK;
}
