/* What cannot be done is told to init, by the descriptor that it gave, and ends the process. */
#include "restore.h"
#include "system.h"

enum { REASON_BYTES = 120 };

/* As init expects it: a number that no errno has, and a text. */
struct trouble {
	int number;
	char reason[REASON_BYTES];
};

int trouble_descriptor = GIVEN_TROUBLE;

static size_t append(char *to, size_t used, const char *text)
{
	for (; text && *text && used + 1 < REASON_BYTES; text++)
		to[used++] = *text;
	to[used] = 0;
	return used;
}

_Noreturn void refuse(const char *what, const char *about, long result)
{
	static struct trouble trouble = {.number = -1};
	size_t used = append(trouble.reason, 0, what);
	if (about) {
		used = append(trouble.reason, used, " ");
		used = append(trouble.reason, used, about);
	}
	if (result < 0) {
		char digits[16];
		size_t at = sizeof digits - 1;
		digits[at] = 0;
		for (long left = -result; left && at; left /= 10)
			digits[--at] = (char)('0' + left % 10);
		used = append(trouble.reason, used, ": error ");
		append(trouble.reason, used, digits + at);
	}
	CALL(__NR_write, trouble_descriptor, &trouble, sizeof trouble);
	for (;;)
		CALL(__NR_exit_group, 126);
}

long must_with(long result, const char *what, const char *about)
{
	if (result < 0)
		refuse(what, about, result);
	return result;
}

long must(long result, const char *what)
{
	return must_with(result, what, NULL);
}
