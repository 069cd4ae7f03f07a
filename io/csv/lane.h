/* lane.h: a thread's own reader, and what it makes of a block. */
#ifndef TALLY_CSV_LANE_H
#define TALLY_CSV_LANE_H

#include "csv/reader.h"

/** A block and what a lane made of it. */
typedef struct {
	csv_block block;
	size_t number;
	csv_yield yield;
	csv_buffer texts; /**< new ones, each with its NUL */
	csv_unknown *unknown;
	int32_t n_unknown;
	csv_buffer rejects;
	tally_csv_counts counts;
	tally_diagnostics list;
	long lines;
	int lane;
	unsigned generation;
	bool fresh, good, bad_bytes;
} csv_parcel;

typedef struct {
	csv_worker w;
	csv_reader r;
	tally_claims claims; /* of the record at hand; the lane's texts */
	tally_csv_counts counts;
	tally_diagnostics list;
	tally_error err;
	unsigned generation;
	int32_t n_texts; /* that went along with earlier blocks */
	/* of the joiner: what the lane's numbers mean */
	csv_map texts, likes, codes;
	unsigned wanted; /* generation */
} csv_lane;

/** Makes the lane ready for a file; lock: of its code lists. Released in any case. */
tally_status csv_lane_begin(csv_lane *lane, const csv_reader *whole, bool unchecked,
			    pthread_rwlock_t *lock);
void csv_lane_release(csv_lane *lane);

/** Reads the block of a parcel. */
void csv_lane_read(csv_lane *lane, csv_parcel *parcel, char separator);
/** Gives the claims of a parcel the ids of the whole. */
void csv_lane_translate(const csv_lane *lane, tally_claims *claims);
/** Forgets what the lane's numbers mean. */
void csv_lane_reset(csv_lane *lane);

/** Makes a parcel ready for the next block. */
void csv_parcel_clear(csv_parcel *parcel);
void csv_parcel_free(csv_parcel *parcel);

#endif
