/* available.c: /proc/meminfo, control groups (2 and 1), ulimit -v; see available.h. */
#include "store/available.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The number behind `key` in a file of "key number" lines, or the first one when key is ""; SIZE_MAX
 * when there is none ("max"). */
static size_t number_in(const char *path, const char *key)
{
	char line[256];
	unsigned long long n;
	FILE *file = fopen(path, "re");
	size_t found = SIZE_MAX, len = strlen(key);
	while (file && found == SIZE_MAX && fgets(line, sizeof line, file))
		if (strncmp(line, key, len) == 0 && sscanf(line + len, "%llu", &n) == 1 &&
		    n < SIZE_MAX)
			found = (size_t)n;
	if (file)
		fclose(file);
	return found;
}

static size_t lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The limit of the control group of version 2 and of all above it. */
static size_t group_limit(void)
{
	char line[1024], path[1200];
	size_t least = SIZE_MAX;
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;
	while (file && !found && fgets(line, sizeof line, file))
		found = strncmp(line, "0::/", 4) == 0;
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	for (char *slash = found ? line + strlen(line) : NULL; slash; slash = strrchr(line + 3, '/')) {
		*slash = '\0';
		snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.max", line + 3);
		least = lesser(least, number_in(path, ""));
	}
	return least;
}

size_t store_memory_available(void)
{
	struct rlimit limit;
	size_t kib = number_in("/proc/meminfo", "MemAvailable:");
	size_t least = kib < SIZE_MAX / 1024 ? kib * 1024 : SIZE_MAX;
	least = lesser(least, group_limit());
	least = lesser(least, number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes", ""));
	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		least = lesser(least, limit.rlim_cur);
	return least;
}
