/* cell.c: one printed cell: a figure, a missing mark, or a figure with a status mark.
 *
 * Which mark means what differs from office to office, so marks are a list: the common ones, those
 * of China's yearbooks or the World Bank before them, or those of a file. Five things are kept
 * apart: zero is a figure; a missing mark is passed over and counted; "does not apply" and
 * "suppressed" are claims without a value (status M and Q); "below the smallest unit" is a claim
 * that the figure lies in (0, u). */
#include "csv/inside.h"

#include <stdlib.h>
#include <string.h>

typedef enum {
	MARK_MISSING,    /* no figure, nothing said */
	MARK_ABSENT,     /* there can be none */
	MARK_SUPPRESSED, /* there is one that may not be told */
	MARK_BELOW,      /* smaller than the smallest unit shown */
	MARK_STATUS,     /* stands behind a figure */
	MARK_NOTHING,    /* stands behind a figure and changes nothing */
} mark_kind;

typedef struct {
	const char *text;
	mark_kind kind;
	char status;
} mark;

struct csv_marks {
	mark *items; /* looked up from the front */
	int n;
	csv_sample file; /* owns the texts of a file's marks */
};

static const mark common[] = {
    {"..", MARK_MISSING, 0},     {"...", MARK_MISSING, 0},      {"…", MARK_MISSING, 0},
    {"……", MARK_MISSING, 0},     {"—", MARK_MISSING, 0},        {"——", MARK_MISSING, 0},
    {"–", MARK_MISSING, 0},      {"-", MARK_MISSING, 0},        {"--", MARK_MISSING, 0},
    {"---", MARK_MISSING, 0},    {"―", MARK_MISSING, 0},        {"－", MARK_MISSING, 0},
    {".", MARK_MISSING, 0},      {":", MARK_MISSING, 0},        {"NA", MARK_MISSING, 0},
    {"N/A", MARK_MISSING, 0},    {"n/a", MARK_MISSING, 0},      {"n.a.", MARK_MISSING, 0},
    {"na", MARK_MISSING, 0},     {"#N/A", MARK_MISSING, 0},     {"(NA)", MARK_MISSING, 0},
    {"NaN", MARK_MISSING, 0},    {"nan", MARK_MISSING, 0},      {"NULL", MARK_MISSING, 0},
    {"null", MARK_MISSING, 0},   {"None", MARK_MISSING, 0},     {"无", MARK_MISSING, 0},
    {"(X)", MARK_ABSENT, 'M'},   {"z", MARK_ABSENT, 'M'},       {"(D)", MARK_SUPPRESSED, 'Q'},
    {"c", MARK_SUPPRESSED, 'Q'}, {"[c]", MARK_SUPPRESSED, 'Q'}, {"[x]", MARK_MISSING, 0},
    {"[z]", MARK_ABSENT, 'M'},   {"e", MARK_STATUS, 'E'},       {"E", MARK_STATUS, 'E'},
    {"s", MARK_STATUS, 'E'},     {"*", MARK_STATUS, 'E'},       {"p", MARK_STATUS, 'P'},
    {"P", MARK_STATUS, 'P'},     {"f", MARK_STATUS, 'F'},       {"F", MARK_STATUS, 'F'},
    {"b", MARK_STATUS, 'B'},     {"B", MARK_STATUS, 'B'},       {"d", MARK_STATUS, 'D'},
    {"i", MARK_STATUS, 'I'},     {"n", MARK_STATUS, 'N'},       {"u", MARK_STATUS, 'U'},
    {"r", MARK_NOTHING, 0},      {"R", MARK_NOTHING, 0},        {"†", MARK_NOTHING, 0},
    {"①", MARK_NOTHING, 0},      {"②", MARK_NOTHING, 0},        {"③", MARK_NOTHING, 0},
    {"¹", MARK_NOTHING, 0},      {"²", MARK_NOTHING, 0},        {"³", MARK_NOTHING, 0},
};

