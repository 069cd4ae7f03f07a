/* glpk_guard.c: see glpk_guard.h. GLPK calls abort() on a failed internal check unless its hook
 * jumps away. */
#include "glpk_guard.h"

#include <glpk.h>
#include <setjmp.h>
#include <stddef.h>

static _Thread_local int users;
static _Thread_local jmp_buf *on_abort;

static void hook(void *info)
{
	(void)info;
	if (on_abort)
		longjmp(*on_abort, 1);
}

/* GLPK turns its terminal on again to report an error: nothing of that goes to our output. */
static int swallow(void *info, const char *text)
{
	(void)info;
	(void)text;
	return 1;
}

void tally_glpk_begin(void)
{
	if (users++ > 0)
		return;
	glp_term_hook(swallow, NULL);
	glp_term_out(GLP_OFF);
	glp_error_hook(hook, NULL);
}

void tally_glpk_end(void)
{
	if (--users == 0)
		glp_free_env();
}

bool tally_glpk_guarded(void (*run)(void *context), void *context)
{
	jmp_buf here, *outer = on_abort;
	if (setjmp(here) != 0) {
		on_abort = outer;
		glp_error_hook(hook, NULL);
		return false;
	}
	on_abort = &here;
	run(context);
	on_abort = outer;
	return true;
}
