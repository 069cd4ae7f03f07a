/* sdmx.c: SDMX-CSV 1.0 and 2.x into a table that the reader of claims takes.
 *
 * The columns stay where they are, so that complaints name the right one; labels (`A: Annual`) are
 * cut off heads and cells, and columns are appended for what SDMX spreads over several: the metric
 * (indicator and all further dimensions joined by points: `GCI.RANK`) and the unit (measure and
 * multiplier). What the standard forbids is complained of here: structures and actions that there
 * are none of, rows of another width, a frequency that the period contradicts. tally's own files
 * (TALLY:INDICATORS) come back claim for claim. */
#include "import/sdmx.h"

#include "export/sdmx.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* --- heads ------------------------------------------------------------------------------------- */

static int find_head(const sdmx_reader *r, const char *name)
{
	for (int i = 0; i < r->width; i++)
		if (strcmp(r->heads[i], name) == 0)
			return i;
	return -1;
}

static void complain(sdmx_reader *r, long line, int column, const char *format, const char *found)
{
	char message[512];
	snprintf(message, sizeof message, format, found);
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, line, column + 1L, "%s", message);
	r->complaints++;
}

static bool one_of(const char *text, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* Columns that are no dimensions wherever they stand. */
static bool is_known(const char *head)
{
	static const char *const known[] = {
	    "DATAFLOW",   "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION",
	    "SERIES_KEY", "OBS_KEY",   "FREQ",	       "TIME_PERIOD",    "OBS_VALUE",
	    "OBS_STATUS", "OBS_CONF",  "UNIT_MEASURE", "UNIT_MULT",      "DECIMALS",
	    "REF_AREA",   "GEO",       "INDICATOR",    "LAST UPDATE",    "OBS_FLAG"};
	return one_of(head, known, COUNT(known));
}

/* Whether the user's words say what the column is: region=DER_REP_CTY. */
static bool is_mapped(const sdmx_reader *r, const char *head)
{
	for (int i = 0; i < r->options->n_maps; i++) {
		const char *equals = strchr(r->options->maps[i], '=');
		char pattern[256];
		snprintf(pattern, sizeof pattern, "{%s}", head);
		if (equals != NULL &&
		    (strcmp(equals + 1, head) == 0 || strstr(equals + 1, pattern) != NULL))
			return true;
	}
	return false;
}

static bool field_is_mapped(const sdmx_reader *r, const char *field)
{
	size_t n = strlen(field);
	for (int i = 0; i < r->options->n_maps; i++)
		if (strncmp(r->options->maps[i], field, n) == 0 && r->options->maps[i][n] == '=')
			return true;
	return false;
}

/* Dimensions come before the period and the value; what stands behind them are attributes. */
static void find_dimensions(sdmx_reader *r)
{
	int time = find_head(r, "TIME_PERIOD"), value = find_head(r, "OBS_VALUE");
	int end = time >= 0 && (value < 0 || time < value) ? time : value;

	for (int i = r->width - 1; end < 0 && i > 0; i--)
		if (is_mapped(r, r->heads[i]))
			end = i;

	for (int i = 0; i < end && r->n_dimensions < SDMX_DIMENSIONS_MAX; i++) {
		if (r->named && i > find_head(r, "STRUCTURE_NAME") && r->is_name[i])
			continue;
		if (!is_known(r->heads[i]) && !is_mapped(r, r->heads[i]))
			r->dimensions[r->n_dimensions++] = i;
	}
}

/* With labels=name each column is followed by one with the names, from the structure on. */
static void find_name_columns(sdmx_reader *r)
{
	int first = find_head(r, "STRUCTURE_NAME");
	int next = find_head(r, "ACTION");

	r->named = first >= 0;
	if (!r->named)
		return;
	first = (next > first ? next : first) + 1;
	for (int i = first + 1; i < r->width; i += 2)
		r->is_name[i] = true;
}

static void cut_label(char *text)
{
	char *colon = strstr(text, ": ");
	if (colon != NULL)
		*colon = '\0';
}

static bool take_heads(sdmx_reader *r, char *const *fields, int n)
{
	r->heads = calloc((size_t)n + 1, sizeof *r->heads);
	r->is_name = calloc((size_t)n + 1, sizeof *r->is_name);
	if (r->heads == NULL || r->is_name == NULL)
		return false;
	for (int i = 0; i < n; i++) {
		r->labelled |= strstr(fields[i], ": ") != NULL;
		r->heads[i] = strdup(fields[i]);
		if (r->heads[i] == NULL)
			return false;
		r->width = i + 1;
	}
	for (int i = 0; i < n && r->labelled; i++)
		cut_label(r->heads[i]);
	return true;
}

static void check_header(sdmx_reader *r, long line)
{
	const char *first = r->width > 0 ? r->heads[0] : "";

	r->version_2 = strcmp(first, "STRUCTURE") == 0;
	if (strcmp(first, "DATAFLOW") != 0 && !r->version_2)
		complain(r, line, 0,
			 "the first column is \"%s\"; an SDMX-CSV file begins with DATAFLOW (1.0) or "
			 "STRUCTURE (2.0)",
			 first);
	else if (r->version_2 && (r->width < 2 || strcmp(r->heads[1], "STRUCTURE_ID") != 0))
		complain(r, line, 1, "the second column is \"%s\"; behind STRUCTURE comes STRUCTURE_ID",
			 r->width > 1 ? r->heads[1] : "");
	else if (find_head(r, "OBS_VALUE") < 0 && !field_is_mapped(r, "value"))
		complain(r, line, -1,
			 "there is no column OBS_VALUE%s; name the measure with --map value=COLUMN",
			 "");
	else if (find_head(r, "TIME_PERIOD") < 0 && r->options->period == NULL &&
		 !field_is_mapped(r, "period"))
		complain(r, line, -1,
			 "there is no column TIME_PERIOD%s; give one period for all rows with --period",
			 "");
}

/* --- rows -------------------------------------------------------------------------------------- */

static void check_structure(sdmx_reader *r, char *const *cells, long line)
{
	static const char *const structures[] = {"dataflow", "datastructure", "dataprovision"};
	int id = r->version_2 ? 1 : 0;
	const char *colon = strchr(cells[id], ':'), *open = strchr(cells[id], '(');

	if (r->version_2 && !one_of(cells[0], structures, COUNT(structures)))
		complain(r, line, 0,
			 "STRUCTURE is \"%s\"; expected dataflow, datastructure or dataprovision",
			 cells[0]);
	if (colon == NULL || colon == cells[id] || open == NULL || open < colon + 2 ||
	    strchr(open, ')') == NULL)
		complain(r, line, id,
			 "\"%s\" names no structure; expected AGENCY:ID(VERSION), such as WB:GCI(1.0)",
			 cells[id]);
}

static void check_action(sdmx_reader *r, char *const *cells, long line)
{
	static const char *const actions[] = {"I", "A", "M", "R"};
	int at = find_head(r, "ACTION");

	if (!r->version_2 || at < 0 || cells[at][0] == '\0')
		return;
	if (strcmp(cells[at], "D") == 0)
		complain(r, line, at,
			 "ACTION %s deletes; a store keeps what was said: take a batch out with `tally "
			 "revert`",
			 cells[at]);
	else if (!one_of(cells[at], actions, COUNT(actions)))
		complain(r, line, at,
			 "ACTION is \"%s\"; expected I (information), A (append), M (merge), R "
			 "(replace) or D (delete)",
			 cells[at]);
}

static void check_frequency(sdmx_reader *r, const char *frequency, const char *period, int column,
			    long line)
{
	char message[160];
	tally_period p;

	if (strlen(frequency) != 1 || strchr("ASQMWD", *frequency) == NULL ||
	    tally_period_parse(period, strlen(period), &p, NULL) != TALLY_OK)
		return;
	char letter = tally_frequency_letter(tally_period_frequency(p));
	if (letter == *frequency)
		return;
	snprintf(message, sizeof message, "FREQ is %c, but \"%.40s\" is of frequency %c", *frequency,
		 period, letter);
	complain(r, line, column, "%s", message);
}

/* --- what is appended ----------------------------------------------------------------------------- */

/* `WB:GCI(1.0)` -> GCI */
static void flow_id(const char *structure, char out[64])
{
	const char *colon = strchr(structure, ':');
	const char *from = colon != NULL ? colon + 1 : structure;
	snprintf(out, 64, "%.*s", (int)strcspn(from, "("), from);
}

static void metric_text(const sdmx_reader *r, char *const *cells, char out[512])
{
	int indicator = find_head(r, "INDICATOR");
	char flow[64];
	size_t n = 0;

	flow_id(cells[r->version_2 ? 1 : 0], flow);
	n = (size_t)snprintf(out, 512, "%.200s", indicator >= 0 ? cells[indicator] : flow);
	for (int i = 0; i < r->n_dimensions && n < 500; i++)
		n += (size_t)snprintf(out + n, 512 - n, ".%s", cells[r->dimensions[i]]);
}

/* The first spelling of a base unit with that power of ten, NULL when the lists have none. */
static const char *spelling(const tally_codes *codes, const tally_unit *like, int power)
{
	for (int32_t i = 0; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		if (u->power == power && strcmp(u->base, like->base) == 0 &&
		    strcmp(u->dimension, like->dimension) == 0)
			return u->text;
	}
	return NULL;
}

static const tally_unit *unit_of(const tally_codes *codes, const char *code)
{
	int32_t id = tally_codes_find_unit(codes, code, strlen(code));

	if (id != TALLY_NO_CODE)
		return tally_codes_unit(codes, id);
	for (int32_t i = 0; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		if (u->power == 0 && strcmp(sdmx_unit_code(u->base), code) == 0)
			return u;
	}
	return NULL;
}

/* The unit's text, and the power of ten that it does not say. */
static const char *unit_text(const sdmx_reader *r, char *const *cells, int *exponent)
{
	int measure = find_head(r, "UNIT_MEASURE"), multiplier = find_head(r, "UNIT_MULT");
	const char *code = measure >= 0 ? cells[measure] : "";
	int power = multiplier >= 0 ? atoi(cells[multiplier]) : 0;

	*exponent = power;
	if (strcmp(code, "PT") == 0 || strcmp(code, "PC") == 0)
		return "%";
	const tally_unit *u = *code != '\0' ? unit_of(r->codes, code) : NULL;
	const char *text = u != NULL ? spelling(r->codes, u, u->power + power) : NULL;
	if (text != NULL)
		*exponent = 0;
	return text != NULL ? text : code;
}

/* --- writing the new table -------------------------------------------------------------------------- */

static void put(sdmx_reader *r, const char *text)
{
	fputs(text, r->out);
}

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

static void put_field(sdmx_reader *r, const char *text)
{
	char flat[2048];

	if (strpbrk(text, "\n\r") != NULL) {
		snprintf(flat, sizeof flat, "%s", text);
		for (char *s = flat; *s != '\0'; s++)
			*s = *s == '\n' || *s == '\r' ? ' ' : *s;
		text = flat;
	}
	if (r->n_put++ > 0)
		put(r, ",");
	tally_csv_write_field(to_stream, r->out, text);
}

/* Moves to the line that the record has in the file. */
static void go_to_line(sdmx_reader *r, long line)
{
	for (; r->line < line; r->line++)
		put(r, "\n");
	r->n_put = 0;
}

/* tally's own columns and the fields of a claim that they are. */
static const struct {
	int column;
	const char *field;
} own_fields[] = {
    {SDMX_MEASURE, "measure"},     {SDMX_COUNTERPART, "against"}, {SDMX_PRICES, "prices"},
    {SDMX_ADJUSTMENT, "adjustment"}, {SDMX_KIND, "kind"},         {SDMX_QUALIFIER, "qualifier"},
    {SDMX_BASIS, "basis"},         {SDMX_SOURCE, "source"},       {SDMX_PUBLISHED, "published"},
    {SDMX_NOTE, "note"},           {SDMX_UNIT_TEXT, "unit"},      {SDMX_INDICATOR, "metric"},
};

static const char *own_field(const char *head)
{
	for (int i = 0; i < COUNT(own_fields); i++)
		if (strcmp(head, sdmx_columns[own_fields[i].column]) == 0)
			return own_fields[i].field;
	return NULL;
}

static void put_heads(sdmx_reader *r, long line)
{
	go_to_line(r, line);
	for (int i = 0; i < r->width; i++) {
		const char *field = r->own ? own_field(r->heads[i]) : NULL;
		put_field(r, field != NULL ? field : r->is_name[i] ? "" : r->heads[i]);
	}
	if (r->add_metric) {
		put_field(r, "metric");
		put_field(r, "metric_name");
	}
	if (r->add_unit)
		put_field(r, "unit");
}

/* `_Z` is nothing; `constant_2020` is constant:2020. */
static void own_cell(const char *head, char *text)
{
	if (strcmp(text, "_Z") == 0)
		*text = '\0';
	if (strcmp(head, sdmx_columns[SDMX_PRICES]) == 0)
		for (; *text != '\0'; text++)
			*text = *text == '_' ? ':' : *text;
}

static void put_value(sdmx_reader *r, char *const *cells, int column, int exponent)
{
	char shifted[256];
	int printed = r->own ? find_head(r, sdmx_columns[SDMX_PRINTED]) : -1;
	const char *text = printed >= 0 && cells[printed][0] != '\0' ? cells[printed] : cells[column];

	if (exponent != 0 && *text != '\0' && strpbrk(text, "eE") == NULL &&
	    isdigit((unsigned char)text[strlen(text) - 1])) {
		snprintf(shifted, sizeof shifted, "%.200se%d", text, exponent);
		text = shifted;
	}
	put_field(r, text);
}

static void put_row(sdmx_reader *r, char **cells, long line)
{
	int time = find_head(r, "TIME_PERIOD"), frequency = find_head(r, "FREQ");
	char metric[512], period[64];
	int exponent = 0;
	const char *unit = r->add_unit ? unit_text(r, cells, &exponent) : "";

	metric_text(r, cells, metric);
	go_to_line(r, line);
	for (int i = 0; i < r->width; i++) {
		if (r->own && own_field(r->heads[i]) != NULL)
			own_cell(r->heads[i], cells[i]);
		if (i == time) {
			sdmx_period(cells[i], period);
			if (frequency >= 0)
				check_frequency(r, cells[frequency], period, i, line);
			put_field(r, period);
		} else if (strcmp(r->heads[i], "OBS_VALUE") == 0) {
			put_value(r, cells, i, exponent);
		} else {
			put_field(r, cells[i]);
		}
	}
	if (r->add_metric) {
		put_field(r, metric);
		put_field(r, metric);
	}
	if (r->add_unit)
		put_field(r, unit);
}

/* --- records ------------------------------------------------------------------------------------------ */

static char *empty_text(void)
{
	static char nothing[1];
	return nothing;
}

static int begin(sdmx_reader *r, char *const *fields, int n, long line)
{
	if (!take_heads(r, fields, n)) {
		r->failed = true;
		return 1;
	}
	check_header(r, line);
	find_name_columns(r);
	r->header_line = line;
	/* Without its first columns nothing else can be judged. */
	return r->complaints > 0 && strcmp(r->heads[0], "DATAFLOW") != 0 &&
	       (r->width < 2 || strcmp(r->heads[1], "STRUCTURE_ID") != 0);
}

/* What a file is, its first row says. */
static void decide(sdmx_reader *r, char *const *cells)
{
	const char *id = cells[r->version_2 ? 1 : 0];

	r->own = strncmp(id, "TALLY:INDICATORS(", 17) == 0;
	r->add_metric = !r->own && r->options->metric == NULL && !field_is_mapped(r, "metric");
	r->add_unit = !r->own && r->options->unit == NULL && !field_is_mapped(r, "unit") &&
		      find_head(r, "UNIT_MEASURE") >= 0;
	find_dimensions(r);
	put_heads(r, r->header_line);
	r->decided = true;
}

/* What stands behind a NUL would be lost without a word. */
static bool check_bytes(sdmx_reader *r, char *const *fields, const size_t *lengths, int n,
			long line)
{
	for (int i = 0; i < n; i++)
		if (strlen(fields[i]) != lengths[i]) {
			complain(r, line, i, "\"%s\" is followed by a NUL byte; a text has none",
				 fields[i]);
			return false;
		}
	return true;
}

static int on_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	sdmx_reader *r = context;
	char **cells;
	bool whole = check_bytes(r, fields, lengths, n, line);

	if (r->heads == NULL)
		return begin(r, fields, n, line) || !whole;
	if (!whole)
		return 0;
	if (n != r->width) {
		char found[64];
		snprintf(found, sizeof found, "%d fields, the header %d", n, r->width);
		complain(r, line, -1, "this row has %s", found);
		return 0;
	}
	/* Copies, because labels are cut. */
	size_t bytes = 0;
	for (int i = 0; i < n; i++)
		bytes += lengths[i] + 1;
	cells = malloc((size_t)n * sizeof *cells + bytes);
	if (cells == NULL) {
		r->failed = true;
		return 1;
	}
	char *at = (char *)(cells + n);
	for (int i = 0; i < n; i++) {
		memcpy(at, fields[i], lengths[i] + 1);
		cells[i] = r->is_name[i] ? empty_text() : at;
		if (r->labelled)
			cut_label(cells[i]);
		at += lengths[i] + 1;
	}
	check_structure(r, cells, line);
	check_action(r, cells, line);
	if (!r->decided)
		decide(r, cells);
	put_row(r, cells, line);
	free(cells);
	return ferror(r->out);
}

