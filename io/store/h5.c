/* h5.c: thin wrappers over HDF5; see h5.h.
 *
 * Written files keep to the version bounds V110: superblock 3 and object headers 2, whose
 * metadata all carry checksums. Object times are off, so that the same input gives the same
 * bytes. The attribute DIMENSION_LIST, by which netCDF-4 finds the dimensions of a variable, is of
 * variable length, so it lies in the global heap, which has no checksum: it is written for others
 * and never read here. */
#include "store/h5.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES_MAX (1 << 24) /* of a chunk before it was compressed */
#define DEFLATE_LEVEL   6         /* what the filter says; the chunks are compressed by chunk.c */

/* --- whose fault a failure is ------------------------------------------------------------ */

static atomic_bool system_failed;

/* One line of HDF5's account of a failure. It ends in the errno where a call of the kernel failed.
 */
static herr_t look(unsigned n, const H5E_error2_t *line, void *context)
{
	(void)n;
	(void)context;
	/* the class of the driver is lost where memory ran out before the file was asked for */
	bool lost = line->desc && strstr(line->desc, "unable to retrieve VFL class");

	if (line->maj_num == H5E_RESOURCE || line->min_num == H5E_NOSPACE ||
	    line->min_num == H5E_CANTALLOC || lost ||
	    (line->desc && strstr(line->desc, "errno = ")))
		atomic_store(&system_failed, true);
	return 0;
}

static herr_t listen_to_failure(hid_t stack, void *context)
{
	return H5Ewalk2(stack, H5E_WALK_UPWARD, look, context);
}

bool store_h5_listen(void)
{
	return H5Eset_auto2(H5E_DEFAULT, listen_to_failure, NULL) >= 0;
}

tally_status store_settle(tally_status status, tally_error *err)
{
	if (status == TALLY_EINPUT && err && err->status == TALLY_ESYSTEM)
		return TALLY_ESYSTEM; /* told already, lower down */
	if (status != TALLY_EINPUT || !atomic_exchange(&system_failed, false))
		return status;
	if (err)
		err->status = TALLY_ESYSTEM;
	tally_error_prefix(err, "memory ran out or a file could not be read");
	return TALLY_ESYSTEM;
}

/* No cleaning up at exit: after a flush that failed (disk full), HDF5 1.10 tries it again there on
 * what it has freed, and crashes. We close what we open. */
static bool is_set_up;

static void set_up(void)
{
	H5dont_atexit(); /* fails only where it was said before */
	is_set_up = H5open() >= 0 && store_h5_listen() && H5PLset_loading_state(0) >= 0;
}

tally_status store_h5_set_up(tally_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, set_up);
	return is_set_up ? TALLY_OK : tally_error_memory(err);
}

/* A list that lacks a property, because memory ran out, would make a file of another form without a
 * word: it is no list. */
static hid_t all_set(hid_t list, bool good)
{
	if (good || list < 0)
		return list;
	H5Pclose(list);
	return H5I_INVALID_HID;
}

static hid_t access_list(void)
{
	hid_t list = H5Pcreate(H5P_FILE_ACCESS);
	return all_set(list, H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
				 H5Pset_file_locking(list, 0, 1) >= 0 &&
				 H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) >= 0);
}

static hid_t creation_list(hid_t class)
{
	hid_t list = H5Pcreate(class);
	return all_set(list, H5Pset_obj_track_times(list, 0) >= 0 &&
				 H5Pset_attr_phase_change(list, 255, 0) >= 0);
}

/* netCDF reads a group in order of creation, dimensions first; links stay in the object header. */
static hid_t keep_links(hid_t list)
{
	const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
	return all_set(list, H5Pset_link_creation_order(list, order) >= 0 &&
				 H5Pset_link_phase_change(list, 255, 0) >= 0);
}

static uint64_t little_endian(const unsigned char *b)
{
	uint64_t v = 0;
	for (int i = 7; i >= 0; i--)
		v = v << 8 | b[i];
	return v;
}

