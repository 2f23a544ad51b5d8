/* What compilers call without being asked, and a C library would have. */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
	void *start = to;
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
	return start;
}

void *memset(void *to, int byte, size_t length)
{
	void *start = to;
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(byte) : "memory");
	return start;
}

int memcmp(const void *one, const void *other, size_t length)
{
	const unsigned char *a = one, *b = other;
	for (size_t i = 0; i < length; i++)
		if (a[i] != b[i])
			return a[i] - b[i];
	return 0;
}
