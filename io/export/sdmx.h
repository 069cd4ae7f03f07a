/* sdmx.h: the columns of tally's own SDMX-CSV, shared by its writer and its reader. */
#ifndef TALLY_EXPORT_SDMX_H
#define TALLY_EXPORT_SDMX_H

enum {
	SDMX_STRUCTURE,
	SDMX_STRUCTURE_ID,
	SDMX_ACTION,
	SDMX_FREQ,
	SDMX_REF_AREA,
	SDMX_INDICATOR,
	SDMX_MEASURE,
	SDMX_COUNTERPART,
	SDMX_PRICES,
	SDMX_ADJUSTMENT,
	SDMX_KIND,
	SDMX_TIME_PERIOD,
	SDMX_OBS_VALUE,
	SDMX_UNIT_MEASURE,
	SDMX_UNIT_MULT,
	SDMX_DECIMALS,
	SDMX_OBS_STATUS,
	SDMX_QUALIFIER,
	SDMX_BASIS,
	SDMX_PRINTED,
	SDMX_UNIT_TEXT,
	SDMX_SOURCE,
	SDMX_PUBLISHED,
	SDMX_NOTE,
	SDMX_N_COLUMNS,
};

extern const char *const sdmx_columns[SDMX_N_COLUMNS];

/** The SDMX code of a base unit (yuan: CNY), the unit itself where there is none. */
const char *sdmx_unit_code(const char *base);

#endif
