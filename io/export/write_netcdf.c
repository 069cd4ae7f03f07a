/* write_netcdf.c: series as a netCDF-4 file that follows CF-1.8: a contiguous ragged array.
 *
 * All figures stand one behind the other in `value(obs)`, the series in order; `row_size(series)`
 * says how many belong to each. Times are days since 1970-01-01 with bounds, texts are
 * two-dimensional characters (netCDF's classic strings), numbers are doubles with NaN for missing
 * ones. Dimension scales are the HDF5 library's own, so netCDF sees named dimensions. No times of
 * objects are kept: the same figures give the same bytes. */
#include "export/inside.h"
#include "export/write.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 16384

typedef struct {
	hid_t file, dcpl;
	hid_t obs, series, bounds; /* dimensions: scales */
	bool failed;
} nc;

/* --- thin wrappers: the first failure stays ---------------------------------------------------- */

static void text_attribute(nc *n, hid_t at, const char *name, const char *text)
{
	if (n->failed || *text == '\0')
		return;
	hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
	n->failed |= H5Tset_size(type, strlen(text)) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0;
	hid_t a = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
	n->failed |= a < 0 || H5Awrite(a, type, text) < 0;
	n->failed |= H5Aclose(a) < 0 || H5Sclose(space) < 0 || H5Tclose(type) < 0;
}

