/* test_csv.c: bytes to text (encodings, digest) and text to records. */
#include "csv/csv.h"
#include "csv/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* --- records ----------------------------------------------------------------------- */

/* Records joined as text: fields between < and >, "@line" before each record. */
typedef struct {
	char text[8192];
	size_t n;
	int stop_after;
} seen;

static int note_row(void *context, char *const *fields, const size_t *lengths, int n_fields,
		    long line)
{
	seen *s = context;
	s->n += (size_t)snprintf(s->text + s->n, sizeof s->text - s->n, "@%ld", line);
	for (int i = 0; i < n_fields; i++) {
		assert_int_equal(fields[i][lengths[i]], 0);
		s->n += (size_t)snprintf(s->text + s->n, sizeof s->text - s->n, "<%s>", fields[i]);
	}
	return s->stop_after > 0 && --s->stop_after == 0;
}

static void scans_as(const char *text, char separator, const char *expected)
{
	seen s = {.n = 0};
	tally_error err = {0};
	assert_int_equal(tally_csv_scan(text, strlen(text), separator, note_row, &s, &err), 0);
	assert_string_equal(s.text, expected);
}

static void scan_fails(const char *text, const char *message)
{
	seen s = {.n = 0};
	tally_error err = {0};
	assert_int_equal(tally_csv_scan(text, strlen(text), ',', note_row, &s, &err), TALLY_EINPUT);
	assert_string_equal(err.message, message);
}

static void scan_plain(void **state)
{
	(void)state;
	scans_as("", ',', "");
	scans_as("\n\n", ',', "");
	scans_as("a,b\n1,2\n", ',', "@1<a><b>@2<1><2>");
	scans_as("a,b\n1,2", ',', "@1<a><b>@2<1><2>");
	scans_as("a;b\n1,5;2", ';', "@1<a><b>@2<1,5><2>");
	scans_as("a\tb\n\t\n1\t2", '\t', "@1<a><b>@2<><>@3<1><2>");
	scans_as("a,b,\n,,\n", ',', "@1<a><b><>@2<><><>");
	scans_as(" a , b c \n", ',', "@1<a><b c>");
}

static void scan_quotes(void **state)
{
	(void)state;
	scans_as("1,\"\",\"\"\n2,3,4", ',', "@1<1><><>@2<2><3><4>");
	scans_as("\"a,b\",\"c\"\"d\"\n", ',', "@1<a,b><c\"d>");
	scans_as("\" a \",b\n", ',', "@1< a ><b>");
	scans_as("36'37.8\"N,5\" pipe\n1,2\n", ',', "@1<36'37.8\"N><5\" pipe>@2<1><2>");
	scan_fails("a,b\n1,\"2\n3,4\n",
		   "line 2: a quote opened in the record that begins here is never closed");
	scan_fails("\"", "line 1: a quote opened in the record that begins here is never closed");
}

static void scan_physical_lines(void **state)
{
	(void)state;
	scans_as("a\n\n  \n\"x\ny\",2\nz\n", ',', "@1<a>@4<x\ny><2>@6<z>");
	scans_as("a\r\n\r\n\"x\r\ny\",2\r\nz\r\n", ',', "@1<a>@3<x\r\ny><2>@5<z>");
	scans_as("a\r\r\"x\ry\",2\rz\r", ',', "@1<a>@3<x\ry><2>@5<z>");
	scans_as("a\n\r\nb\rc\n", ',', "@1<a>@3<b>@4<c>");
}

static void scan_nul_is_data(void **state)
{
	(void)state;
	seen s = {.n = 0};
	assert_int_equal(tally_csv_scan("a\0b,c\n", 6, ',', note_row, &s, NULL), 0);
	assert_string_equal(s.text, "@1<a><c>");
}

static void scan_stops_when_told(void **state)
{
	(void)state;
	seen s = {.stop_after = 2};
	assert_int_equal(tally_csv_scan("a\nb\nc\n", 6, ',', note_row, &s, NULL), 0);
	assert_string_equal(s.text, "@1<a>@2<b>");
}