/* --- the whole file ----------------------------------------------------------------------------------- */

static char separator_of(const tally_csv_options *options, const tally_input *in)
{
	if (options->separator != '\0')
		return options->separator;
	size_t n = strcspn(in->text, "\r\n");
	return memchr(in->text, ';', n) != NULL && memchr(in->text, ',', n) == NULL   ? ';'
	       : memchr(in->text, '\t', n) != NULL && memchr(in->text, ',', n) == NULL ? '\t'
										       : ',';
}

/* Whether the first line has the word as a column of its own, with or without a label. */
static bool line_has(const char *line, size_t n, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length <= n; i++) {
		bool begins = i == 0 || strchr(",;\t\"", line[i - 1]) != NULL;
		bool ends = i + length == n || strchr(",;\t\":", line[i + length]) != NULL;
		if (begins && ends && memcmp(line + i, word, length) == 0)
			return true;
	}
	return false;
}

bool tally_is_sdmx(const tally_input *in)
{
	size_t n = strcspn(in->text, "\r\n"), quote = in->text[0] == '"';
	const char *line = in->text + quote;

	if (strncmp(line, "DATAFLOW", 8) == 0 && strchr(",;\t\":", line[8]) != NULL)
		return true;
	if (strncmp(line, "STRUCTURE", 9) == 0 && strchr(",;\t\"", line[9]) != NULL)
		return true;
	/* A header of SDMX that lost its first column. */
	return line_has(in->text, n, "TIME_PERIOD") && line_has(in->text, n, "OBS_VALUE") &&
	       line_has(in->text, n, "FREQ") && !line_has(in->text, n, "REF_AREA") &&
	       !line_has(in->text, n, "INDICATOR");
}

