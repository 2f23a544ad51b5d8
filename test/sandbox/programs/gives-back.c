/* Fills memory, waits for the server, gives the memory back, and expects what the kernel promises for it: zeros. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BYTES = 1 << 20 };

int main(void)
{
	struct sockaddr_in server = {
		.sin_family = AF_INET, .sin_port = htons(9001), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), word[16];
	memset(memory, 'x', BYTES);
	if (connect(connection, (struct sockaddr *)&server, sizeof server) || write(connection, "waiting\n", 8) != 8 ||
		read(connection, word, sizeof word) <= 0)
		return 1;
	int kept = memory[BYTES / 2] == 'x';
	madvise(memory, BYTES, MADV_DONTNEED);
	printf("%s, then %s\n", kept ? "kept" : "lost", memory[BYTES / 2] ? "something" : "zeros");
	return 0;
}
