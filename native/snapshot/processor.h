/* What programs have asked the processor once and rely on since: which instructions there are, how registers are kept. */
#ifndef LAMBKIN_PROCESSOR_H
#define LAMBKIN_PROCESSOR_H

#include <cpuid.h>
#include <stdint.h>

static inline uint64_t add_leaf(uint64_t sum, unsigned leaf, unsigned part, unsigned known_b)
{
	unsigned a = 0, b = 0, c = 0, d = 0;
	__cpuid_count(leaf, part, a, b, c, d);
	const unsigned words[] = {a, b & known_b, c, d};
	for (int i = 0; i < 4; i++)
		sum = (sum ^ words[i]) * 1099511628211ULL;
	return sum;
}

static inline uint64_t sum_of_processor(void)
{
	uint64_t sum = add_leaf(14695981039346656037ULL, 0, 0, ~0U);
	sum = add_leaf(sum, 1, 0, 0xff00); /* the rest of the word names the core that was asked */
	sum = add_leaf(sum, 7, 0, ~0U);
	sum = add_leaf(sum, 7, 1, ~0U);
	sum = add_leaf(sum, 0xd, 0, 0); /* its second word is how much is in use just now */
	return add_leaf(sum, 0x80000001, 0, 0);
}

/* Bytes of an XSAVE area with these components, in the form that signal frames have. */
static inline uint64_t bytes_of_vectors(uint64_t components)
{
	uint64_t bytes = 512 + 64;
	for (unsigned i = 2; i < 63; i++) {
		unsigned length = 0, offset = 0, c = 0, d = 0;
		if (!(components >> i & 1))
			continue;
		__cpuid_count(0xd, i, length, offset, c, d);
		if (offset + length > bytes)
			bytes = offset + length;
	}
	return bytes;
}

#endif
