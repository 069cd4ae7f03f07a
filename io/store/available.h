/* available.h: how much memory there is. */
#ifndef TALLY_STORE_AVAILABLE_H
#define TALLY_STORE_AVAILABLE_H

#include <stddef.h>

/** Bytes that a process may take without driving others out: what the system says is available, or
 * the limit of the process or of its control group when that is less. */
size_t store_memory_available(void);

#endif
