/* open.c: a store from its file: format, log, segments, code lists; and a new, empty one. */
#include "store/inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENTS_MAX 100000

static tally_status check_format(hid_t file, tally_error *err)
{
	char format[32];
	int64_t version;
	if (store_attr_text(file, "format", format, sizeof format, NULL) ||
	    strcmp(format, STORE_FORMAT) != 0)
		return tally_error_set(err, TALLY_EINPUT, "not a tally store");
	tally_status status = store_attr_int(file, "format_version", &version, err);
	if (!status && version != STORE_FORMAT_VERSION)
		status = tally_error_set(err, TALLY_EINPUT,
					 "written by another version of tally (format %lld, this "
					 "one reads %d)",
					 (long long)version, STORE_FORMAT_VERSION);
	return status;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* A link of the group; a name that no segment has stops the walk. One walk, because asking for the
 * i-th name costs a walk each time. */
static herr_t take_segment(hid_t group, const char *name, const H5L_info_t *info, void *context)
{
	tally_store *store = context;
	char again[STORE_SEGMENT_NAME];
	long long number = 0;
	(void)group;
	(void)info;
	if (strlen(name) >= sizeof again || sscanf(name, "s%lld", &number) != 1 || number < 1)
		return 1;
	store_segment_name(number, again);
	if (strcmp(name, again) != 0)
		return 1;
	store->segments[store->n_segments++] = number;
	return 0;
}

static tally_status find_segments(tally_store *store, tally_error *err)
{
	hid_t group;
	H5G_info_t info = {.nlinks = 0};
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (status)
		return status;
	if (H5Gget_info(group, &info) < 0 || info.nlinks > SEGMENTS_MAX)
		status = tally_error_set(err, TALLY_EINPUT, "too many segments: damaged");
	store->segments = status ? NULL : calloc(info.nlinks + 1, sizeof *store->segments);
	if (!store->segments && !status)
		status = tally_error_memory(err);
	if (!status &&
	    H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, take_segment, store) != 0)
		status = tally_error_set(err, TALLY_EINPUT, "a segment has a damaged name");
	if (!status)
		qsort(store->segments, (size_t)store->n_segments, sizeof *store->segments,
		      by_number);
	H5Gclose(group);
	return status;
}

static tally_status find_live(tally_store *store, tally_error *err)
{
	const store_log *log = &store->log;
	store->max_batch = log->n ? log->items[log->n - 1].number : 0;
	if (store->max_batch > log->n + 1000000)
		return tally_error_set(err, TALLY_EINPUT, "log: batch numbers make no sense");
	store->live = calloc((size_t)store->max_batch + 1, sizeof *store->live);
	if (!store->live)
		return tally_error_memory(err);
	for (int32_t i = 0; i < log->n; i++)
		store->live[log->items[i].number] = !log->items[i].reverted;
	return TALLY_OK;
}

static tally_status open_file(const char *path, bool writable, tally_store **out, tally_error *err)
{
	*out = NULL;
	tally_store *store = calloc(1, sizeof *store);
	if (!store)
		return tally_error_memory(err);
	store->path = strdup(path);
	tally_status status = store->path
				  ? store_h5_open(path, writable, &store->file, &store->size, err)
				  : tally_error_memory(err);
	if (status) {
		store->file = H5I_INVALID_HID;
		tally_store_close(store);
		return status;
	}
	*out = store;
	return TALLY_OK;
}

tally_status store_open(const char *path, bool writable, tally_store **out, tally_error *err)
{
	tally_store *store;
	*out = NULL;
	tally_status status = open_file(path, writable, &store, err);
	if (status)
		return status;
	status = check_format(store->file, err);
	if (!status)
		status = store_log_read(store->file, store->size, &store->log, err);
	if (!status)
		status = find_segments(store, err);
	if (!status)
		status = find_live(store, err);
	if (!status)
		status = store_lists_read(store->file, store->size, &store->lists, err);
	if (status) {
		tally_error_prefix(err, "%s", path);
		tally_store_close(store);
		return status;
	}
	*out = store;
	return TALLY_OK;
}

