/* reading_check.h: reads a text and says its claims as lines, for the tests of the reader.
 *
 * A claim is "metric region period measure [qualifier]value unit [against] {tier}prices", a number
 * that became none "- reason text". */
#ifndef TALLY_READING_CHECK_H
#define TALLY_READING_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "csv/csv.h"
#include "text/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A test, and its place in the list. */
#define T(name) static void name(void **state __attribute__((unused)))
#define U(name) cmocka_unit_test(name)

static tally_codes *codes;
static tally_lexicon *lexicon;
static char lines[1 << 20];
static size_t used;
static int n_claims;

__attribute__((unused)) static int reading_setup(void **state)
{
	tally_diagnostics list = {0};
	tally_error err = {0};

	(void)state;
	if (tally_codes_load(NULL, &codes, &list, &err) != TALLY_OK ||
	    tally_lexicon_new(codes, NULL, &lexicon, &list, &err) != TALLY_OK || list.errors) {
		fprintf(stderr, "%s %s\n", err.message, list.count ? list.items[0].message : "");
		return -1;
	}
	tally_diagnostics_release(&list);
	return 0;
}

__attribute__((unused)) static int reading_teardown(void **state)
{
	(void)state;
	tally_lexicon_free(lexicon);
	tally_codes_free(codes);
	return 0;
}

static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (used < sizeof lines)
		used += (size_t)vsnprintf(lines + used, sizeof lines - used, format, args);
	va_end(args);
}

static int take_claim(void *context, const tally_reading *c)
{
	(void)context;
	n_claims++;
	say("%s %s %s %s %s%s%s%s%s%s%s {%c}%s\n", c->metric, c->region, c->period,
	    tally_measure_name(c->measure), tally_qualifier_text(c->qualifier), c->value, c->unit,
	    c->against[0] ? " " : "", c->against, c->kind ? " " : "", tally_kind_name(c->kind),
	    "ABCU"[c->tier], c -> prices);
	return 0;
}

static int take_unread(void *context, const tally_unread *u)
{
	(void)context;
	say("- %s %s\n", u->reason, u->text);
	return 0;
}

static tally_day day_of(const char *text)
{
	tally_day day = TALLY_DAY_NONE;

	if (text)
		assert_int_equal(tally_day_parse(text, strlen(text), &day, NULL), TALLY_OK);
	return day;
}

static void read_bytes(const char *bytes, size_t size, tally_day published)
{
	const tally_read_options options = {.source = "test", .published = published};
	const tally_read_sink sink = {take_claim, take_unread, NULL};
	tally_read_counts counts;

	used = 0;
	n_claims = 0;
	lines[0] = '\0';
	assert_int_equal(tally_read_text(lexicon, bytes, size, &options, &sink, &counts, NULL),
			 TALLY_OK);
}

__attribute__((unused)) static const char *reading_lines(const char *text, const char *published)
{
	read_bytes(text, strlen(text), day_of(published));
	return lines;
}

static int has_line(const char *wanted)
{
	size_t n = strlen(wanted);

	for (const char *at = lines; *at; at += strcspn(at, "\n") + 1)
		if (strncmp(at, wanted, n) == 0)
			return 1;
	return 0;
}

__attribute__((unused)) static void assert_read(const char *text, const char *published,
						const char *line)
{
	reading_lines(text, published);
	if (!has_line(line))
		fail_msg("wanted \"%s\", read:\n%s", line, lines);
}

__attribute__((unused)) static void assert_not_read(const char *text, const char *published,
						    const char *part)
{
	reading_lines(text, published);
	if (strstr(lines, part))
		fail_msg("did not want \"%s\", read:\n%s", part, lines);
}

__attribute__((unused)) static void assert_claims(const char *text, const char *published, int n)
{
	reading_lines(text, published);
	if (n_claims != n)
		fail_msg("wanted %d claims, read %d:\n%s", n, n_claims, lines);
}

static int take_phrase(void *context, const tally_phrase_reading *p)
{
	(void)context;
	say("%s%s %s%s%s%s", used ? "; " : "", p->kind, tally_qualifier_text(p->qualifier),
	    p->value, p->unit[0] ? " " : "", p->unit);
	return 0;
}

__attribute__((unused)) static void assert_phrase(const char *phrase, const char *reference,
						  const char *seen)
{
	used = 0;
	lines[0] = '\0';
	assert_int_equal(tally_read_phrase(lexicon, phrase, strlen(phrase), day_of(reference),
					   take_phrase, NULL, NULL),
			 TALLY_OK);
	assert_string_equal(lines, seen);
}

__attribute__((unused)) static void assert_survives(const char *bytes, size_t size)
{
	read_bytes(bytes, size, TALLY_DAY_NONE);
}

#endif