/* Superblock 3: signature (8), version, size of offsets, size of lengths, flags, base (8),
 * extension (8), end of file (8), root (8), checksum (4). HDF5 checks the checksum. */
static tally_status check_superblock(const char *path, uint64_t *size, tally_error *err)
{
	static const unsigned char head[11] = {0x89, 'H',  'D', 'F', '\r', '\n',
					       0x1a, '\n', 3,   8,   8};
	unsigned char block[48];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return tally_error_set(err, TALLY_EINPUT, "%s: cannot be read: %m", path);
	struct stat info;
	bool plain = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
	ssize_t n = plain ? pread(fd, block, sizeof block, 0) : -1;
	close(fd);
	if (n < (ssize_t)sizeof block || memcmp(block, head, 8) != 0)
		return tally_error_set(err, TALLY_EINPUT, "%s: not a tally store (no HDF5 file)",
				       path);
	if (memcmp(block, head, sizeof head) != 0 || little_endian(block + 12) != 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "%s: not a tally store (an HDF5 file of another format)",
				       path);
	*size = (uint64_t)info.st_size;
	if (little_endian(block + 28) != *size)
		return tally_error_set(
		    err, TALLY_EINPUT,
		    "%s: damaged: the file has %llu bytes, its head says %llu (was it cut?)", path,
		    (unsigned long long)*size, (unsigned long long)little_endian(block + 28));
	return TALLY_OK;
}

tally_status store_h5_open(const char *path, bool writable, hid_t *out, uint64_t *size,
			   tally_error *err)
{
	tally_status status = store_h5_set_up(err);
	if (!status)
		status = check_superblock(path, size, err);
	if (status)
		return status;
	hid_t access = access_list();
	if (access < 0)
		return tally_error_memory(err);
	atomic_store(&system_failed, false);
	*out = H5Fopen(path, writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access);
	H5Pclose(access);
	if (*out < 0 && writable) /* a copy of what could be read a moment ago */
		return tally_error_set(err, TALLY_ESYSTEM, "%s: cannot be opened for writing",
				       path);
	if (*out < 0)
		return tally_error_set(err, TALLY_EINPUT, "%s: damaged: HDF5 cannot open it", path);
	return TALLY_OK;
}

tally_status store_h5_create(const char *path, hid_t *out, tally_error *err)
{
	tally_status status = store_h5_set_up(err);
	if (status)
		return status;
	hid_t access = access_list();
	hid_t creation = keep_links(creation_list(H5P_FILE_CREATE));
	*out = access < 0 || creation < 0 ? H5I_INVALID_HID
					  : H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
	H5Pclose(creation);
	H5Pclose(access);
	if (*out < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "%s: cannot be made", path);
	return TALLY_OK;
}

tally_status store_h5_close(hid_t file, tally_error *err)
{
	if (H5Fclose(file) < 0)
		return tally_error_set(err, TALLY_ESYSTEM,
				       "the store could not be written (disk full?)");
	return TALLY_OK;
}

tally_status store_group_create(hid_t parent, const char *name, hid_t *out, tally_error *err)
{
	hid_t creation = keep_links(creation_list(H5P_GROUP_CREATE));
	*out = creation < 0 ? H5I_INVALID_HID
			    : H5Gcreate2(parent, name, H5P_DEFAULT, creation, H5P_DEFAULT);
	H5Pclose(creation);
	if (*out < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "group %s could not be written", name);
	return TALLY_OK;
}

