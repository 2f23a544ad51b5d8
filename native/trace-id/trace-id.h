#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* Where the next value goes, with room for one byte more: what ends it. */
enum { MAX_TRACE_ID_BYTES = 1023 };
char *next_trace_id(void);

/* Makes it the value from now on. Returns 0 when it could. */
int use_next_trace_id(void);

#pragma GCC visibility pop
