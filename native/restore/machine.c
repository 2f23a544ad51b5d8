/* Whether this is still the machine that the snapshot was taken on, in every respect that the process relies on. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include "../snapshot/processor.h"

#include <fcntl.h>
#include <linux/utsname.h>

static void read_boot(char *boot, size_t size)
{
	long file = CALL(__NR_open, "/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	long got = file < 0 ? file : CALL(__NR_read, file, boot, size - 1);
	if (got <= 0)
		refuse("this boot's name cannot be read", NULL, got);
	CALL(__NR_close, file);
	boot[boot[got - 1] == '\n' ? got - 1 : got] = 0;
}

void assert_machine(const struct image *image)
{
	const struct machine *then = &image->machine;
	char boot[sizeof then->boot];
	struct new_utsname kernel;
	read_boot(boot, sizeof boot);
	/* Its clocks began anew. */
	if (!same_text(boot, then->boot))
		refuse("the machine was booted since it was taken", NULL, 0);
	/* Not only after a boot: a snapshot may have been carried into a virtual machine that shares the boot's name. */
	if (CALL(__NR_uname, &kernel) || !same_text(kernel.release, then->release) ||
		!same_text(kernel.version, then->version))
		refuse("it was taken under another kernel", NULL, 0);
	if (sum_of_processor() != then->processor)
		refuse("it was taken on another processor", NULL, 0);
}