/* China Statistical Yearbook, user's guide: "…" is less than half the smallest unit shown. */
static const mark nbs[] = {{"…", MARK_BELOW, 0}, {"...", MARK_BELOW, 0}, {"……", MARK_BELOW, 0}};
/* World Bank: ".." is not available. */
static const mark wb[] = {{"..", MARK_MISSING, 0}};

static const struct {
	const char *word;
	mark_kind kind;
	char status;
} meanings[] = {
    {"missing", MARK_MISSING, 0},         {"not-applicable", MARK_ABSENT, 'M'},
    {"suppressed", MARK_SUPPRESSED, 'Q'}, {"below", MARK_BELOW, 0},
    {"ignore", MARK_NOTHING, 0},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static tally_status add_marks(csv_marks *m, const mark *items, int n, tally_error *err)
{
	mark *grown = realloc(m->items, (size_t)(m->n + n) * sizeof *grown);
	if (grown == NULL)
		return tally_error_memory(err);
	memcpy(grown + m->n, items, (size_t)n * sizeof *items);
	m->items = grown;
	m->n += n;
	return TALLY_OK;
}

static bool meaning_of(const char *word, mark *out)
{
	for (int i = 0; i < COUNT(meanings); i++)
		if (strcmp(word, meanings[i].word) == 0) {
			out->kind = meanings[i].kind;
			out->status = meanings[i].status;
			return true;
		}
	out->kind = MARK_STATUS;
	out->status = word[0];
	return word[0] != '\0' && word[1] == '\0' && tally_status_letter_known(word[0]);
}

static tally_status take_records(csv_marks *marks, tally_error *err)
{
	for (int i = 0; i < marks->file.n; i++) {
		const csv_record *r = &marks->file.items[i];
		mark m = {.text = r->fields[0]};
		if (i == 0 && r->n == 2 && strcmp(r->fields[0], "mark") == 0)
			continue;
		if (r->n != 2 || r->lengths[0] == 0 || !meaning_of(r->fields[1], &m))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "line %ld: expected `mark,meaning` with meaning missing, "
			    "not-applicable, suppressed, below, ignore or a status letter such "
			    "as P",
			    r->line);
		tally_status status = add_marks(marks, &m, 1, err);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}

static tally_status load_file(const char *path, csv_marks *marks, tally_error *err)
{
	tally_input in;
	tally_status status = tally_input_read(path, NULL, &in, err);

	if (status != TALLY_OK)
		return status;
	status = csv_sample_read(in.text, in.size, ',', 0, &marks->file, err);
	if (status == TALLY_OK)
		status = take_records(marks, err);
	if (status != TALLY_OK)
		tally_error_prefix(err, "%s", path);
	tally_input_release(&in);
	return status;
}

tally_status csv_marks_load(const char *symbols, csv_marks **out, tally_error *err)
{
	csv_marks *m = calloc(1, sizeof *m);
	tally_status status = TALLY_OK;

	*out = NULL;
	if (m == NULL)
		return tally_error_memory(err);
	if (symbols != NULL && strcmp(symbols, "nbs") == 0)
		status = add_marks(m, nbs, COUNT(nbs), err);
	else if (symbols != NULL && strcmp(symbols, "wb") == 0)
		status = add_marks(m, wb, COUNT(wb), err);
	else if (symbols != NULL)
		status = load_file(symbols, m, err);
	if (status == TALLY_OK)
		status = add_marks(m, common, COUNT(common), err);
	if (status != TALLY_OK) {
		csv_marks_free(m);
		return status;
	}
	*out = m;
	return TALLY_OK;
}

void csv_marks_free(csv_marks *marks)
{
	if (marks == NULL)
		return;
	free(marks->items);
	csv_sample_release(&marks->file);
	free(marks);
}

static const mark *find_mark(const csv_marks *marks, const char *text, size_t len)
{
	for (int i = 0; i < marks->n; i++)
		if (strlen(marks->items[i].text) == len &&
		    memcmp(marks->items[i].text, text, len) == 0)
			return &marks->items[i];
	return NULL;
}

void csv_trim(const char **text, size_t *len)
{
	static const char *const spaces[] = {" ", "\t", "\n", "\r", "\u00a0", "\u3000"};

	for (bool again = true; again;) {
		again = false;
		for (int i = 0; i < COUNT(spaces); i++) {
			size_t n = strlen(spaces[i]);
			if (*len >= n && memcmp(*text, spaces[i], n) == 0) {
				*text += n;
				*len -= n;
				again = true;
			}
			if (*len >= n && memcmp(*text + *len - n, spaces[i], n) == 0) {
				*len -= n;
				again = true;
			}
		}
	}
}

/* --- numbers ----------------------------------------------------------------------- */

/* The common case, digits with at most one point: at most 18 digits. */
static bool plain_decimal(const char *s, size_t len, tally_decimal *out)
{
	size_t i = len > 0 && s[0] == '-';
	size_t digits = 0, behind = 0;
	bool point = false;
	int64_t m = 0;

	for (; i < len; i++) {
		unsigned d = (unsigned)(unsigned char)s[i] - '0';
		if (d <= 9) {
			if (++digits > 18)
				return false;
			m = m * 10 + (int64_t)d;
			behind += point;
		} else if (s[i] == '.' && !point && digits > 0) {
			point = true;
		} else {
			return false;
		}
	}
	if (digits == 0 || (point && behind == 0))
		return false;
	out->mantissa = s[0] == '-' ? -m : m;
	out->decimals = (int32_t)behind;
	return true;
}

/* 1.234,5 -> 1234.5; points only as thousands marks in groups of three. */
static bool from_decimal_comma(const char *s, size_t len, char *out, size_t *n_out)
{
	size_t n = 0, group = 0;
	bool comma = false, grouped = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == ',' || s[i] == '.') {
			if (comma || (grouped && group != 3) ||
			    (s[i] == '.' && (n == 0 || group > 3)))
				return false;
			comma = s[i] == ',';
			grouped = true;
			group = 0;
			if (comma)
				out[n++] = '.';
			continue;
		}
		group++;
		out[n++] = s[i];
	}
	*n_out = n;
	return comma || !grouped || group == 3;
}

