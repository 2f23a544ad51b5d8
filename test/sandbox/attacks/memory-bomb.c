/* Takes memory until somebody stops it; says how much it has, in MiB. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	for (int taken = 16; taken <= 4096; taken += 16) {
		char *more = malloc(16 << 20);
		if (!more)
			return 3;
		memset(more, 1, 16 << 20);
		printf("%d\n", taken);
		fflush(stdout);
	}
	return 0;
}
