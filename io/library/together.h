/* together.h: what check, bounds and reconcile share: all claims of the store, and how to read
 * them. */
#ifndef TALLY_LIBRARY_TOGETHER_H
#define TALLY_LIBRARY_TOGETHER_H

#include "library/session.h"
#include "network/network.h"

typedef struct {
	const char *as_of, *source, *prefer, *rounding;
	double seconds;
	tally_network_options network;
	tally_claims claims;
} together;

#define TOGETHER_OPTIONS(t)                                                                        \
	{"as-of", OPTION_TEXT, &(t)->as_of}, {"source", OPTION_TEXT, &(t)->source},                \
	    {"prefer", OPTION_TEXT, &(t)->prefer}, {"rounding", OPTION_TEXT, &(t)->rounding},      \
	{                                                                                          \
		"time-limit", OPTION_NUMBER, &(t)->seconds                                         \
	}

/** Reads the options' words and all claims of the store. */
tally_status together_read(together *t, tally_session *s, tally_error *err);
void together_release(together *t);

/** "gdp@CN/2023 level 129.4 (nbs:3)" into out. */
#define TOGETHER_CLAIM_TEXT 1024
void together_claim_text(const together *t, int32_t claim, const tally_codes *codes,
			 char out[TOGETHER_CLAIM_TEXT]);

/** Lines joined by LF; zero-initialise, free(text). */
typedef struct {
	char *text;
	size_t len;
	bool failed;
} together_lines;
void together_line(together_lines *l, const char *text);

#endif
