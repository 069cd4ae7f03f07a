/* input.c: a file's bytes as UTF-8.
 *
 * A byte order mark settles the encoding. Without one, text that is valid UTF-8 is UTF-8; bytes
 * with a NUL in every other place are UTF-16; what is left is GB18030 if it decodes and looks
 * Chinese. Western 8-bit text often decodes as GB18030 by accident ("R\xe9union"), but then its
 * second bytes are ASCII letters; in Chinese text nearly all of them are high. Such a file is
 * refused with a hint to --encoding instead of being guessed. */
#include "csv/inside.h"
#include "csv/digest.h"
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
	char *bytes;
	size_t size;
} buffer;

static tally_status too_much(size_t most, tally_error *err)
{
	return tally_error_set(err, TALLY_EINPUT, "holds more than %zu MiB; expected less at once",
			       most >> 20);
}

static tally_status read_all(int fd, size_t expected, size_t most, buffer *out, tally_error *err)
{
	size_t cap = expected + 1;

	for (;;) {
		if (out->size > most || expected > most)
			return too_much(most, err);
		if (out->bytes == NULL || out->size == cap) {
			cap = out->bytes == NULL ? cap : cap * 2 + 65536;
			char *bytes = tally_more_room(out->bytes, out->size, cap + 1);
			if (bytes == NULL)
				return tally_error_memory(err);
			out->bytes = bytes;
		}
		ssize_t n = read(fd, out->bytes + out->size, cap - out->size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tally_error_set(err, TALLY_ESYSTEM, "cannot read: %s",
					       strerror(errno));
		if (n == 0)
			break;
		out->size += (size_t)n;
	}
	out->bytes[out->size] = '\0';
	return TALLY_OK;
}

static tally_status read_file(const char *path, buffer *out, tally_error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	tally_status status;

	if (fd < 0)
		status = tally_error_set(err, errno == ENOENT ? TALLY_EINPUT : TALLY_ESYSTEM,
					 "cannot open: %s", strerror(errno));
	else if (fstat(fd, &st) != 0)
		status = tally_error_set(err, TALLY_ESYSTEM, "cannot read: %s", strerror(errno));
	else if (S_ISDIR(st.st_mode))
		status = tally_error_set(err, TALLY_EINPUT,
					 "is a folder; name the files in it (%s/*.csv)", path);
	else
		status = read_all(fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : 65536,
				  S_ISCHR(st.st_mode) && !isatty(fd) ? TALLY_CSV_RECORD_MAX
								     : TALLY_INPUT_MAX,
				  out, err);
	if (fd >= 0 && !standard)
		close(fd);
	return status;
}

/* Length of the valid UTF-8 character at s, or 0. */
static size_t utf8_length(const unsigned char *s, size_t size)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (n <= 1)
		return n;
	if (s[0] > 0xf4 || n > size)
		return 0;
	uint32_t code = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3fu);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

size_t csv_utf8_prefix(const char *text, size_t size)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t at = 0;

	while (at < size) {
		uint64_t eight;
		if (size - at >= sizeof eight) {
			memcpy(&eight, s + at, sizeof eight);
			if ((eight & 0x8080808080808080u) == 0) {
				at += sizeof eight;
				continue;
			}
		}
		size_t n = utf8_length(s + at, size - at);
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

static tally_status bad_byte(const char *encoding, const char *before, size_t n, unsigned char byte,
			     tally_error *err)
{
	long line = 1;
	size_t start = 0;
	for (size_t i = 0; i < n; i++)
		if (before[i] == '\n' || (before[i] == '\r' && before[i + 1] != '\n')) {
			line++;
			start = i + 1;
		}
	return tally_error_set(err, TALLY_EINPUT,
			       "line %ld, byte %zu: 0x%02X is not valid %s; give the file's own "
			       "encoding, such as --encoding GB18030, WINDOWS-1252 or MACINTOSH",
			       line, n - start + 1, byte, encoding);
}

/* Converts all of `in` into a new buffer; on a bad byte *stop is its place. */
static tally_status convert(const char *encoding, const char *bytes, size_t size, buffer *out,
			    size_t *stop, tally_error *err)
{
	iconv_t cd = iconv_open("UTF-8", encoding);
	char *from = (char *)(uintptr_t)bytes;
	size_t left = size, cap = size * 2 + 64;
	tally_status status = TALLY_OK;

	*stop = size;
	if (cd == (iconv_t)-1)
		return tally_error_set(err, TALLY_EUSAGE,
				       "unknown encoding '%s' (`iconv -l` lists the known ones)",
				       encoding);
	out->bytes = malloc(cap + 1);
	while (status == TALLY_OK && out->bytes != NULL) {
		char *to = out->bytes + out->size;
		size_t room = cap - out->size;
		size_t done = iconv(cd, &from, &left, &to, &room);
		out->size = cap - room;
		if (done != (size_t)-1)
			break;
		if (errno != E2BIG) {
			*stop = size - left;
			break;
		}
		cap *= 2;
		char *bytes2 = realloc(out->bytes, cap + 1);
		if (bytes2 == NULL)
			status = tally_error_memory(err);
		else
			out->bytes = bytes2;
	}
	iconv_close(cd);
	if (out->bytes == NULL)
		return tally_error_memory(err);
	out->bytes[out->size] = '\0';
	return status;
}

/* Whether the two-byte characters of the text are mostly of the GB2312 part, as in real Chinese.
 */
static bool looks_chinese(const char *text, size_t size)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t high = 0, low = 0;

	for (size_t i = 0; i + 1 < size; i++) {
		if (s[i] < 0x80)
			continue;
		*(s[i] > 0xa0 && s[i + 1] > 0xa0 ? &high : &low) += 1;
		i++;
	}
	return high > 0 && high >= 9 * low;
}

