/* sample.c: the first records of a file, and what they give away: the separator, where the header
 * stands, and what the lines above it say.
 *
 * Statistical offices put lines above the table (`指标：地区生产总值(亿元)`; "Data Source", ...)
 * and notes below. The header is the first record that is about as full as the fullest one. The
 * time series files of the Office for National Statistics have no header: eight lines of key and
 * value (Title, CDID, ...), then the figures. */
#include "csv/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* --- keeping records ---------------------------------------------------------------- */

typedef struct {
	csv_sample *sample;
	long after; /* records up to this line are not kept */
	tally_error *err;
	tally_status status;
} keeper;

/* One block: field pointers, lengths, bytes; two places more than fields, for the parts of a
 * composite first field. */
#define CSV_SPARE_FIELDS 16

bool csv_record_copy(csv_record *out, char *const *fields, const size_t *lengths, int n, long line)
{
	size_t bytes = 0, room = (size_t)n + CSV_SPARE_FIELDS;
	for (int i = 0; i < n; i++)
		bytes += lengths[i] + 1;
	out->fields = malloc(room * (sizeof(char *) + sizeof(size_t)) + bytes);
	if (out->fields == NULL)
		return false;
	out->lengths = (size_t *)(void *)(out->fields + room);
	char *at = (char *)(out->lengths + room);
	for (int i = 0; i < n; i++) {
		memcpy(at, fields[i], lengths[i]);
		at[lengths[i]] = '\0';
		out->fields[i] = at;
		out->lengths[i] = lengths[i];
		at += lengths[i] + 1;
	}
	out->n = n;
	out->line = line;
	return true;
}

static int keep_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	keeper *k = context;
	csv_sample *s = k->sample;

	if (line <= k->after)
		return 0;
	if (s->n == s->capacity) {
		int capacity = s->capacity * 2 + 16;
		csv_record *items = realloc(s->items, (size_t)capacity * sizeof *items);
		if (items == NULL) {
			k->status = tally_error_memory(k->err);
			return 1;
		}
		s->items = items;
		s->capacity = capacity;
	}
	if (!csv_record_copy(&s->items[s->n], fields, lengths, n, line)) {
		k->status = tally_error_memory(k->err);
		return 1;
	}
	s->n++;
	return s->n == CSV_SAMPLE_RECORDS;
}

tally_status csv_sample_read(const char *text, size_t size, char separator, long skip_lines,
			     csv_sample *out, tally_error *err)
{
	keeper k = {.sample = out, .after = skip_lines, .err = err};
	tally_status status = tally_csv_scan(text, size, separator, keep_record, &k, err);
	return status != TALLY_OK ? status : k.status;
}

void csv_sample_release(csv_sample *sample)
{
	for (int i = 0; i < sample->n; i++)
		free(sample->items[i].fields);
	free(sample->items);
	memset(sample, 0, sizeof *sample);
}

/* --- separator ----------------------------------------------------------------------- */

#define SEPARATOR_LINES 30
/* ... of the first megabyte: one endless line must not be read over and over. */
#define SEPARATOR_BYTES ((size_t)1 << 20)

/* How often `c` stands outside quotes in each of the first lines. */
static int count_separators(const char *text, size_t size, char c, int counts[SEPARATOR_LINES])
{
	int n_lines = 0, n = 0;
	bool quoted = false, any = false;

	size = size < SEPARATOR_BYTES ? size : SEPARATOR_BYTES;
	for (size_t i = 0; i < size && n_lines < SEPARATOR_LINES; i++) {
		quoted ^= text[i] == '"';
		n += !quoted && text[i] == c;
		if (!quoted && (text[i] == '\n' || text[i] == '\r')) {
			if (any)
				counts[n_lines++] = n;
			any = false;
			n = 0;
		} else {
			any = true;
		}
	}
	if (any && n_lines < SEPARATOR_LINES)
		counts[n_lines++] = n;
	return n_lines;
}

/* Lines that have the commonest count, and that count; 0 lines when the count would be 0. */
static long evenness(const int *counts, int n)
{
	long best = 0;
	for (int i = 0; i < n; i++) {
		long same = 0;
		for (int k = 0; k < n; k++)
			same += counts[k] == counts[i];
		long score = counts[i] == 0 ? 0 : same * 100000 + counts[i];
		best = score > best ? score : best;
	}
	return best;
}

