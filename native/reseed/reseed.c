/*
 * Loaded by Node.js into a process that was restored from a snapshot. OpenSSL's random generator is in memory, so that
 * all processes restored from one snapshot would draw the same numbers: keys, nonces, ids. This has OpenSSL ask the
 * kernel for fresh ones, which it passes on to the generators of all threads. OpenSSL is Node.js's own, which exports it.
 */

extern int RAND_poll(void);

/* Node.js calls this once, when it loads the library, and takes what it returns for the library's exports. */
void *napi_register_module_v1(void *environment, void *exports)
{
	(void)environment;
	return RAND_poll() == 1 ? exports : 0;
}