static void scan_limits(void **state)
{
	(void)state;
	size_t n = TALLY_CSV_RECORD_MAX + 16;
	char *text = malloc(n);
	tally_error err = {0};
	seen s = {.n = 0};
	assert_non_null(text);

	memset(text, 'x', n);
	assert_int_equal(tally_csv_scan(text, n, ',', note_row, &s, &err), TALLY_EINPUT);
	assert_string_equal(err.message, "line 1: the record that begins here is longer than 64 "
					 "MiB; is a quote left open?");
	memset(text, ',', TALLY_CSV_FIELDS_MAX);
	assert_int_equal(tally_csv_scan(text, TALLY_CSV_FIELDS_MAX, ',', note_row, &s, &err),
			 TALLY_EINPUT);
	assert_string_equal(err.message, "line 1: more than 65536 fields in one record");
	free(text);
}

/* The same records whatever the line ends, and wherever the text is cut off: every prefix of a
 * text must scan or complain, and the records seen before the cut stay the same. */
static void scan_prefixes(void **state)
{
	(void)state;
	static const char text[] = "k,v\n1,\"ha \"\"ha\"\", \nha\"\n\n2,\"\"\n3,x\"y\n";
	seen whole = {.n = 0};
	assert_int_equal(tally_csv_scan(text, sizeof text - 1, ',', note_row, &whole, NULL), 0);
	assert_string_equal(whole.text, "@1<k><v>@2<1><ha \"ha\", \nha>@5<2><>@6<3><x\"y>");
	for (size_t n = 0; n < sizeof text - 1; n++) {
		seen s = {.n = 0};
		tally_status status = tally_csv_scan(text, n, ',', note_row, &s, NULL);
		assert_true(status == TALLY_OK || status == TALLY_EINPUT);
		const char *last = strrchr(s.text, '@');
		if (last != NULL)
			assert_memory_equal(s.text, whole.text, (size_t)(last - s.text));
	}
}

/* --- bytes ------------------------------------------------------------------------- */