static tally_status read_figure(bool decimal_comma, const char *text, size_t len, tally_figure *out,
				tally_error *err)
{
	char buffer[TALLY_FIGURE_TEXT];

	if (decimal_comma && len < sizeof buffer) {
		if (!from_decimal_comma(text, len, buffer, &len))
			return tally_error_set(err, TALLY_EINPUT,
					       "expected a number with a decimal comma, such as "
					       "1.234,5");
		text = buffer;
	}
	return tally_figure_parse(text, len, out, err);
}

/* --- marks around numbers ---------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters glued to a number are marks only when they cannot be an abbreviation of billions and
 * the like. */
static bool may_be_glued(char c)
{
	return strchr("eEpPrR", c) != NULL;
}

/* Flags such as `bp`: the first that says something counts. */
static bool flags_status(const csv_marks *marks, const char *flags, size_t n, char *status,
			 bool *suppressed)
{
	for (size_t i = 0; i < n; i++) {
		const mark *m = find_mark(marks, flags + i, 1);
		if (m == NULL)
			return false;
		if (*status == 0)
			*status = m->status;
		*suppressed |= m->kind == MARK_SUPPRESSED;
	}
	return n > 0;
}

/* Takes a mark off the end of the text: `123 e`, `123p`, `123 (p)`, `123*`. */
static bool strip_mark(const csv_marks *marks, const char *text, size_t *len, char *status,
		       bool *suppressed)
{
	size_t n = *len, start = n;

	if (n >= 4 && text[n - 1] == ')') {
		while (start > 1 && text[start - 1] != '(')
			start--;
		if (start <= 1 ||
		    !flags_status(marks, text + start, n - 1 - start, status, suppressed))
			return false;
		*len = start - 1;
		return true;
	}
	while (start > 0 && is_letter(text[start - 1]))
		start--;
	if (start < n && start > 0) {
		bool spaced = text[start - 1] == ' ';
		if (!spaced && (n - start > 1 || !may_be_glued(text[start])))
			return false;
		if (!flags_status(marks, text + start, n - start, status, suppressed))
			return false;
		*len = start;
		return true;
	}
	for (int i = 0; i < marks->n; i++) {
		const mark *m = &marks->items[i];
		size_t k = strlen(m->text);
		if ((m->kind != MARK_STATUS && m->kind != MARK_NOTHING) || k == 0 || k >= n ||
		    is_letter(m->text[0]) || memcmp(text + n - k, m->text, k) != 0)
			continue;
		*status = m->status;
		*len = n - k;
		return true;
	}
	return false;
}

