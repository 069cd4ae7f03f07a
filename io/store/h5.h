/* h5.h: the few things that the store asks of HDF5, each checked and with a message.
 *
 * All functions return a status and fill err; ids are closed by the caller. Nothing here follows
 * soft or external links, loads filter plugins, or reads a type that the store does not write. */
#ifndef TALLY_STORE_H5_H
#define TALLY_STORE_H5_H

#include "error.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** zlib shrinks a byte 1032 times at most: a file cannot hold much more than its size times this.
 */
#define STORE_RATIO_MAX 1100.0

/** What the elements of a dataset are; little-endian on file. */
typedef enum { STORE_INT, STORE_REAL, STORE_CHAR } store_kind;

/** Shape of a dataset of the store: rank 1, or rank 2 for tables of short texts. */
typedef struct {
	store_kind kind;
	int width; /**< bytes of one element: 1, 2, 4, 8 */
	int rank;
	hsize_t extent[2];
	hsize_t chunk[2];
} store_shape;

/** Starts HDF5 as the store wants it, once in a process; opening and making do it by themselves. */
tally_status store_h5_set_up(tally_error *err);

/** HDF5 prints nothing in this thread and tells store_settle of its failures. False: it could not be
 * told so. */
bool store_h5_listen(void);

/** HDF5 answers alike when bytes make no sense, when memory runs out and when the kernel refuses to
 * read. A status of TALLY_EINPUT becomes TALLY_ESYSTEM when one of the latter two happened since the
 * file was opened; err is told. Every function of store.h that reads passes its status through. */
tally_status store_settle(tally_status status, tally_error *err);

/** Opens an HDF5 file of the store. The bytes of the superblock are checked first: a file of an
 * older format, a cut one or one that is no HDF5 file is TALLY_EINPUT. *size: bytes of the file. */
tally_status store_h5_open(const char *path, bool writable, hid_t *out, uint64_t *size,
			   tally_error *err);
/** Makes a file that must not exist as an HDF5 file yet (an empty one is overwritten). */
tally_status store_h5_create(const char *path, hid_t *out, tally_error *err);
/** Closes; a failed flush is TALLY_ESYSTEM. */
tally_status store_h5_close(hid_t file, tally_error *err);

tally_status store_group_create(hid_t parent, const char *name, hid_t *out, tally_error *err);
/** Opens a group that is a hard link of its parent. */
tally_status store_group_open(hid_t parent, const char *name, hid_t *out, tally_error *err);
/** Whether `name` is a hard link in the group. */
bool store_has(hid_t group, const char *name);
tally_status store_delete(hid_t group, const char *name, tally_error *err);

tally_status store_attr_put_int(hid_t object, const char *name, int64_t value, tally_error *err);
tally_status store_attr_put_real(hid_t object, const char *name, double value, tally_error *err);
tally_status store_attr_put_text(hid_t object, const char *name, const char *value,
				 tally_error *err);
/** One integer; TALLY_EINPUT when there is none or it is of another type. */
tally_status store_attr_int(hid_t object, const char *name, int64_t *out, tally_error *err);
tally_status store_attr_real(hid_t object, const char *name, double *out, tally_error *err);
/** A fixed-length text of fewer than `size` bytes. */
tally_status store_attr_text(hid_t object, const char *name, char *out, size_t size,
			     tally_error *err);

/** Makes a chunked dataset with shuffle (width > 1), deflate and fletcher32; its chunks are put
 * with H5Dwrite_chunk. */
tally_status store_dataset_create(hid_t group, const char *name, const store_shape *shape,
				  hid_t *out, tally_error *err);
/** Opens one and checks that it is what the store writes: type, rank, layout, filters, no external
 * files, extents that a file of `file_size` bytes can hold. */
tally_status store_dataset_open(hid_t group, const char *name, uint64_t file_size,
				store_shape *shape, hid_t *out, tally_error *err);

/** netCDF dimensions: a dimension scale without values in the group, and the attribute of a dataset
 * that names its n <= 2 dimensions. */
tally_status store_dimension_create(hid_t group, const char *name, hsize_t length,
				    tally_error *err);
tally_status store_dataset_dimensions(hid_t group, hid_t dataset, const char *const *names, int n,
				      tally_error *err);

#endif