/* Says what is lost; only a failure of the system is a failure. */
static tally_status part_lost(tally_status status, const char *path, tally_diagnostics *lost,
			      tally_error *why, tally_error *err)
{
	status = store_settle(status, why);
	if (status == TALLY_EINPUT)
		tally_diagnostics_add(lost, TALLY_ERROR, path, 0, 0, "%s", why->message);
	else if (status)
		return tally_error_set(err, status, "%s", why->message);
	return TALLY_OK;
}

tally_status store_open_parts(const char *path, tally_diagnostics *lost, tally_store **out,
			      tally_error *err)
{
	tally_store *store;
	tally_error why = {0};
	*out = NULL;
	tally_status status = open_file(path, false, &store, err);
	if (status)
		return status;
	status = part_lost(check_format(store->file, &why), path, lost, &why, err);
	if (!status)
		status = part_lost(store_log_read(store->file, store->size, &store->log, &why),
				   path, lost, &why, err);
	if (!status)
		status = part_lost(find_segments(store, &why), path, lost, &why, err);
	if (!status)
		status = part_lost(store_lists_read(store->file, store->size, &store->lists, &why),
				   path, lost, &why, err);
	if (status) {
		tally_store_close(store);
		return status;
	}
	*out = store;
	return TALLY_OK;
}

tally_status store_not_found(const char *path, tally_error *err)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return tally_error_set(err, TALLY_EINPUT,
				       "%s: no such store (tally init makes one)", path);
	return tally_error_set(err, errno == ENOMEM || errno == EIO ? TALLY_ESYSTEM : TALLY_EINPUT,
			       "%s: cannot be reached: %m", path);
}

tally_status tally_store_open(const char *path, tally_store **out, tally_error *err)
{
	*out = NULL;
	char *real = realpath(path, NULL);
	if (!real)
		return store_not_found(path, err);
	tally_store *store;
	tally_status status = store_open(real, false, &store, err);
	free(real);
	if (status)
		return store_settle(status, err);
	status = store_codes_read(store->file, store->size, &store->lists, &store->codes, err);
	if (status) {
		tally_error_prefix(err, "%s", path);
		tally_store_close(store);
		return store_settle(status, err);
	}
	*out = store;
	return TALLY_OK;
}

tally_status store_finish(tally_store *store, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (!store)
		return status;
	if (store->file >= 0)
		status = store_h5_close(store->file, err);
	store_lists_release(&store->lists);
	store_log_release(&store->log);
	tally_codes_free(store->codes);
	free(store->segments);
	free(store->live);
	free(store->path);
	free(store);
	return status;
}

void tally_store_close(tally_store *store)
{
	store_finish(store, NULL);
}

tally_codes *tally_store_codes(tally_store *store)
{
	return store->codes;
}

const char *tally_store_list(tally_store *store, const char *name)
{
	for (int i = 0; i < store->lists.n; i++)
		if (strcmp(store->lists.names[i], name) == 0)
			return store->lists.texts[i];
	return NULL;
}

int32_t tally_store_n_batches(const tally_store *store)
{
	return store->log.n;
}

const tally_batch_info *tally_store_batch(const tally_store *store, int32_t i)
{
	return &store->log.items[i];
}

/* --- a new store ----------------------------------------------------------------------- */

static tally_status write_head(hid_t file, tally_error *err)
{
	tally_status status = store_attr_put_text(file, "Conventions", "CF-1.8", err);
	if (!status)
		status = store_attr_put_text(file, "title", "published figures, as claims", err);
	if (!status)
		status = store_attr_put_text(file, "format", STORE_FORMAT, err);
	if (!status)
		status = store_attr_put_int(file, "format_version", STORE_FORMAT_VERSION, err);
	return status;
}

tally_status store_make(const char *path, const char *const *names, const char *const *texts, int n,
			const tally_codes *codes, tally_error *err)
{
	hid_t file, group;
	store_log log = {0};
	tally_status status = store_h5_create(path, &file, err);
	if (status)
		return status;
	status = write_head(file, err);
	if (!status)
		status = store_lists_write(file, names, texts, n, err);
	if (!status)
		status = store_codes_write(file, codes, err);
	if (!status)
		status = store_log_write(file, &log, err);
	if (!status)
		status = store_group_create(file, "segments", &group, err);
	if (!status)
		H5Gclose(group);
	tally_status closed = store_h5_close(file, status ? NULL : err);
	return status ? status : closed;
}
