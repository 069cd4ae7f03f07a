/* room.c: large room is aligned to large pages and asked for in them; see room.h. */
#include "room.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)
#define LARGE      (LARGE_PAGE / 2) /* room from here on is worth a large page */

void *tally_room(size_t bytes)
{
	size_t rounded = (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	if (bytes < LARGE || rounded < bytes)
		return malloc(bytes > 0 ? bytes : 1);
	void *room = aligned_alloc(LARGE_PAGE, rounded);
	if (room)
		madvise(room, rounded, MADV_HUGEPAGE); /* without them it is room all the same */
	return room;
}

void *tally_more_room(void *old, size_t used, size_t bytes)
{
	if (bytes < LARGE)
		return realloc(old, bytes > 0 ? bytes : 1);
	void *room = tally_room(bytes);
	if (room && used > 0)
		memcpy(room, old, used);
	if (room)
		free(old);
	return room;
}
