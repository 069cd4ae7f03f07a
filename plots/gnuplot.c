/* gnuplot.c: the child process.
 *
 * Its standard input is one end of a socket (so that writing to a dead child is an error, not a
 * signal), its standard error one of a pipe; standard output goes nowhere; file 3 is the
 * anonymous file that it draws into and file 4 one with the script of the chart, which it is
 * told to load (it reads its standard input byte by byte: that alone took longer than drawing).
 * After each chart it is asked to print an acknowledgement with its error number; whatever stands
 * before that on standard error is gnuplot's complaint. */
#include "gnuplot.h"

#include "child.h"

#include "render.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS 60000

/* The child's numbers of the two files. */
enum { SINK_FD = 3, SCRIPT_FD = 4 };

/* A file of ours that the child opens by name. */
typedef struct {
	int fd;
	char name[64];  /* as the child opens it */
	bool temporary; /* it has a name in the file system, to be removed */
} exchange;

struct tally_gnuplot {
	pid_t pid;     /* 0: none is running */
	int in, err;   /* our ends: its standard input and standard error */
	exchange sink; /* the file it draws into */
	exchange script;
	long asked; /* number of acknowledgements asked for */
};

/* --- start and end ----------------------------------------------------------------- */

/* A descriptor well above those the child gets, so that no dup2 runs over another. */
static int lift(int fd)
{
	int high = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 16) : -1;
	if (fd >= 0)
		close(fd);
	return high;
}

static tally_status exchange_open(exchange *e, int child_fd, tally_error *err)
{
	if (access("/proc/self/fd", X_OK) == 0) {
		e->fd = memfd_create("tally-chart", MFD_CLOEXEC);
		snprintf(e->name, sizeof e->name, "/proc/self/fd/%d", child_fd);
	} else {
		strcpy(e->name, "/tmp/tally-XXXXXX");
		e->fd = mkostemp(e->name, O_CLOEXEC);
		e->temporary = e->fd >= 0;
	}
	e->fd = lift(e->fd);
	if (e->fd < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "no file to share with gnuplot: %s",
				       strerror(errno));
	return TALLY_OK;
}

static void exchange_close(exchange *e)
{
	if (e->temporary)
		unlink(e->name);
	if (e->fd >= 0)
		close(e->fd);
}

static int spawn(tally_gnuplot *g, int in, int err_fd)
{
	char program[] = "gnuplot", option[] = "-d";
	char *argv[] = {program, option, NULL}, *environment[TALLY_CHILD_VARIABLES];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	tally_child_environment(environment);
	int rc = posix_spawn_file_actions_init(&files);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc) {
		posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, err_fd, 2);
	posix_spawn_file_actions_adddup2(&files, g->sink.fd, SINK_FD);
	posix_spawn_file_actions_adddup2(&files, g->script.fd, SCRIPT_FD);
	posix_spawn_file_actions_addclosefrom_np(&files, SCRIPT_FD + 1);
	rc = posix_spawnp(&g->pid, program, &files, &attributes, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return rc;
}

static tally_status launch(tally_gnuplot *g, tally_error *err)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) || pipe2(out, O_CLOEXEC)) {
		if (in[0] >= 0) {
			close(in[0]);
			close(in[1]);
		}
		return tally_error_set(err, TALLY_ESYSTEM, "no pipe to gnuplot: %s",
				       strerror(errno));
	}
	in[1] = lift(in[1]);
	out[1] = lift(out[1]);
	int rc = in[1] < 0 || out[1] < 0 ? EMFILE : spawn(g, in[1], out[1]);
	close(in[1]);
	close(out[1]);
	if (rc) {
		g->pid = 0;
		close(in[0]);
		close(out[0]);
		return tally_error_set(err, TALLY_ESYSTEM,
				       rc == ENOENT ? "gnuplot was not found on PATH; install it "
						      "(Debian: gnuplot-nox) or ask for text "
						      "with --term"
						    : "gnuplot could not be started: %s",
				       strerror(rc));
	}
	g->in = in[0];
	g->err = out[0];
	fcntl(g->in, F_SETFL, O_NONBLOCK);
	return TALLY_OK;
}

tally_status tally_gnuplot_start(tally_gnuplot **out, tally_error *err)
{
	tally_gnuplot *g = calloc(1, sizeof *g);
	*out = NULL;
	if (!g)
		return tally_error_memory(err);
	g->sink.fd = g->script.fd = -1;
	tally_status status = exchange_open(&g->sink, SINK_FD, err);
	if (!status)
		status = exchange_open(&g->script, SCRIPT_FD, err);
	if (!status)
		status = launch(g, err);
	if (status) {
		tally_gnuplot_stop(g);
		return status;
	}
	*out = g;
	return TALLY_OK;
}

