/* The library as Python loads it: a module with a function that takes bytes and returns whether they could be set. */
#include "trace-id.h"

/* Python's own, of the part that stays the same from version to version; its headers need not be here for these. */
#define OF_PYTHON extern __attribute__((weak))
struct object;
struct method {
	const char *name;
	struct object *(*call)(struct object *self, struct object *argument);
	int kind;
	const char *help;
};
struct module {
	struct {
		ptrdiff_t references;
		void *type, *initialize;
		ptrdiff_t index;
		void *copy;
	} base;
	const char *name, *help;
	ptrdiff_t size;
	struct method *methods;
	void *slots, *traverse, *clear, *release;
};
enum { ONE_ARGUMENT = 8, STABLE_VERSION = 3 };
OF_PYTHON int PyBytes_AsStringAndSize(struct object *, char **, ptrdiff_t *);
OF_PYTHON struct object *PyBool_FromLong(long);
OF_PYTHON struct object *PyModule_Create2(struct module *, int version);

static struct object *set(struct object *self, struct object *argument)
{
	(void)self;
	char *bytes, *to = next_trace_id();
	ptrdiff_t length;
	if (PyBytes_AsStringAndSize(argument, &bytes, &length))
		return NULL;
	if (length > MAX_TRACE_ID_BYTES)
		return PyBool_FromLong(0);
	for (ptrdiff_t i = 0; i <= length; i++)
		to[i] = bytes[i];
	return PyBool_FromLong(use_next_trace_id() == 0);
}

static struct method methods[] = {{"set", set, ONE_ARGUMENT, NULL}, {NULL, NULL, 0, NULL}};
static struct module module = {.base.references = 1, .name = "trace_id", .size = -1, .methods = methods};

/* Python calls this once, when it loads the library. */
struct object *PyInit_trace_id(void)
{
	return PyModule_Create2(&module, STABLE_VERSION);
}