static const char *temporary(const char *bytes, size_t n)
{
	static char path[64];
	snprintf(path, sizeof path, "/tmp/tally-test-csv-%ld", (long)getpid());
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static void reads_as(const char *bytes, size_t n, const char *encoding, const char *expected,
		     const char *found)
{
	const char *path = temporary(bytes, n);
	tally_input in;
	tally_error err = {0};
	tally_status status = tally_input_read(path, encoding, &in, &err);
	if (status != TALLY_OK)
		fail_msg("%s", err.message);
	assert_string_equal(in.text, expected);
	assert_int_equal(in.size, strlen(expected));
	assert_string_equal(in.encoding, found);
	tally_input_release(&in);
	unlink(path);
}

static void read_fails(const char *bytes, size_t n, const char *encoding, const char *message)
{
	const char *path = temporary(bytes, n);
	tally_input in;
	tally_error err = {0};
	assert_int_not_equal(tally_input_read(path, encoding, &in, &err), TALLY_OK);
	assert_null(in.text);
	if (strstr(err.message, message) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.message, message);
	unlink(path);
}

#define READS(bytes, encoding, expected, found)                                                    \
	reads_as(bytes, sizeof(bytes) - 1, encoding, expected, found)

static void input_encodings(void **state)
{
	(void)state;
	READS("", NULL, "", "UTF-8");
	READS("a,1\n", NULL, "a,1\n", "UTF-8");
	READS("\xef\xbb\xbf地区\n", NULL, "地区\n", "UTF-8");
	READS("\xb5\xd8\xc7\xf8\n", NULL, "地区\n", "GB18030");
	READS("\xff\xfe\x30\x57\x3a\x53\n\0", NULL, "地区\n", "UTF-16LE");
	READS("\xfe\xff\x57\x30\x53\x3a\0\n", NULL, "地区\n", "UTF-16BE");
	READS("a\0,\0b\0\n\0", NULL, "a,b\n", "UTF-16LE");
	READS("\0a\0,\0b\0\n", NULL, "a,b\n", "UTF-16BE");
	READS("R\xe9union", "ISO-8859-1", "Réunion", "ISO-8859-1");
	READS("R\x8eunion", "MACINTOSH", "Réunion", "MACINTOSH");
	READS("\xef\xbb\xbf地", "utf-8", "地", "UTF-8");
	READS("\xff\xfe\x30\x57", "UTF-16LE", "地", "UTF-16LE");
	READS("\xff\xfe\x30\x57", "UTF-16", "地", "UTF-16");
}

static void input_refuses(void **state)
{
	(void)state;
	read_fails("a\nR\xe9union", 9, NULL, "line 2, byte 2: 0xE9 is not valid UTF-8");
	read_fails("\xc0\x80", 2, NULL, "line 1, byte 1: 0xC0");
	read_fails("x\xed\xa0\x80", 4, "UTF-8", "line 1, byte 2: 0xED");
	read_fails("\xb5\xd8\xc7\xf8\n\xb5\xd8\xff\xff", 9, NULL,
		   "line 2, byte 4: 0xFF is not valid GB18030");
	read_fails("a", 1, "KLINGON", "unknown encoding 'KLINGON'");
	tally_input in;
	tally_error err = {0};
	assert_int_equal(tally_input_read("/nowhere/at/all.csv", NULL, &in, &err), TALLY_EINPUT);
	assert_string_equal(err.message,
			    "/nowhere/at/all.csv: cannot open: No such file or directory");
	assert_int_equal(tally_input_read("/tmp", NULL, &in, &err), TALLY_EINPUT);
	assert_non_null(strstr(err.message, "/tmp: is a folder"));
}

/* A pipe has no size to ask for. */
static void input_from_fifo(void **state)
{
	(void)state;
	char path[64], command[160];
	tally_input in;
	tally_error err = {0};
	snprintf(path, sizeof path, "/tmp/tally-test-fifo-%ld", (long)getpid());
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(command, sizeof command, "seq 1 100000 > %s &", path);
	assert_int_equal(system(command), 0);
	assert_int_equal(tally_input_read(path, NULL, &in, &err), TALLY_OK);
	assert_int_equal(in.size, 588895);
	assert_string_equal(in.text + in.size - 7, "100000\n");
	tally_input_release(&in);
	unlink(path);
}

/* FIPS 180-4 example values, and lengths around the ends of blocks against `sha256sum`. */
static void digest_known(void **state)
{
	(void)state;
	char out[65], text[201];
	tally_digest(NULL, 0, out);
	assert_string_equal(out,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	tally_digest("abc", 3, out);
	assert_string_equal(out,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	tally_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
	assert_string_equal(out,
			    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(text, 'a', sizeof text);
	for (size_t n = 55; n <= 200; n += 5) {
		char command[128], expected[65] = "";
		snprintf(command, sizeof command, "printf '%%0%zud' 0 | tr 0 a | sha256sum", n);
		FILE *pipe = popen(command, "r");
		assert_non_null(pipe);
		assert_int_equal(fscanf(pipe, "%64s", expected), 1);
		pclose(pipe);
		tally_digest(text, n, out);
		assert_string_equal(out, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scan_plain),           cmocka_unit_test(scan_quotes),
	    cmocka_unit_test(scan_physical_lines),  cmocka_unit_test(scan_nul_is_data),
	    cmocka_unit_test(scan_stops_when_told), cmocka_unit_test(scan_limits),
	    cmocka_unit_test(scan_prefixes),        cmocka_unit_test(input_encodings),
	    cmocka_unit_test(input_refuses),        cmocka_unit_test(input_from_fifo),
	    cmocka_unit_test(digest_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
