/* write_hive.c: a folder for SQL engines: metric=M/frequency=F/part-0.csv.gz.
 *
 * What stands in the names of the folders is not repeated in the files, as DuckDB, Spark and
 * ClickHouse expect of hive partitions. Files are gzip by libdeflate without a date, in members of
 * some megabytes. The folder is made beside its place and renamed when it is complete. */
#include "export/write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMBER_BYTES ((size_t)8 << 20)
#define FOLDER_MODE 0777

typedef struct {
	const tally_dataset *f;
	const tally_write_options *o;
	char root[4096]; /* the temporary folder */
	bool *left_out;
	struct libdeflate_compressor *press;
	char *text; /* of the member at hand */
	size_t size;
	FILE *memory;
	FILE *out;
	tally_error *err;
} hive;

static tally_status cannot(const hive *h, const char *path)
{
	return tally_error_set(h->err, TALLY_ESYSTEM, "cannot write %s: %s", path,
			       strerror(errno));
}

/* --- one file -------------------------------------------------------------------------------- */

/* The text gathered so far becomes a gzip member. */
static bool put_member(hive *h)
{
	if (fflush(h->memory) != 0)
		return false;
	size_t bound = libdeflate_gzip_compress_bound(h->press, h->size);
	void *bytes = malloc(bound);
	if (bytes == NULL)
		return false;
	size_t n = libdeflate_gzip_compress(h->press, h->text, h->size, bytes, bound);
	bool good = n > 0 && fwrite(bytes, 1, n, h->out) == n;
	free(bytes);
	return fseeko(h->memory, 0, SEEK_SET) == 0 && good;
}

static bool put_rows(hive *h, size_t from, size_t to)
{
	write_csv_head(h->f, h->left_out, true, h->memory);
	for (size_t row = from; row < to; row++) {
		write_csv_row(h->f, row, h->left_out, true, h->memory);
		if (ftello(h->memory) >= (off_t)MEMBER_BYTES && !put_member(h))
			return false;
	}
	return ftello(h->memory) == 0 || put_member(h);
}

/* --- folders ---------------------------------------------------------------------------------- */

static bool make_folder(char *path, size_t size, const char *name, const char *value)
{
	size_t n = strlen(path);
	snprintf(path + n, size - n, "/%s=%s", name, value);
	return mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;
}

static tally_status put_part(hive *h, const tally_column *metric, const tally_column *frequency,
			     size_t from, size_t to)
{
	char path[4400];

	snprintf(path, sizeof path, "%s", h->root);
	if (!make_folder(path, sizeof path, "metric", tally_dataset_text(h->f, metric, from)) ||
	    !make_folder(path, sizeof path, "frequency", tally_dataset_text(h->f, frequency, from)))
		return cannot(h, path);
	/* A metric's rows of one frequency may come in several runs: one file each. */
	size_t base = strlen(path);
	int fd = -1;
	for (int part = 0; fd < 0; part++) {
		snprintf(path + base, sizeof path - base, "/part-%d.csv.gz", part);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			return cannot(h, path);
	}
	h->out = fdopen(fd, "wb");
	if (h->out == NULL) {
		close(fd);
		return cannot(h, path);
	}
	bool good = put_rows(h, from, to);
	good = fclose(h->out) == 0 && good;
	return good ? TALLY_OK : cannot(h, path);
}

static void remove_tree(const char *path)
{
	DIR *folder = opendir(path);

	if (folder == NULL) {
		unlink(path);
		return;
	}
	for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
		char below[4400];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if ((size_t)snprintf(below, sizeof below, "%s/%s", path, e->d_name) < sizeof below)
			remove_tree(below);
	}
	closedir(folder);
	rmdir(path);
}

/* --- all -------------------------------------------------------------------------------------- */

static int find_column(const tally_dataset *f, const char *name)
{
	for (int i = 0; i < f->n_columns; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return i;
	return -1;
}

static tally_status put_parts(hive *h, const tally_column *metric, const tally_column *frequency)
{
	tally_status status = TALLY_OK;
	size_t to;

	for (size_t from = 0; from < h->f->n && status == TALLY_OK; from = to) {
		for (to = from + 1; to < h->f->n; to++)
			if (metric->texts[to] != metric->texts[from] ||
			    frequency->texts[to] != frequency->texts[from])
				break;
		status = put_part(h, metric, frequency, from, to);
	}
	return status;
}

static tally_status start(hive *h, const char *folder)
{
	struct stat st;

	if (stat(folder, &st) == 0)
		return tally_error_set(h->err, TALLY_EUSAGE,
				       "%s is there already; remove it or name another folder",
				       folder);
	if ((size_t)snprintf(h->root, sizeof h->root, "%s.XXXXXX", folder) >= sizeof h->root)
		return tally_error_set(h->err, TALLY_EUSAGE, "the path is too long");
	if (mkdtemp(h->root) == NULL) {
		h->root[0] = '\0';
		return cannot(h, folder);
	}
	mode_t mask = umask(0);
	umask(mask);
	if (chmod(h->root, FOLDER_MODE & ~mask) != 0)
		return cannot(h, folder);
	h->press = libdeflate_alloc_compressor(6);
	h->memory = open_memstream(&h->text, &h->size);
	h->left_out = calloc((size_t)h->f->n_columns + 1, sizeof *h->left_out);
	return h->press && h->memory && h->left_out ? TALLY_OK : tally_error_memory(h->err);
}

tally_status tally_write_hive(const tally_dataset *f, const tally_write_options *o,
			      const char *folder, tally_error *err)
{
	hive h = {.f = f, .o = o, .err = err};
	int metric = find_column(f, "metric"), frequency = find_column(f, "frequency");

	if (metric < 0 || frequency < 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "hive partitions are written of the shape long");
	tally_status status = start(&h, folder);
	if (status == TALLY_OK) {
		h.left_out[metric] = h.left_out[frequency] = true;
		status = put_parts(&h, &f->columns[metric], &f->columns[frequency]);
	}
	if (status == TALLY_OK && rename(h.root, folder) != 0)
		status = cannot(&h, folder);
	if (status != TALLY_OK && h.root[0] != '\0')
		remove_tree(h.root);
	if (h.memory != NULL)
		fclose(h.memory);
	free(h.text);
	libdeflate_free_compressor(h.press);
	free(h.left_out);
	return status;
}
