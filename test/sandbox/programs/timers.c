/* Waits for the server with two timers set: one that goes off before it is heard, one long after. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int set_timer(int milliseconds)
{
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec due = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000000L}};
	timerfd_settime(timer, 0, &due, NULL);
	return timer;
}

int main(void)
{
	struct sockaddr_in server = {
		.sin_family = AF_INET, .sin_port = htons(9001), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int early = set_timer(1), late = set_timer(600000), connection = socket(AF_INET, SOCK_STREAM, 0);
	char word[16];
	usleep(20000);
	if (connect(connection, (struct sockaddr *)&server, sizeof server) || write(connection, "waiting\n", 8) != 8 ||
		read(connection, word, sizeof word) <= 0)
		return 1;
	uint64_t times;
	struct itimerspec left;
	int in_time = read(early, &times, sizeof times) == sizeof times;
	int not_yet = read(late, &times, sizeof times) < 0 && !timerfd_gettime(late, &left) && left.it_value.tv_sec > 500;
	printf("%s, %s\n", in_time ? "one in time" : "none in time", not_yet ? "one late" : "none late");
	return 0;
}
