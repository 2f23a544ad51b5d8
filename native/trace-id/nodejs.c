/* The library as Node.js loads it: a function that takes text and returns whether it could be set. */
#include "trace-id.h"

#include <stdbool.h>

/* Node.js's own; its headers need not be here for these. Weak: a program of another language has none of them. */
#define OF_NODEJS extern __attribute__((weak))
typedef struct napi_environment *napi_environment;
typedef struct napi_value *napi_value;
typedef struct napi_call *napi_call;
OF_NODEJS int napi_get_cb_info(napi_environment, napi_call, size_t *count, napi_value *arguments, napi_value *self, void **data);
OF_NODEJS int napi_get_value_string_utf8(napi_environment, napi_value, char *text, size_t size, size_t *length);
OF_NODEJS int napi_get_boolean(napi_environment, bool value, napi_value *result);
OF_NODEJS int napi_create_function(napi_environment, const char *name, size_t length,
	napi_value (*)(napi_environment, napi_call), void *data, napi_value *result);

static napi_value set(napi_environment environment, napi_call call)
{
	size_t count = 1, length = 0;
	napi_value text, result = NULL;
	bool done = !napi_get_cb_info(environment, call, &count, &text, NULL, NULL) &&
		!napi_get_value_string_utf8(environment, text, next_trace_id(), MAX_TRACE_ID_BYTES + 1, &length) &&
		length < MAX_TRACE_ID_BYTES /* a longer one was cut */ && !use_next_trace_id();
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
