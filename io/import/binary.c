/* binary.c: what the first bytes of a file say it is. */
#include "import/import.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

tally_binary tally_binary_kind(const char *path)
{
	static const unsigned char zip[4] = {'P', 'K', 3, 4}, ole[4] = {0xd0, 0xcf, 0x11, 0xe0};
	unsigned char begin[4] = {0};
	struct stat info; /* a pipe cannot be looked at twice */
	bool plain = stat(path, &info) == 0 && S_ISREG(info.st_mode);
	int fd = plain ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd >= 0 ? read(fd, begin, sizeof begin) : 0;

	if (fd >= 0)
		close(fd);
	if (n == sizeof begin && memcmp(begin, zip, sizeof zip) == 0)
		return TALLY_BINARY_XLSX;
	if (n == sizeof begin && memcmp(begin, ole, sizeof ole) == 0)
		return TALLY_BINARY_XLS;
	return TALLY_BINARY_NONE;
}
