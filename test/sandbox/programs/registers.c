/* Waits for the server with numbers in registers of every kind, and compares them with what it then finds there. */
#include <arpa/inet.h>
#include <immintrin.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in server = {
		.sin_family = AF_INET, .sin_port = htons(9001), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	char word[16];
	if (connect(connection, (struct sockaddr *)&server, sizeof server) || write(connection, "waiting\n", 8) != 8)
		return 1;

	static const double given[4] = {0.1, 0.2, 0.3, 0.4};
	double found[4];
	long result, kept;
	unsigned short rounding_up = 0x0b7f, rounding;
	__asm__ volatile("fldcw %[rounding_up]\n"
		"	movupd (%[given]), %%xmm6\n"
		"	movupd 16(%[given]), %%xmm15\n"
		"	mov $123456789, %%r15\n"
		"	syscall\n"
		"	mov %%r15, %[kept]\n"
		"	movupd %%xmm6, (%[found])\n"
		"	movupd %%xmm15, 16(%[found])\n"
		"	fnstcw %[rounding]\n"
		: "=a"(result), [kept] "=r"(kept), [rounding] "=m"(rounding)
		: "a"(SYS_read), "D"((long)connection), "S"(word), "d"(sizeof word), [given] "r"(given), [found] "r"(found),
		[rounding_up] "m"(rounding_up)
		: "rcx", "r11", "r15", "xmm6", "xmm15", "memory");
	int same = result > 0 && kept == 123456789 && rounding == rounding_up && !memcmp(given, found, sizeof given);
	puts(same ? "the same" : "others");
	return 0;
}
