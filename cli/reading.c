/* reading.c: texts, dictionaries and claims for the verbs that read. */
#include "reading.h"

#include "csv/csv.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- dictionaries ----------------------------------------------------------------- */

static tally_status load_decisions(cli_reader *r, const char *path, tally_error *err)
{
	tally_input input;
	tally_status status = tally_input_read(path, NULL, &input, err);

	if (status != TALLY_OK)
		return status;
	status = tally_decisions_parse(path, input.text, input.size, &r->decisions, &r->list, err);
	tally_input_release(&input);
	return status;
}

tally_status cli_reader_load(cli_reader *r, const char *decisions, tally_error *err)
{
	tally_status status = TALLY_OK;

	if (!r->codes) {
		r->own_codes = true;
		status = tally_codes_load(r->g->codes, &r->codes, &r->list, err);
	}
	if (status == TALLY_OK)
		status = tally_lexicon_new(r->codes, r->g->codes, &r->lexicon, &r->list, err);
	if (status == TALLY_OK && decisions)
		status = load_decisions(r, decisions, err);
	if (r->list.errors || r->list.warnings)
		cli_diagnostics(&r->list);
	if (status == TALLY_OK && r->list.errors)
		status = tally_error_set(err, TALLY_EINPUT, "the lists have errors");
	tally_diagnostics_release(&r->list);
	return status;
}

void cli_reader_release(cli_reader *r)
{
	tally_decisions_free(r->decisions);
	tally_lexicon_free(r->lexicon);
	if (r->own_codes)
		tally_codes_free(r->codes);
	tally_diagnostics_release(&r->list);
}

/* --- texts ------------------------------------------------------------------------- */

#define LOOK_MAX ((size_t)1 << 16)
/* How much of a mapped text may stay in memory behind the reader. */
#define KEEP_MAX ((size_t)8 << 20)

const char *cli_text_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* UTF-8 without NUL as far as one looks: good enough to read it as it is. */
static bool looks_utf8(const char *s, size_t size)
{
	size_t n = size < LOOK_MAX ? size : LOOK_MAX, i = 0, bad = 0;

	while (i < n) {
		unsigned char c = (unsigned char)s[i];
		size_t length = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
		bool good = length > 0 && i + length <= size;

		for (size_t k = 1; good && k < length; k++)
			good = ((unsigned char)s[i + k] & 0xc0) == 0x80;
		bad += !good;
		i += good ? length : 1;
	}
	return bad * 100 <= n; /* a few broken bytes are read as such */
}

static tally_status read_whole(const char *path, cli_text *out, tally_error *err)
{
	tally_input input;
	tally_status status = tally_input_read(path, NULL, &input, err);

	if (status != TALLY_OK)
		return status;
	out->owned = input.text;
	out->bytes = input.text;
	out->size = input.size;
	return TALLY_OK;
}

tally_status cli_text_open(const char *path, cli_text *out, tally_error *err)
{
	struct stat st;

	*out = (cli_text){.bytes = ""};
	int fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return read_whole(path, out, err);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (size_t)st.st_size <= TALLY_INPUT_MAX) {
		void *m = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (m != MAP_FAILED) {
			out->mapped = m;
			out->bytes = m;
			out->size = (size_t)st.st_size;
		}
	}
	close(fd);
	if (!out->mapped)
		return read_whole(path, out, err);
	if (!looks_utf8(out->bytes, out->size)) {
		munmap(out->mapped, out->size);
		*out = (cli_text){.bytes = ""};
		return read_whole(path, out, err);
	}
	return TALLY_OK;
}

void cli_text_close(cli_text *text)
{
	if (text->mapped)
		munmap(text->mapped, text->size);
	free(text->owned);
	*text = (cli_text){.bytes = ""};
}

void cli_text_passed(cli_text *text, size_t byte)
{
	if (!text->mapped || byte < text->dropped + 2 * KEEP_MAX)
		return;
	size_t upto = (byte - KEEP_MAX) & ~(size_t)0xffff;

	madvise((char *)text->mapped + text->dropped, upto - text->dropped, MADV_DONTNEED);
	text->dropped = upto;
}

void cli_reading_printed(const cli_text *text, const tally_reading *c, char out[256])
{
	const tally_slot *v = &c->slots[TALLY_SLOT_VALUE];
	size_t used = 0;

	for (size_t i = v->from; i < v->to && i < text->size && used < 250; i++)
		if ((unsigned char)text->bytes[i] >= 32)
			out[used++] = text->bytes[i];
	out[used] = '\0';
}

/* --- claims ------------------------------------------------------------------------- */

const char *cli_tier_name(tally_tier tier)
{
	static const char *const names[] = {"A", "B", "C", "U"};

	return names[tier];
}

static int put_bytes(void *context, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, context) != n;
}

