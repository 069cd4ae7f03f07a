/* fuzz_encodings.c: any bytes as a file, its encoding given or guessed: what comes out is UTF-8, with a
 * NUL behind it. */
#include "csv/csv.h"

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The rules of the standard, written down once more. */
static size_t character(const unsigned char *s, size_t left)
{
	if (s[0] < 0x80)
		return 1;
	size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static void must_be_utf8(const char *text, size_t size)
{
	for (size_t i = 0, n; i < size; i += n)
		if (!(n = character((const unsigned char *)text + i, size - i)))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {NULL, "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
	static int fd = -1;
	char path[64];
	tally_input in;
	tally_error err = {0};

	if (size < 1)
		return 0;
	if (fd < 0) {
		/* Kept open, so that the C library does not load its tables anew each time. */
		static iconv_t open_tables[2];
		open_tables[0] = iconv_open("UTF-8", "GB18030");
		open_tables[1] = iconv_open("UTF-8", "UTF-16LE");
		if (open_tables[0] == (iconv_t)-1 || open_tables[1] == (iconv_t)-1)
			abort();
		fd = memfd_create("fuzz", 0);
	}
	if (fd < 0 || ftruncate(fd, 0) != 0 ||
	    pwrite(fd, data + 1, size - 1, 0) != (ssize_t)(size - 1))
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (tally_input_read(path, encodings[data[0] % 5], &in, &err) != TALLY_OK) {
		if (!err.message[0])
			abort();
		return 0;
	}
	if (in.text[in.size] != '\0')
		abort();
	must_be_utf8(in.text, in.size);
	tally_input_release(&in);
	return 0;
}
