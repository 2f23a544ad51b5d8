/*
 * Sets the one variable of a runtime that is something else with every invocation. The C library's `setenv` keeps each
 * value that a variable ever had, and looks through all of them to find out whether it knows the next one: a process
 * would grow by 200 bytes with each invocation, and become slower. What `putenv` is given stays its owner's.
 */
#include "trace-id.h"

#define NAME "_X_AMZN_TRACE_ID="
enum { NAME_BYTES = sizeof NAME - 1 };

/* The C library's own; it is the program's, whichever that is. */
extern int putenv(char *);

/* Two, so that who has just been given one can read it while the next is written. */
static char variables[2][NAME_BYTES + MAX_TRACE_ID_BYTES + 1] = {NAME, NAME};
static int next;

char *next_trace_id(void)
{
	return variables[next] + NAME_BYTES;
}

int use_next_trace_id(void)
{
	if (putenv(variables[next]))
		return -1;
	next = 1 - next;
	return 0;
}