bool store_has(hid_t group, const char *name)
{
	H5L_info_t info;
	return H5Lget_info(group, name, &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

tally_status store_group_open(hid_t parent, const char *name, hid_t *out, tally_error *err)
{
	*out = store_has(parent, name) ? H5Gopen2(parent, name, H5P_DEFAULT) : H5I_INVALID_HID;
	if (*out < 0)
		return tally_error_set(err, TALLY_EINPUT, "group %s is missing or damaged", name);
	return TALLY_OK;
}

tally_status store_delete(hid_t group, const char *name, tally_error *err)
{
	if (H5Ldelete(group, name, H5P_DEFAULT) < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "%s could not be replaced", name);
	return TALLY_OK;
}

/* --- attributes ---------------------------------------------------------------------- */

static tally_status put(hid_t object, const char *name, hid_t type, hid_t memory, const void *value,
			hsize_t n, tally_error *err)
{
	hid_t space = n ? H5Screate_simple(1, &n, NULL) : H5Screate(H5S_SCALAR);
	hid_t attr = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
	herr_t bad = attr < 0 ? -1 : H5Awrite(attr, memory, value);
	if (attr >= 0)
		H5Aclose(attr);
	H5Sclose(space);
	if (bad < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "attribute %s could not be written",
				       name);
	return TALLY_OK;
}

tally_status store_attr_put_int(hid_t object, const char *name, int64_t value, tally_error *err)
{
	bool small = value >= INT32_MIN && value <= INT32_MAX;
	return put(object, name, small ? H5T_STD_I32LE : H5T_STD_I64LE, H5T_NATIVE_INT64, &value, 1,
		   err);
}

tally_status store_attr_put_real(hid_t object, const char *name, double value, tally_error *err)
{
	return put(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, 1, err);
}

static tally_status put_text(hid_t object, const char *name, const char *value, size_t size,
			     H5T_cset_t set, tally_error *err)
{
	hid_t type = H5Tcopy(H5T_C_S1);
	if (H5Tset_size(type, size) < 0 || H5Tset_cset(type, set) < 0) {
		H5Tclose(type);
		return tally_error_memory(err);
	}
	tally_status status = put(object, name, type, type, value, 0, err);
	H5Tclose(type);
	return status;
}

tally_status store_attr_put_text(hid_t object, const char *name, const char *value,
				 tally_error *err)
{
	size_t len = strlen(value);
	return put_text(object, name, value, len ? len : 1, H5T_CSET_UTF8, err);
}

/* Opens an attribute of one element of a class; *size: bytes of the element. */
static hid_t attr_open(hid_t object, const char *name, H5T_class_t class, size_t *size)
{
	hid_t attr = H5Aopen(object, name, H5P_DEFAULT);
	if (attr < 0)
		return H5I_INVALID_HID;
	hid_t type = H5Aget_type(attr);
	hid_t space = H5Aget_space(attr);
	*size = H5Tget_size(type);
	bool good = H5Tget_class(type) == class && H5Sget_simple_extent_npoints(space) == 1 &&
		    H5Tis_variable_str(type) <= 0;
	H5Sclose(space);
	H5Tclose(type);
	if (!good)
		H5Aclose(attr);
	return good ? attr : H5I_INVALID_HID;
}

static tally_status get(hid_t object, const char *name, H5T_class_t class, hid_t memory, void *out,
			tally_error *err)
{
	size_t size;
	hid_t attr = attr_open(object, name, class, &size);
	herr_t bad = attr < 0 ? -1 : H5Aread(attr, memory, out);
	if (attr >= 0)
		H5Aclose(attr);
	if (bad < 0)
		return tally_error_set(err, TALLY_EINPUT, "attribute %s is missing or damaged",
				       name);
	return TALLY_OK;
}

tally_status store_attr_int(hid_t object, const char *name, int64_t *out, tally_error *err)
{
	return get(object, name, H5T_INTEGER, H5T_NATIVE_INT64, out, err);
}

tally_status store_attr_real(hid_t object, const char *name, double *out, tally_error *err)
{
	return get(object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, out, err);
}

tally_status store_attr_text(hid_t object, const char *name, char *out, size_t size,
			     tally_error *err)
{
	size_t len = 0;
	hid_t attr = attr_open(object, name, H5T_STRING, &len);
	herr_t bad = -1;
	memset(out, 0, size);
	if (attr >= 0 && len < size) {
		hid_t type = H5Aget_type(attr);
		bad = H5Aread(attr, type, out);
		H5Tclose(type);
	}
	if (attr >= 0)
		H5Aclose(attr);
	if (bad < 0)
		return tally_error_set(err, TALLY_EINPUT, "attribute %s is missing or damaged",
				       name);
	return TALLY_OK;
}

/* --- datasets ------------------------------------------------------------------------ */

static hid_t file_type(store_kind kind, int width)
{
	if (kind == STORE_CHAR)
		return H5T_C_S1;
	if (kind == STORE_REAL)
		return H5T_IEEE_F64LE;
	switch (width) {
	case 1:
		return H5T_STD_I8LE;
	case 2:
		return H5T_STD_I16LE;
	case 4:
		return H5T_STD_I32LE;
	default:
		return H5T_STD_I64LE;
	}
}

static hid_t dataset_list(const store_shape *shape)
{
	hid_t list = creation_list(H5P_DATASET_CREATE);
	return all_set(list, H5Pset_chunk(list, shape->rank, shape->chunk) >= 0 &&
				 H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) >= 0 &&
				 (shape->width == 1 || H5Pset_shuffle(list) >= 0) &&
				 H5Pset_deflate(list, DEFLATE_LEVEL) >= 0 &&
				 H5Pset_fletcher32(list) >= 0);
}

tally_status store_dataset_create(hid_t group, const char *name, const store_shape *shape,
				  hid_t *out, tally_error *err)
{
	hid_t creation = dataset_list(shape);
	hid_t space = H5Screate_simple(shape->rank, shape->extent, NULL);
	*out = creation < 0 ? H5I_INVALID_HID
			    : H5Dcreate2(group, name, file_type(shape->kind, shape->width), space,
					 H5P_DEFAULT, creation, H5P_DEFAULT);
	H5Sclose(space);
	H5Pclose(creation);
	if (*out < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "column %s could not be written", name);
	return TALLY_OK;
}

static bool known_type(hid_t dataset, store_shape *shape)
{
	hid_t type = H5Dget_type(dataset);
	if (type < 0)
		return false;
	H5T_class_t class = H5Tget_class(type);
	shape->width = (int)H5Tget_size(type);
	shape->kind = class == H5T_FLOAT    ? STORE_REAL
		      : class == H5T_STRING ? STORE_CHAR
					    : STORE_INT;
	bool good = class == H5T_FLOAT || class == H5T_STRING || class == H5T_INTEGER;
	good = good && H5Tequal(type, file_type(shape->kind, shape->width)) > 0;
	H5Tclose(type);
	return good;
}

static bool known_filters(hid_t creation, int width)
{
	H5Z_filter_t expected[3] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32};
	int skip = width > 1 ? 0 : 1;
	if (H5Pget_nfilters(creation) != 3 - skip)
		return false;
	for (int i = 0; i < 3 - skip; i++) {
		unsigned flags, config, values[8] = {0};
		size_t n = 8;
		char text[8];
		if (H5Pget_filter2(creation, (unsigned)i, &flags, &n, values, sizeof text, text,
				   &config) != expected[i + skip])
			return false;
		if (expected[i + skip] == H5Z_FILTER_SHUFFLE && values[0] != (unsigned)width)
			return false;
	}
	return true;
}

