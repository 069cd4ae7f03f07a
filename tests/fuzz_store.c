/* fuzz_store.c: a small store with bytes changed: it is refused, or it gives what it held.
 *
 * The input is a list of changes of four bytes each: three of the place (modulo the size), one that is
 * exclusive-or'ed. One byte left over cuts so many 256ths off the end. */
#include "csv/csv.h"
#include "csv/inside.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64], *image, *content;
static size_t image_size;

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void put_file(const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	need(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	close(fd);
}

/* All claims as canonical CSV, or NULL when the store is refused. */
static char *read_store(void)
{
	tally_store *store = NULL;
	tally_claims claims = {0};
	tally_error err = {0};
	csv_buffer out = {0};
	tally_selection all = tally_selection_all();

	if (tally_store_open(path, &store, &err) != TALLY_OK) {
		need(err.message[0]);
		return NULL;
	}
	if (tally_store_read(store, &all, &claims, &err) == TALLY_OK) {
		csv_buffer_put(&out, "", 0);
		tally_csv_write_claims(&claims, tally_store_codes(store), true, csv_buffer_sink,
				       &out, NULL);
	} else {
		need(err.message[0]);
	}
	tally_claims_release(&claims);
	tally_store_close(store);
	return out.text;
}

static void add(tally_claims *claims, tally_codes *codes, int year, int64_t value)
{
	tally_claim c = tally_claim_default();

	c.metric = tally_codes_find_metric(codes, "gdp", 3);
	c.region = tally_codes_find_region(codes, year % 2 ? "CN" : "CN-GD", year % 2 ? 2 : 5);
	c.unit = tally_codes_find_unit(codes, "亿元", 6);
	c.period = tally_period_year(year);
	c.figure.first = (tally_decimal){value, 1};
	need(tally_claims_add(claims, &c, NULL) == TALLY_OK);
}

static void clear(void)
{
	char lock[80];

	snprintf(lock, sizeof lock, "%s.lock", path);
	unlink(path);
	unlink(lock);
}

static void prepare(void)
{
	static const char *const names[] = {"metrics", "regions", "units"};
	static const char *const texts[] = {
	    "code,name_en,dimension,base_unit,observed\ngdp,GDP,money,yuan,flow\n",
	    "code,name_en\nCN,China\nCN-GD,Guangdong\n",
	    "text,base,power,dimension,exact\n亿元,yuan,8,money,no\n"};
	tally_claims claims = {0};
	tally_store *store;
	tally_store_options options = {0};
	tally_batch_info info = {0};
	struct stat st;

	snprintf(path, sizeof path, "/dev/shm/tally-fuzz-%d.h5", (int)getpid());
	clear();
	atexit(clear);
	need(tally_store_create(path, names, texts, 3, NULL) == TALLY_OK);
	need(tally_store_open(path, &store, NULL) == TALLY_OK);
	for (int year = 2000; year < 2020; year++)
		add(&claims, tally_store_codes(store), year, 1000 + year * 7);
	need(tally_store_append(path, &claims, tally_store_codes(store), &options, &info, NULL) ==
	     TALLY_OK);
	tally_store_close(store);
	tally_claims_release(&claims);
	need((content = read_store()) && stat(path, &st) == 0);
	image_size = (size_t)st.st_size;
	image = malloc(image_size);
	int fd = open(path, O_RDONLY);

	need(image && fd >= 0 && read(fd, image, image_size) == (ssize_t)image_size);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tally_diagnostics list = {.max = 10};
	tally_error err = {0};
	int64_t rows;

	if (!image)
		prepare();
	char *changed = malloc(image_size);
	size_t left = image_size;

	need(changed);
	memcpy(changed, image, image_size);
	for (; size >= 4; data += 4, size -= 4)
		changed[((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % image_size] ^=
		    (char)data[3];
	if (size > 0)
		left -= image_size * data[0] / 256;
	put_file(changed, left);
	char *seen = read_store();

	need(!seen || strcmp(seen, content) == 0);
	free(seen);
	tally_store_verify(path, &list, &rows, &err);
	tally_diagnostics_release(&list);
	free(changed);
	return 0;
}
