/* plain_locale.c: the C locale for a thread. The C library has it built in: nothing is loaded or
 * allocated. Should it ever fail, the thread keeps what it has. */
#include "plain_locale.h"

locale_t tally_plain_locale(void)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	return plain != (locale_t)0 ? uselocale(plain) : uselocale((locale_t)0);
}