static bool looks_utf16(const char *text, size_t size, size_t first)
{
	size_t n = size < 4096 ? size / 2 : 2048, zeros = 0, letters = 0;
	for (size_t i = 0; i < n; i++) {
		zeros += text[2 * i + first] == '\0';
		letters += text[2 * i + 1 - first] != '\0';
	}
	return size % 2 == 0 && n > 1 && letters == n && zeros * 2 > n;
}

/* The encoding and the length of its byte order mark. */
static const char *find_encoding(const char *bytes, size_t size, size_t *mark)
{
	*mark = 0;
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		*mark = 3;
		return "UTF-8";
	}
	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
		*mark = 2;
		return bytes[0] == '\xff' ? "UTF-16LE" : "UTF-16BE";
	}
	if (size >= 4 && memcmp(bytes, "\x84\x31\x95\x33", 4) == 0) {
		*mark = 4;
		return "GB18030";
	}
	if (looks_utf16(bytes, size, 1))
		return "UTF-16LE";
	if (looks_utf16(bytes, size, 0))
		return "UTF-16BE";
	if (csv_utf8_prefix(bytes, size) == size)
		return "UTF-8";
	return looks_chinese(bytes, size) ? "GB18030" : NULL;
}

bool csv_is_utf8_name(const char *name)
{
	return strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0;
}

static void drop_front(buffer *text, size_t n)
{
	if (n == 0)
		return;
	memmove(text->bytes, text->bytes + n, text->size - n + 1);
	text->size -= n;
}

static tally_status decode(buffer *raw, const char *wanted, tally_input *out, tally_error *err)
{
	size_t mark, stop;
	const char *found = find_encoding(raw->bytes, raw->size, &mark);
	const char *name = wanted != NULL ? wanted : found;

	if (name == NULL || csv_is_utf8_name(name)) {
		/* Text without a mark that was found to be UTF-8 has been looked at. */
		bool checked = wanted == NULL && name != NULL && mark == 0;
		size_t start = name != NULL && mark == 3 ? 3 : 0;
		size_t good =
		    checked ? raw->size : csv_utf8_prefix(raw->bytes + start, raw->size - start);
		if (start + good < raw->size)
			return bad_byte("UTF-8", raw->bytes + start, good,
					(unsigned char)raw->bytes[start + good], err);
		drop_front(raw, start);
		out->encoding = "UTF-8";
		return TALLY_OK;
	}
	size_t start =
	    wanted == NULL || (found != NULL && strcasecmp(wanted, found) == 0) ? mark : 0;
	buffer text = {0};
	tally_status status =
	    convert(name, raw->bytes + start, raw->size - start, &text, &stop, err);
	if (status == TALLY_OK && start + stop < raw->size)
		status = bad_byte(name, text.bytes, text.size,
				  (unsigned char)raw->bytes[start + stop], err);
	if (status != TALLY_OK) {
		free(text.bytes);
		return status;
	}
	if (text.size >= 3 && memcmp(text.bytes, "\xef\xbb\xbf", 3) == 0)
		drop_front(&text, 3);
	free(raw->bytes);
	*raw = text;
	out->encoding = name;
	return TALLY_OK;
}

tally_status tally_input_read(const char *path, const char *encoding, tally_input *out,
			      tally_error *err)
{
	buffer text = {0};
	tally_status status;

	memset(out, 0, sizeof *out);
	status = read_file(path, &text, err);
	if (status == TALLY_OK) {
		tally_digest(text.bytes, text.size, out->digest);
		status = decode(&text, encoding, out, err);
	}
	if (status != TALLY_OK) {
		free(text.bytes);
		tally_error_prefix(err, "%s", path);
		return status;
	}
	out->text = text.bytes;
	out->size = text.size;
	return TALLY_OK;
}

void tally_input_release(tally_input *in)
{
	free(in->text);
	memset(in, 0, sizeof *in);
}
