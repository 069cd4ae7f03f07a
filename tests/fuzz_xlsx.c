/* fuzz_xlsx.c: any bytes as the parts of a workbook: it is refused with a message, or becomes CSV
 * text that reads.
 *
 * The input is up to four parts with a NUL between: the sheet, the shared texts, the styles and the
 * workbook; a part that is empty is a plain one. They go into a zip archive, uncompressed, with
 * right checksums, so that the fuzzer sees the XML and not the packing. An input that begins as an
 * archive ("PK") is the file itself. */
#include "csv/csv.h"
#include "import/import.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { N_PARTS = 6, N_GIVEN = 4, ARCHIVE_MAX = 1 << 20 };

static const struct {
	const char *name, *plain;
} parts[N_PARTS] = {
    {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" "
				 "t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>2.5</v></c></row>"
				 "</sheetData></worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>gdp</t></si><si><t>CN</t></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy-mm\"/></numFmts><cellXfs><xf "
     "numFmtId=\"0\"/>"
     "<xf numFmtId=\"2\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" "
     "Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"rId2\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"rId3\" Type=\"http://x/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"_rels/.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/officeDocument\" "
		    "Target=\"xl/workbook.xml\"/>"
		    "</Relationships>"},
};

static uint8_t archive[ARCHIVE_MAX];
static size_t archive_size;

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void put(const void *bytes, size_t n)
{
	need(archive_size + n <= ARCHIVE_MAX);
	memcpy(archive + archive_size, bytes, n);
	archive_size += n;
}

static void put_number(uint32_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		put(&(uint8_t){(uint8_t)(number >> 8 * i)}, 1);
}

/* What the two headers of a part share: version, flags, method, time, checksum, sizes, length of
 * name. */
static void put_header(const char *name, uint32_t checksum, size_t size)
{
	put_number(20, 2);
	put_number(0, 4);
	put_number(0x21 << 16, 4);
	put_number(checksum, 4);
	put_number((uint32_t)size, 4);
	put_number((uint32_t)size, 4);
	put_number((uint32_t)strlen(name), 2);
}

static void pack(const uint8_t *const bytes[N_PARTS], const size_t sizes[N_PARTS])
{
	uint32_t checksums[N_PARTS], places[N_PARTS];

	archive_size = 0;
	for (int i = 0; i < N_PARTS; i++) {
		checksums[i] = libdeflate_crc32(0, bytes[i], sizes[i]);
		places[i] = (uint32_t)archive_size;
		put("PK\3\4", 4);
		put_header(parts[i].name, checksums[i], sizes[i]);
		put_number(0, 2);
		put(parts[i].name, strlen(parts[i].name));
		put(bytes[i], sizes[i]);
	}
	uint32_t directory = (uint32_t)archive_size;
	for (int i = 0; i < N_PARTS; i++) {
		put("PK\1\2\24\0", 6);
		put_header(parts[i].name, checksums[i], sizes[i]);
		put(&(uint8_t[12]){0}, 12);
		put_number(places[i], 4);
		put(parts[i].name, strlen(parts[i].name));
	}
	uint32_t directory_size = (uint32_t)archive_size - directory;
	put("PK\5\6\0\0\0\0", 8);
	put_number(N_PARTS << 16 | N_PARTS, 4);
	put_number(directory_size, 4);
	put_number(directory, 4);
	put_number(0, 2);
}

static void pack_parts(const uint8_t *data, size_t size)
{
	const uint8_t *bytes[N_PARTS];
	size_t sizes[N_PARTS];

	for (int i = 0; i < N_PARTS; i++) {
		const uint8_t *end = size ? memchr(data, 0, size) : NULL;
		size_t n = i >= N_GIVEN ? 0 : end ? (size_t)(end - data) : size;

		bytes[i] = n ? data : (const uint8_t *)parts[i].plain;
		sizes[i] = n ? n : strlen(parts[i].plain);
		if (i < N_GIVEN && size) {
			size -= end ? n + 1 : n;
			data += end ? n + 1 : n;
		}
	}
	pack(bytes, sizes);
}

static int count_row(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	(void)fields, (void)lengths, (void)n, (void)line;
	++*(long *)context;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	tally_input in;
	tally_error err = {0};
	char path[64], sheet[256];
	long rows = 0;

	if (size > ARCHIVE_MAX / 2)
		return 0;
	if (fd < 0)
		fd = memfd_create("fuzz", 0);
	archive_size = 0;
	if (size > 2 && memcmp(data, "PK", 2) == 0)
		put(data, size);
	else
		pack_parts(data, size);
	need(fd >= 0 && ftruncate(fd, 0) == 0 &&
	     pwrite(fd, archive, archive_size, 0) == (ssize_t)archive_size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (tally_read_xlsx(path, NULL, &in, sheet, &err) != TALLY_OK) {
		need(err.message[0]);
		return 0;
	}
	need(in.text[in.size] == '\0' && memchr(sheet, 0, sizeof sheet));
	need(strlen(in.text) == in.size);
	need(tally_csv_scan(in.text, in.size, ',', count_row, &rows, &err) == TALLY_OK);
	tally_input_release(&in);
	return 0;
}
