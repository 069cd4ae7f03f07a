/* row_columns.h: the columns of the rows of a store. */
#ifndef TALLY_STORE_ROW_COLUMNS_H
#define TALLY_STORE_ROW_COLUMNS_H

/** The columns of a row, in the order by which the rows of a series are sorted (after the series;
 * the last two play no part in whether rows are equal). */
enum {
	ROW_TIME, /**< last day of the period */
	ROW_DAYS, /**< its length in days; 0: open start */
	ROW_PUBLISHED,
	ROW_SOURCE, /**< text ids */
	ROW_LOCATOR,
	ROW_FORM,
	ROW_MANTISSA,
	ROW_DECIMALS,
	ROW_SECOND,
	ROW_SECOND_DECIMALS,
	ROW_REAL, /**< bits of a double */
	ROW_QUALIFIER,
	ROW_BASIS,
	ROW_STATUS,
	ROW_BASE_AGO,  /**< days from the last day of an explicit base to that of the period */
	ROW_BASE_DAYS, /**< length of an explicit base; 0: open start */
	ROW_NOTE,
	ROW_BATCH,
	ROW_LINE,
	STORE_ROW_COLUMNS
};

#endif