/* Closes the pipes and waits for the child; its wait status. */
static int reap(tally_gnuplot *g, bool kill_it)
{
	int status = 0;
	if (kill_it)
		kill(g->pid, SIGKILL);
	close(g->in);
	close(g->err);
	while (waitpid(g->pid, &status, 0) < 0 && errno == EINTR)
		;
	g->pid = 0;
	return status;
}

void tally_gnuplot_stop(tally_gnuplot *g)
{
	if (!g)
		return;
	if (g->pid > 0)
		reap(g, true);
	exchange_close(&g->sink);
	exchange_close(&g->script);
	free(g);
}

/* --- talking ------------------------------------------------------------------------ */

static long long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* What gnuplot said, on one line without its carets and blank lines. */
static void one_line(const char *said, char *out, size_t size)
{
	size_t n = 0;
	bool space = false;
	for (; *said && n + 2 < size; said++) {
		if ((unsigned char)*said <= ' ' || *said == '^') {
			space = n > 0;
			continue;
		}
		if (space)
			out[n++] = ' ';
		space = false;
		out[n++] = *said;
	}
	out[n] = 0;
}

static tally_status died(tally_gnuplot *g, const char *said, tally_error *err)
{
	char words[400];
	int status = reap(g, false);
	one_line(said, words, sizeof words);
	const char *colon = *words ? ": " : "";
	if (WIFSIGNALED(status))
		return tally_error_set(err, TALLY_ESYSTEM,
				       "gnuplot was killed by signal %d (%s)%s%s", WTERMSIG(status),
				       strsignal(WTERMSIG(status)), colon, words);
	return tally_error_set(err, TALLY_ESYSTEM, "gnuplot ended with exit code %d%s%s",
			       WEXITSTATUS(status), colon, words);
}

