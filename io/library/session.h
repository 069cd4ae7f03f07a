/* session.h: what the calls of tally.h share: the open store, and the lock around every call. */
#ifndef TALLY_LIBRARY_SESSION_H
#define TALLY_LIBRARY_SESSION_H

#include "library/sheet.h"
#include "library/options.h"
#include "store/store.h"

struct tally_session {
	char *path;
	tally_store *store;
};

/** Around the body of every call: one at a time in the process, and GSL does not abort. */
void library_enter(void);
void library_leave(void);

/** tally_session_create without the lock and with the process's own HDF5 settings: for the command.
 */
tally_status session_make(const char *path, const char *folder, tally_error *err);

/** The code lists of the session. */
tally_codes *session_codes(const tally_session *s);
/** Opens the store anew after a change. Without the lock. */
tally_status session_reopen(tally_session *s, tally_error *err);

#endif
