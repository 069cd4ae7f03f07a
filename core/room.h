/* room.h: memory for what grows large, in large pages where the system has them.
 *
 * The first touch of a page costs more than most that is done with it; 2 MiB pages are touched far
 * fewer times. What comes from here is freed, and may be reallocated, like any other memory. */
#ifndef TALLY_ROOM_H
#define TALLY_ROOM_H

#include <stddef.h>

/** Room for `bytes` bytes, unset; NULL: out of memory. Never NULL for 0 bytes alone. */
void *tally_room(size_t bytes);

/** Room for `bytes` bytes that begins with the first `used` ones of `old` (NULL: none), which is
 * freed; NULL: out of memory, and `old` is as it was. */
void *tally_more_room(void *old, size_t used, size_t bytes);

#endif