/* Writes what the socket takes; false when the child is gone. */
static bool push(tally_gnuplot *g, const tally_script *script, size_t *sent)
{
	ssize_t n = send(g->in, script->text + *sent, script->n - *sent, MSG_NOSIGNAL);
	if (n > 0)
		*sent += (size_t)n;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* Reads what the child said; false at its end. */
static bool pull(tally_gnuplot *g, tally_script *said)
{
	char piece[4096];
	ssize_t n = read(g->err, piece, sizeof piece);
	/* A child that never stops talking is cut short by the time limit, not by memory. */
	if (n > 0 && said->n < (1u << 20))
		tally_script_bytes(said, piece, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

/* The whole line with the acknowledgement has come. */
static bool answered(const tally_script *said, const char *ack)
{
	const char *at = said->text ? strstr(said->text, ack) : NULL;
	return at && strchr(at, '\n');
}

/* Sends the script and reads until `ack` stands in what was said. */
static tally_status converse(tally_gnuplot *g, const tally_script *script, const char *ack,
			     tally_script *said, tally_error *err)
{
	size_t sent = 0;
	long long deadline = now_ms() + TIMEOUT_MS;
	tally_script_bytes(said, "", 0);
	while (!said->failed && !answered(said, ack)) {
		struct pollfd fds[2] = {{g->err, POLLIN, 0}, {g->in, POLLOUT, 0}};
		long long left = deadline - now_ms();
		int ready = left > 0 ? poll(fds, sent < script->n ? 2 : 1, (int)left) : 0;
		if (ready == 0) {
			reap(g, true);
			return tally_error_set(err, TALLY_ESYSTEM,
					       "gnuplot did not answer for %d seconds",
					       TIMEOUT_MS / 1000);
		}
		if (ready < 0)
			continue;
		bool alive = true;
		if (sent < script->n && fds[1].revents)
			alive = push(g, script, &sent);
		if (fds[0].revents && !pull(g, said))
			alive = false;
		if (!alive && !answered(said, ack))
			return died(g, said->failed ? "" : said->text, err);
	}
	return said->failed ? tally_error_memory(err) : TALLY_OK;
}

static bool complete(tally_picture format, const char *bytes, size_t n)
{
	static const struct {
		const char *mark;
		size_t length;
	} ends[] = {[TALLY_PICTURE_SVG] = {"</svg>", 6},
		    [TALLY_PICTURE_PNG] = {"IEND", 4},
		    [TALLY_PICTURE_PDF] = {"%%EOF", 5},
		    [TALLY_PICTURE_SIXEL] = {"\033\\", 2}};
	size_t tail = n < 64 ? n : 64;
	return memmem(bytes + n - tail, tail, ends[format].mark, ends[format].length) != NULL;
}

static tally_status read_sink(tally_gnuplot *g, char **bytes, size_t *n, tally_error *err)
{
	struct stat info;
	if (fstat(g->sink.fd, &info) != 0 || info.st_size < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "gnuplot's picture: %s",
				       strerror(errno));
	size_t size = (size_t)info.st_size, have = 0;
	char *buffer = malloc(size + 1);
	if (!buffer)
		return tally_error_memory(err);
	while (have < size) {
		ssize_t got = pread(g->sink.fd, buffer + have, size - have, (off_t)have);
		if (got <= 0 && errno != EINTR)
			break;
		have += got > 0 ? (size_t)got : 0;
	}
	buffer[have] = 0;
	*bytes = buffer;
	*n = have;
	return TALLY_OK;
}

/* Replaces gnuplot's SVG by ours. */
static tally_status dress_svg(const tally_scene *scene, char **bytes, size_t *n, tally_error *err)
{
	tally_script svg = {0};
	tally_render_svg(scene, *bytes, *n, &svg);
	free(*bytes);
	*bytes = svg.text;
	*n = svg.n;
	if (!svg.failed)
		return TALLY_OK;
	free(svg.text);
	*bytes = NULL;
	return tally_error_memory(err);
}

/* The picture, after gnuplot has acknowledged with its error number. */
static tally_status fetch(tally_gnuplot *g, const tally_scene *scene, tally_picture format,
			  const char *said, const char *ack, char **bytes, size_t *n,
			  tally_error *err)
{
	char words[600];
	const char *answer = strstr(said, ack);
	if (atol(answer + strlen(ack)) != 0) {
		char *cut = strndup(said, (size_t)(answer - said));
		one_line(cut ? cut : "", words, sizeof words);
		free(cut);
		return tally_error_set(err, TALLY_ESYSTEM, "gnuplot: %s", words);
	}
	tally_status status = read_sink(g, bytes, n, err);
	if (!status && !complete(format, *bytes, *n)) {
		one_line(said, words, sizeof words);
		status = tally_error_set(err, TALLY_ESYSTEM,
					 "gnuplot gave an incomplete picture (%zu bytes): %s", *n,
					 words);
	}
	if (!status && format == TALLY_PICTURE_SVG)
		return dress_svg(scene, bytes, n, err);
	if (status) {
		free(*bytes);
		*bytes = NULL;
	}
	return status;
}

/* Leaves the script where the child loads it from, and empties the file it draws into. */
static tally_status hand_over(tally_gnuplot *g, const tally_script *script, tally_error *err)
{
	size_t done = 0;
	bool good = ftruncate(g->sink.fd, 0) == 0 && ftruncate(g->script.fd, 0) == 0;
	while (good && done < script->n) {
		ssize_t n =
		    pwrite(g->script.fd, script->text + done, script->n - done, (off_t)done);
		good = n > 0 || (n < 0 && errno == EINTR);
		done += n > 0 ? (size_t)n : 0;
	}
	return good ? TALLY_OK
		    : tally_error_set(err, TALLY_ESYSTEM, "the script for gnuplot: %s",
				      strerror(errno));
}

tally_status tally_gnuplot_draw(tally_gnuplot *g, const tally_scene *scene, tally_picture format,
				char **bytes, size_t *n, tally_error *err)
{
	tally_script script = {0}, order = {0}, said = {0};
	char ack[48];
	*bytes = NULL;
	*n = 0;
	if (g->pid == 0 && launch(g, err))
		return TALLY_ESYSTEM;
	snprintf(ack, sizeof ack, "tally-chart-%ld:", ++g->asked);
	tally_render_script(scene, format, g->sink.name, &script);
	tally_script_add(&order, "reset errors\nload '%s'\nprint '%s', GPVAL_ERRNO\n",
			 g->script.name, ack);
	tally_status status =
	    script.failed || order.failed ? tally_error_memory(err) : hand_over(g, &script, err);
	if (!status)
		status = converse(g, &order, ack, &said, err);
	if (!status)
		status = fetch(g, scene, format, said.text, ack, bytes, n, err);
	free(script.text);
	free(order.text);
	free(said.text);
	return status;
}

tally_status tally_gnuplot_version(tally_gnuplot *g, char out[64], tally_error *err)
{
	tally_script script = {0}, said = {0};
	char ack[48];
	snprintf(ack, sizeof ack, "tally-chart-%ld:", ++g->asked);
	tally_script_add(&script,
			 "print 'gnuplot ', GPVAL_VERSION, ' patchlevel ', "
			 "GPVAL_PATCHLEVEL\nprint '%s'\n",
			 ack);
	tally_status status =
	    script.failed ? tally_error_memory(err) : converse(g, &script, ack, &said, err);
	if (!status) {
		*strstr(said.text, ack) = 0;
		one_line(said.text, out, 64);
	}
	free(script.text);
	free(said.text);
	return status;
}