static tally_qualifier take_qualifier(const char **text, size_t *len)
{
	static const struct {
		const char *text;
		tally_qualifier q;
	} signs[] = {{">=", TALLY_AT_LEAST}, {"<=", TALLY_AT_MOST}, {"~>", TALLY_LITTLE_OVER},
		     {"~<", TALLY_NEAR},     {"≥", TALLY_AT_LEAST}, {"≤", TALLY_AT_MOST},
		     {">", TALLY_OVER},      {"<", TALLY_UNDER},    {"~", TALLY_ABOUT}};

	for (int i = 0; i < COUNT(signs); i++) {
		size_t n = strlen(signs[i].text);
		if (*len > n && memcmp(*text, signs[i].text, n) == 0) {
			*text += n;
			*len -= n;
			return signs[i].q;
		}
	}
	return TALLY_AS_PRINTED;
}

static csv_cell_kind without_value(const mark *m, csv_cell *out)
{
	out->status = m->status;
	out->figure.form = TALLY_FORM_MISSING;
	if (m->kind == MARK_BELOW) {
		out->figure.form = TALLY_FORM_BELOW;
		out->figure.first = (tally_decimal){1, 0};
		out->smallest = true;
		return CSV_CELL_FIGURE;
	}
	return m->kind == MARK_ABSENT || m->kind == MARK_SUPPRESSED ? CSV_CELL_FIGURE
								    : CSV_CELL_MISSING;
}

csv_cell_kind csv_cell_read(const csv_marks *marks, bool decimal_comma, const char *text,
			    size_t len, csv_cell *out, tally_error *err)
{
	bool suppressed = false;
	const mark *m;

	memset(out, 0, sizeof *out);
	if (plain_decimal(text, len, &out->figure.first))
		return CSV_CELL_FIGURE;
	csv_trim(&text, &len);
	if (len == 0)
		return CSV_CELL_MISSING;
	m = find_mark(marks, text, len);
	if (m != NULL && m->kind <= MARK_BELOW)
		return without_value(m, out);
	out->qualifier = (uint8_t)take_qualifier(&text, &len);
	csv_trim(&text, &len);
	if (read_figure(decimal_comma, text, len, &out->figure, err) == TALLY_OK)
		return CSV_CELL_FIGURE;
	if (!strip_mark(marks, text, &len, &out->status, &suppressed))
		return CSV_CELL_BAD;
	csv_trim(&text, &len);
	m = find_mark(marks, text, len);
	if (m != NULL && m->kind == MARK_MISSING) {
		out->figure.form = TALLY_FORM_MISSING;
		return suppressed ? CSV_CELL_FIGURE : CSV_CELL_MISSING;
	}
	return read_figure(decimal_comma, text, len, &out->figure, err) == TALLY_OK
		   ? CSV_CELL_FIGURE
		   : CSV_CELL_BAD;
}