char csv_find_separator(const char *text, size_t size)
{
	static const char candidates[] = {',', '\t', ';', '|'};
	long best = 0;
	char separator = ',';

	for (int i = 0; i < COUNT(candidates); i++) {
		int counts[SEPARATOR_LINES] = {0};
		int n = count_separators(text, size, candidates[i], counts);
		long score = evenness(counts, n);
		if (score > best) {
			best = score;
			separator = candidates[i];
		}
	}
	return separator;
}

/* --- preamble ------------------------------------------------------------------------ */

static int n_filled(const csv_record *r)
{
	int n = 0;
	for (int i = 0; i < r->n; i++)
		n += r->lengths[i] > 0;
	return n;
}

static bool starts_with(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* The text behind `key` and a colon of either width, or NULL. */
static const char *behind_key(const char *text, const char *key)
{
	static const char *const colons[] = {"：", ":"};
	if (!starts_with(text, key))
		return NULL;
	text += strlen(key);
	for (int i = 0; i < COUNT(colons); i++)
		if (starts_with(text, colons[i]))
			return text + strlen(colons[i]);
	return NULL;
}

static void read_preamble_line(const csv_record *r, csv_preamble *out)
{
	const char *key = r->fields[0], *value = r->n > 1 ? r->fields[1] : "";
	const char *metric = behind_key(key, "指标");
	const char *unit = behind_key(key, "单位");

	if (metric != NULL)
		out->metric = metric;
	else if (unit != NULL)
		snprintf(out->unit, sizeof out->unit, "%s", unit);
	else if (strcmp(key, "CDID") == 0)
		out->metric = value;
	else if (strcmp(key, "Title") == 0)
		out->metric_name = value;
	else if (strcmp(key, "Release date") == 0 || strcmp(key, "Last Updated Date") == 0)
		out->published = value;
	else if (strcmp(key, "PreUnit") == 0 || strcmp(key, "Unit") == 0)
		snprintf(out->unit + strlen(out->unit), sizeof out->unit - strlen(out->unit), "%s",
			 value);
}

static bool is_period(const char *text, size_t len)
{
	tally_period p;
	return len > 0 && tally_period_parse(text, len, &p, NULL) == TALLY_OK;
}

static bool is_ons_series(const csv_sample *s)
{
	return s->n > 2 && strcmp(s->items[0].fields[0], "Title") == 0 &&
	       strcmp(s->items[1].fields[0], "CDID") == 0;
}

static int find_header(const csv_sample *s)
{
	int fullest = 0;
	for (int i = 0; i < s->n; i++) {
		int n = n_filled(&s->items[i]);
		fullest = n > fullest ? n : fullest;
	}
	for (int i = 0; i < s->n; i++)
		if (2 * n_filled(&s->items[i]) > fullest && (fullest < 2 || s->items[i].n > 1))
			return i;
	return 0;
}

void csv_preamble_find(const csv_sample *sample, bool header_first, csv_preamble *out)
{
	memset(out, 0, sizeof *out);
	if (!header_first && is_ons_series(sample)) {
		out->header = -1;
		while (out->data < sample->n && !is_period(sample->items[out->data].fields[0],
							   sample->items[out->data].lengths[0]))
			out->data++;
	} else {
		out->header = header_first ? 0 : find_header(sample);
		out->data = out->header + 1;
	}
	int n = out->header < 0 ? out->data : out->header;
	for (int i = 0; i < n && i < sample->n; i++)
		read_preamble_line(&sample->items[i], out);
}

/* --- footnotes ----------------------------------------------------------------------- */

bool csv_is_footnote(char *const *fields, const size_t *lengths, int n, int width)
{
	static const char *const words[] = {"注：",
					    "注:",
					    "注释",
					    "数据来源",
					    "资料来源",
					    "说明：",
					    "Note:",
					    "Notes:",
					    "Source:",
					    "Sources:",
					    "Data from database:",
					    "Last Updated:",
					    "Legend"};
	if (n == 0)
		return true;
	for (int i = 0; i < COUNT(words); i++)
		if (lengths[0] >= strlen(words[i]) &&
		    strncasecmp(fields[0], words[i], strlen(words[i])) == 0)
			return true;
	if (width < 2 || n >= width)
		return false;
	for (int i = 1; i < n; i++)
		if (lengths[i] > 0)
			return false;
	return true;
}