const char cli_reading_header[] =
    "metric,region,period,value,unit,measure,qualifier,against,prices,basis,adjustment,kind,"
    "source,published,locator,status,note,tier,text\n";

static const char *const unset = "";

int cli_reading_csv(FILE *to, const tally_reading *c, const char *source, tally_day published)
{
	char day[TALLY_PERIOD_TEXT], locator[48], status[2] = {c->status, 0};

	tally_day_print(published, day);
	snprintf(locator, sizeof locator, "%u:%u", c->slots[TALLY_SLOT_VALUE].line,
		 c->slots[TALLY_SLOT_VALUE].column);
	const char *fields[] = {c->metric,
				c->region,
				c->period,
				c->value,
				c->unit,
				tally_measure_name(c->measure),
				tally_qualifier_text(c->qualifier),
				c->against,
				c->prices,
				c->basis,
				unset,
				tally_kind_name(c->kind),
				source,
				day,
				locator,
				status,
				c->note,
				cli_tier_name(c->tier),
				c->text};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (i > 0)
			putc(',', to);
		tally_csv_write_field(put_bytes, to, fields[i]);
	}
	putc('\n', to);
	return ferror(to);
}

static void json_pair(FILE *to, const char *name, const char *value)
{
	fprintf(to, ",\"%s\":", name);
	cli_json_string(to, value);
}

int cli_reading_json(FILE *to, const tally_reading *c, const char *source, tally_day published)
{
	char day[TALLY_PERIOD_TEXT], status[2] = {c->status, 0};

	tally_day_print(published, day);
	fprintf(to, "{\"metric\":");
	cli_json_string(to, c->metric);
	json_pair(to, "region", c->region);
	json_pair(to, "period", c->period);
	json_pair(to, "value", c->value);
	json_pair(to, "unit", c->unit);
	json_pair(to, "measure", tally_measure_name(c->measure));
	json_pair(to, "qualifier", tally_qualifier_text(c->qualifier));
	json_pair(to, "against", c->against);
	json_pair(to, "prices", c->prices);
	json_pair(to, "kind", tally_kind_name(c->kind));
	json_pair(to, "source", source);
	json_pair(to, "published", day);
	json_pair(to, "status", status);
	json_pair(to, "tier", cli_tier_name(c->tier));
	json_pair(to, "rule", c->rule);
	json_pair(to, "reasons", c->reasons);
	json_pair(to, "text", c->text);
	fprintf(to, ",\"alternatives\":[");
	if (c->alternative[0])
		cli_json_string(to, c->alternative);
	fprintf(to, "],\"slots\":{");
	for (int i = 0, n = 0; i < TALLY_N_SLOTS; i++) {
		const tally_slot *s = &c->slots[i];

		if (s->origin == TALLY_SLOT_EMPTY)
			continue;
		fprintf(to, "%s\"%s\":{\"origin\":\"%s\"", n++ ? "," : "",
			tally_slot_name_text((tally_slot_name)i),
			tally_slot_origin_text(s->origin));
		if (s->to > s->from)
			fprintf(to, ",\"line\":%u,\"column\":%u,\"from\":%zu,\"to\":%zu", s->line,
				s->column, s->from, s->to);
		fprintf(to, "}");
	}
	fprintf(to, "}}\n");
	return ferror(to);
}

void cli_reading_why(FILE *to, const tally_reading *c, const cli_text *text)
{
	fprintf(to, "%s %s%s %s: %s of ", cli_tier_name(c->tier),
		tally_qualifier_text(c->qualifier), c->value, c->unit,
		tally_measure_name(c->measure));
	cli_put(to, c->metric);
	fprintf(to, " in %s, %s%s%s\n", c->region, c->period, c->against[0] ? ", against " : "",
		c->against);
	fprintf(to, "  rule %s, which reads clauses such as \"%s\"\n", c->rule, c->example);
	for (int i = 0; i < TALLY_N_SLOTS; i++) {
		const tally_slot *s = &c->slots[i];

		if (s->origin == TALLY_SLOT_EMPTY)
			continue;
		fprintf(to, "  %-9s %-8s ", tally_slot_name_text((tally_slot_name)i),
			tally_slot_origin_text(s->origin));
		if (s->to > s->from && s->to <= text->size) {
			char words[256];
			size_t n = s->to - s->from < 250 ? s->to - s->from : 250;

			memcpy(words, text->bytes + s->from, n);
			words[n] = '\0';
			fprintf(to, "%u:%u \"", s->line, s->column);
			cli_put(to, words);
			fprintf(to, "\"");
		} else {
			fprintf(to, "(by rule)");
		}
		fprintf(to, "\n");
	}
	if (c->reasons[0])
		fprintf(to, "  tier %s because: %s\n", cli_tier_name(c->tier), c->reasons);
	if (c->alternative[0])
		fprintf(to, "  it could also be: %s\n", c->alternative);
}
