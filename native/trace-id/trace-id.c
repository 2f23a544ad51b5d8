/*
 * Loaded by Node.js to set the one variable that is something else with every invocation. The C library's `setenv` keeps
 * each value that a variable ever had, and looks through all of them to find out whether it knows the next one: a process
 * would grow by 200 bytes with each invocation, and become slower. What `putenv` is given stays its owner's.
 */
#include <stdbool.h>
#include <stddef.h>

#define NAME "_X_AMZN_TRACE_ID="
enum { NAME_BYTES = sizeof NAME - 1, MAX_VALUE_BYTES = 1024 };

/* Node.js's own; its headers need not be here for these. */
typedef struct napi_environment *napi_environment;
typedef struct napi_value *napi_value;
typedef struct napi_call *napi_call;
extern int napi_get_cb_info(napi_environment, napi_call, size_t *count, napi_value *arguments, napi_value *self, void **data);
extern int napi_get_value_string_utf8(napi_environment, napi_value, char *text, size_t size, size_t *length);
extern int napi_get_boolean(napi_environment, bool value, napi_value *result);
extern int napi_create_function(napi_environment, const char *name, size_t length,
	napi_value (*)(napi_environment, napi_call), void *data, napi_value *result);

extern int putenv(char *);

/* Two, so that who has just been given one can read it while the next is written. */
static char variables[2][NAME_BYTES + MAX_VALUE_BYTES + 1] = {NAME, NAME};
static int current;

/* Returns whether it could be set: it is text, and not too long. */
static napi_value set(napi_environment environment, napi_call call)
{
	size_t count = 1, length = 0;
	napi_value text, result = NULL;
	char *variable = variables[1 - current];
	bool done = !napi_get_cb_info(environment, call, &count, &text, NULL, NULL) &&
		!napi_get_value_string_utf8(environment, text, variable + NAME_BYTES, MAX_VALUE_BYTES + 1, &length) &&
		/* A longer one was cut. */
		length < MAX_VALUE_BYTES && !putenv(variable);
	if (done)
		current = 1 - current;
	napi_get_boolean(environment, done, &result);
	return result;
}

/* Node.js calls this once, when it loads the library, and takes what it returns for the library's exports. */
napi_value napi_register_module_v1(napi_environment environment, napi_value exports)
{
	(void)exports;
	napi_value function = NULL;
	return napi_create_function(environment, "setTraceId", sizeof "setTraceId" - 1, set, NULL, &function) ? NULL : function;
}