static bool known_layout(hid_t dataset, store_shape *shape)
{
	hid_t creation = H5Dget_create_plist(dataset);
	if (creation < 0)
		return false;
	bool good = H5Pget_layout(creation) == H5D_CHUNKED &&
		    H5Pget_external_count(creation) == 0 &&
		    H5Pget_chunk(creation, 2, shape->chunk) == shape->rank &&
		    known_filters(creation, shape->width);
	H5Pclose(creation);
	return good;
}

static bool plausible(const store_shape *s, uint64_t file_size)
{
	double bytes = (double)s->width, chunk = (double)s->width;
	for (int i = 0; i < s->rank; i++) {
		if (s->extent[i] < 1 || s->chunk[i] < 1 || s->chunk[i] > s->extent[i])
			return false;
		bytes *= (double)s->extent[i];
		chunk *= (double)s->chunk[i];
	}
	return bytes <= (double)file_size * STORE_RATIO_MAX && chunk <= CHUNK_BYTES_MAX;
}

static bool known_extent(hid_t dataset, store_shape *shape)
{
	hid_t space = H5Dget_space(dataset);
	if (space < 0)
		return false;
	shape->rank = H5Sget_simple_extent_ndims(space);
	bool good = shape->rank == 1 || shape->rank == 2;
	good = good && H5Sget_simple_extent_dims(space, shape->extent, NULL) == shape->rank;
	H5Sclose(space);
	return good;
}

