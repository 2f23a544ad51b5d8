/* Forks until refused, every child included, then says how many there are. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int made = 0;
	for (; made < 100000; made++) {
		int child = fork();
		if (child == 0)
			for (;;)
				if (fork() < 0)
					pause();
		if (child < 0)
			break;
	}
	printf("refused %s\n", errno == EAGAIN ? "EAGAIN" : "otherwise");
	fflush(stdout);
	pause();
	return 0;
}