tally_status tally_read_sdmx(const char *file, const tally_input *in,
			     const tally_csv_options *options, const tally_codes *codes,
			     tally_input *out, tally_diagnostics *list, tally_error *err)
{
	sdmx_reader r = {.file = file, .options = options, .codes = codes, .list = list, .line = 1};

	*out = (tally_input){.encoding = in->encoding};
	memcpy(out->digest, in->digest, sizeof out->digest);
	r.out = open_memstream(&out->text, &out->size);
	if (r.out == NULL)
		return tally_error_memory(err);
	tally_status status = tally_csv_scan(in->text, in->size, separator_of(options, in), on_record,
					     &r, err);
	if (status != TALLY_OK)
		tally_error_prefix(err, "%s", file);
	if (!r.decided && r.heads != NULL && r.complaints == 0)
		put_heads(&r, r.header_line);
	put(&r, "\n");
	bool failed = ferror(r.out) || r.failed;
	failed |= fclose(r.out) != 0;
	for (int i = 0; i < r.width; i++)
		free(r.heads[i]);
	free(r.heads);
	free(r.is_name);
	if (status == TALLY_OK && failed)
		status = tally_error_memory(err);
	if (status != TALLY_OK) {
		free(out->text);
		*out = (tally_input){0};
	}
	return status;
}