tally_status store_dataset_open(hid_t group, const char *name, uint64_t file_size,
				store_shape *shape, hid_t *out, tally_error *err)
{
	memset(shape, 0, sizeof *shape);
	*out = store_has(group, name) ? H5Dopen2(group, name, H5P_DEFAULT) : H5I_INVALID_HID;
	if (*out < 0)
		return tally_error_set(err, TALLY_EINPUT, "column %s is missing or damaged", name);
	const char *wrong = NULL;
	if (!known_extent(*out, shape))
		wrong = "has a shape that no store has";
	else if (!known_type(*out, shape))
		wrong = "is of a type that no store uses";
	else if (!known_layout(*out, shape))
		wrong = "has a layout or a filter that no store uses";
	else if (!plausible(shape, file_size))
		wrong = "claims more values than the file can hold";
	if (!wrong)
		return TALLY_OK;
	H5Dclose(*out);
	*out = H5I_INVALID_HID;
	return tally_error_set(err, TALLY_EINPUT, "column %s %s: refused", name, wrong);
}

/* --- netCDF dimensions --------------------------------------------------------------- */

tally_status store_dimension_create(hid_t group, const char *name, hsize_t length, tally_error *err)
{
	static const char class[] = "DIMENSION_SCALE"; /* the closing NUL is part of it */
	char text[80];
	snprintf(text, sizeof text, "This is a netCDF dimension but not a netCDF variable.%10llu",
		 (unsigned long long)length);
	hid_t creation = creation_list(H5P_DATASET_CREATE);
	hid_t space = H5Screate_simple(1, &length, NULL);
	hid_t set = creation < 0 ? H5I_INVALID_HID
				 : H5Dcreate2(group, name, H5T_IEEE_F32BE, space, H5P_DEFAULT,
					      creation, H5P_DEFAULT);
	H5Sclose(space);
	H5Pclose(creation);
	if (set < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "dimension %s could not be written",
				       name);
	tally_status status = put_text(set, "CLASS", class, sizeof class, H5T_CSET_ASCII, err);
	if (!status)
		status = put_text(set, "NAME", text, strlen(text) + 1, H5T_CSET_ASCII, err);
	H5Dclose(set);
	return status;
}

tally_status store_dataset_dimensions(hid_t group, hid_t dataset, const char *const *names, int n,
				      tally_error *err)
{
	hobj_ref_t references[2];
	hvl_t lists[2];
	for (int i = 0; i < n; i++) {
		lists[i] = (hvl_t){.len = 1, .p = &references[i]};
		if (H5Rcreate(&references[i], group, names[i], H5R_OBJECT, -1) < 0)
			return tally_error_set(err, TALLY_ESYSTEM, "dimension %s is not there",
					       names[i]);
	}
	hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
	tally_status status = put(dataset, "DIMENSION_LIST", type, type, lists, (hsize_t)n, err);
	H5Tclose(type);
	return status;
}