static hid_t dataset(nc *n, const char *name, hid_t type, int rank, const hsize_t *sizes)
{
	hid_t dcpl = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(rank, sizes, NULL);
	hsize_t chunk[2] = {sizes[0] < CHUNK ? sizes[0] : CHUNK, rank > 1 ? sizes[1] : 1};

	n->failed |= dcpl < 0 || space < 0 || H5Pset_obj_track_times(dcpl, false) < 0 ||
		     H5Pset_attr_creation_order(
			 dcpl, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0;
	if (sizes[0] > 0 && (rank < 2 || sizes[1] > 0))
		n->failed |= H5Pset_chunk(dcpl, rank, chunk) < 0 || H5Pset_shuffle(dcpl) < 0 ||
			     H5Pset_deflate(dcpl, 6) < 0 || H5Pset_fletcher32(dcpl) < 0;
	hid_t d = n->failed ? -1
			    : H5Dcreate2(n->file, name, type, space, H5P_DEFAULT, dcpl, H5P_DEFAULT);
	n->failed |= d < 0;
	if (space >= 0)
		H5Sclose(space);
	if (dcpl >= 0)
		H5Pclose(dcpl);
	return d;
}

/* A dimension without values of its own, as netCDF writes it. */
static hid_t dimension(nc *n, const char *name, size_t size)
{
	char text[80];
	hsize_t sizes[1] = {size};

	snprintf(text, sizeof text, "This is a netCDF dimension but not a netCDF variable.%10zu",
		 size);
	hid_t d = dataset(n, name, H5T_IEEE_F32BE, 1, sizes);
	n->failed |= n->failed || H5DSset_scale(d, text) < 0;
	return d;
}

typedef struct {
	const char *name, *long_name, *standard_name, *units;
} variable;

static void put(nc *n, const variable *v, hid_t disk, hid_t memory, hid_t first, hid_t second,
		const hsize_t *sizes, const void *values)
{
	if (n->failed)
		return;
	hid_t d = dataset(n, v->name, disk, second >= 0 ? 2 : 1, sizes);
	if (n->failed)
		return;
	n->failed |= H5Dwrite(d, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0;
	n->failed |= H5DSattach_scale(d, first, 0) < 0;
	if (second >= 0)
		n->failed |= H5DSattach_scale(d, second, 1) < 0;
	text_attribute(n, d, "long_name", v->long_name);
	text_attribute(n, d, "standard_name", v->standard_name);
	text_attribute(n, d, "units", v->units);
	if (strcmp(v->name, "row_size") == 0)
		text_attribute(n, d, "sample_dimension", "obs");
	if (strcmp(v->name, "series_name") == 0)
		text_attribute(n, d, "cf_role", "timeseries_id");
	if (strcmp(v->name, "time") == 0) {
		text_attribute(n, d, "calendar", "proleptic_gregorian");
		text_attribute(n, d, "bounds", "time_bounds");
		text_attribute(n, d, "axis", "T");
	}
	if (strcmp(v->name, "value") == 0)
		text_attribute(n, d, "coordinates", "time series_name");
	n->failed |= H5Dclose(d) < 0;
}

/* --- what is written ------------------------------------------------------------------------------ */

typedef struct {
	const tally_series_set *set;
	const tally_claims *claims;
	const tally_codes *codes;
	const char *lang;
	size_t n_obs;
} source;

enum { T_NAME, T_METRIC, T_METRIC_NAME, T_REGION, T_REGION_NAME, T_FREQUENCY, T_MEASURE, T_AGAINST,
       T_PRICES, T_ADJUSTMENT, T_KIND, T_UNIT, N_TEXTS };

static const variable series_texts[N_TEXTS] = {
    {"series_name", "metric, region, frequency and what else tells a series apart", "", ""},
    {"metric", "code of the metric", "", ""},
    {"metric_name", "name of the metric", "", ""},
    {"region", "code of the region", "", ""},
    {"region_name", "name of the region", "", ""},
    {"frequency", "frequency: A S Q M W D, C year to date, P other span, O open start", "", ""},
    {"measure", "level, growth, share, ...", "", ""},
    {"against", "what it is measured against", "", ""},
    {"prices", "prices", "", ""},
    {"adjustment", "seasonal adjustment", "", ""},
    {"kind", "observation (empty), survey, target or forecast", "", ""},
    {"unit", "unit of the values", "", ""},
};

#define TEXT_MAX 640

static void series_text(const source *s, size_t i, int which, char out[TEXT_MAX])
{
	const tally_series_key *k = &s->set->items[i].key;
	const tally_metric *m = tally_codes_metric(s->codes, k->metric);
	const tally_region *r = tally_codes_region(s->codes, k->region);
	char against[TALLY_AGAINST_TEXT], prices[32] = "";

	tally_against_print(&k->against, s->codes, against);
	if (k->prices.kind != TALLY_PRICES_NONE)
		tally_prices_print(k->prices, prices);
	const char *texts[N_TEXTS] = {
	    [T_METRIC] = m->code,
	    [T_METRIC_NAME] = tally_metric_name(m, s->lang),
	    [T_REGION] = r->code,
	    [T_REGION_NAME] = tally_region_name(r, s->lang),
	    [T_MEASURE] = tally_measure_name((tally_measure)k->measure),
	    [T_AGAINST] = against,
	    [T_PRICES] = prices,
	    [T_KIND] = tally_kind_name((tally_kind)k->kind),
	    [T_UNIT] = frame_unit(&s->set->items[i]),
	};
	char letter = tally_frequency_letter(k->frequency);
	char adjustment = k->adjustment != 0 ? k->adjustment : 'N';
	if (which == T_FREQUENCY || which == T_ADJUSTMENT)
		snprintf(out, TEXT_MAX, "%c", which == T_FREQUENCY ? letter : adjustment);
	else if (which == T_NAME)
		snprintf(out, TEXT_MAX, "%s.%s.%c.%s.%s.%s.%c.%s", m->code, r->code, letter,
			 texts[T_MEASURE], against, prices, adjustment, texts[T_KIND]);
	else
		snprintf(out, TEXT_MAX, "%s", texts[which]);
}

static void put_texts(nc *n, const source *s, int which)
{
	size_t width = 1, rows = s->set->n;
	char text[TEXT_MAX], name[64];

	for (size_t i = 0; i < rows; i++) {
		series_text(s, i, which, text);
		width = strlen(text) > width ? strlen(text) : width;
	}
	char *block = calloc(rows * width + 1, 1);
	if (block == NULL) {
		n->failed = true;
		return;
	}
	for (size_t i = 0; i < rows; i++) {
		series_text(s, i, which, text);
		memcpy(block + i * width, text, strlen(text));
	}
	snprintf(name, sizeof name, "%s_length", series_texts[which].name);
	hid_t length = dimension(n, name, width);
	hsize_t sizes[2] = {rows, width};
	put(n, &series_texts[which], H5T_C_S1, H5T_C_S1, n->series, length, sizes, block);
	if (length >= 0)
		n->failed |= H5Dclose(length) < 0;
	free(block);
}

/* One double a figure, picked by `which`. */
enum { D_VALUE, D_LO, D_HI, D_TIME, D_PUBLISHED, N_DOUBLES };

static double pick(const tally_point *p, int which)
{
	switch (which) {
	case D_VALUE:
		return p->value;
	case D_LO:
		return p->lo;
	case D_HI:
		return p->hi;
	case D_TIME:
		return p->period.last;
	default:
		return p->published == TALLY_DAY_NONE ? NAN : (double)p->published;
	}
}

static const variable doubles[N_DOUBLES] = {
    {"value", "the figure, in the unit of its series", "", ""},
    {"lo", "lower end of the interval that the printed figure stands for", "", ""},
    {"hi", "upper end of the interval that the printed figure stands for", "", ""},
    {"time", "last day of the period", "time", "days since 1970-01-01"},
    {"published", "day of publication", "", "days since 1970-01-01"},
};

static void put_doubles(nc *n, const source *s)
{
	double *values = malloc((2 * s->n_obs + 1) * sizeof *values);
	hsize_t sizes[2] = {s->n_obs, 2};
	static const variable bounds = {"time_bounds", "first day and the day after the last", "",
					""};

	n->failed |= values == NULL;
	for (int which = 0; which < N_DOUBLES && !n->failed; which++) {
		size_t at = 0;
		for (size_t i = 0; i < s->set->n; i++)
			for (size_t k = 0; k < s->set->items[i].n; k++)
				values[at++] = pick(&s->set->items[i].points[k], which);
		put(n, &doubles[which], H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, n->obs, -1, sizes,
		    values);
	}
	size_t at = 0;
	for (size_t i = 0; i < s->set->n && !n->failed; i++)
		for (size_t k = 0; k < s->set->items[i].n; k++) {
			const tally_period *p = &s->set->items[i].points[k].period;
			values[at++] = p->first == TALLY_DAY_OPEN ? NAN : (double)p->first;
			values[at++] = p->last + 1.0;
		}
	put(n, &bounds, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, n->obs, n->bounds, sizes, values);
	free(values);
}

static void put_counts(nc *n, const source *s)
{
	static const variable row_size = {"row_size", "number of figures of the series", "", ""};
	static const variable status = {"status", "observation status (SDMX CL_OBS_STATUS)", "", ""};
	int32_t *sizes = malloc((s->set->n + 1) * sizeof *sizes);
	char *letters = malloc(s->n_obs + 1);
	hsize_t n_series[1] = {s->set->n}, n_obs[1] = {s->n_obs};
	size_t at = 0;

	n->failed |= sizes == NULL || letters == NULL;
	for (size_t i = 0; i < s->set->n && !n->failed; i++) {
		sizes[i] = (int32_t)s->set->items[i].n;
		for (size_t k = 0; k < s->set->items[i].n; k++) {
			char letter = s->set->items[i].points[k].status;
			letters[at++] = letter != 0 ? letter : 'A';
		}
	}
	put(n, &row_size, H5T_STD_I32LE, H5T_NATIVE_INT32, n->series, -1, n_series, sizes);
	put(n, &status, H5T_C_S1, H5T_C_S1, n->obs, -1, n_obs, letters);
	free(sizes);
	free(letters);
}

/* --- the file -------------------------------------------------------------------------------------- */

static void create(nc *n, const char *path)
{
	hid_t fcpl = H5Pcreate(H5P_FILE_CREATE), fapl = H5Pcreate(H5P_FILE_ACCESS);

	n->failed = fcpl < 0 || fapl < 0 || H5Pset_obj_track_times(fcpl, false) < 0 ||
		    H5Pset_link_creation_order(
			fcpl, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0 ||
		    H5Pset_attr_creation_order(
			fcpl, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0 ||
		    H5Pset_libver_bounds(fapl, H5F_LIBVER_V18, H5F_LIBVER_V110) < 0;
	n->file = n->failed ? -1 : H5Fcreate(path, H5F_ACC_TRUNC, fcpl, fapl);
	n->failed |= n->file < 0;
	if (fcpl >= 0)
		H5Pclose(fcpl);
	if (fapl >= 0)
		H5Pclose(fapl);
}

static void put_globals(nc *n, const tally_write_options *o)
{
	hid_t root = n->file;

	text_attribute(n, root, "Conventions", "CF-1.8");
	text_attribute(n, root, "featureType", "timeSeries");
	if (o->title != NULL)
		text_attribute(n, root, "title", o->title);
	for (int i = 0; i < o->n_notes; i++)
		text_attribute(n, root, o->notes[i].key, o->notes[i].value);
}

tally_status tally_write_netcdf(const tally_series_set *set, const tally_claims *claims,
				const tally_codes *codes, const tally_write_options *o,
				const char *path, tally_error *err)
{
	nc n = {.file = -1, .obs = -1, .series = -1, .bounds = -1};
	source s = {.set = set, .claims = claims, .codes = codes, .lang = o->lang};

	for (size_t i = 0; i < set->n; i++) {
		s.n_obs += set->items[i].n;
		if (set->items[i].n > INT32_MAX)
			return tally_error_set(err, TALLY_EUSAGE, "a series is too long");
	}
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
	create(&n, path);
	if (!n.failed) {
		put_globals(&n, o);
		n.series = dimension(&n, "series", set->n);
		n.obs = dimension(&n, "obs", s.n_obs);
		n.bounds = dimension(&n, "bounds", 2);
		for (int i = 0; i < N_TEXTS && !n.failed; i++)
			put_texts(&n, &s, i);
		put_counts(&n, &s);
		put_doubles(&n, &s);
	}
	hid_t scales[] = {n.series, n.obs, n.bounds};
	for (int i = 0; i < 3; i++)
		if (scales[i] >= 0)
			n.failed |= H5Dclose(scales[i]) < 0;
	if (n.file >= 0)
		n.failed |= H5Fclose(n.file) < 0;
	return n.failed ? tally_error_set(err, TALLY_ESYSTEM,
					  "cannot write the netCDF file; is the disk full?")
			: TALLY_OK;
}
