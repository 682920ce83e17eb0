/*
 * A wire between two network namespaces that is as bad as it is told to be: late, lossy, slow, or cut. Two TUN devices
 * (Linux, Documentation/networking/tuntap.rst), and each packet that one gives is handed to the other when it is due.
 * For kernels without netem, and the same on all of them.
 *
 *   wire ALICE alice0 ROUTER router0     names of namespaces (ip-netns) and of the devices to make in them
 *
 * Standard input, line by line: "DELAY LOSS RATE": microseconds each way, lost packets in a million, bits per second
 * (0: no limit). Each line is answered by the number of packets that loss has taken so far. Ends at the end of its input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 16384, PACKET = 1600, BATCH = 64 };
/* What a slow link keeps waiting before it drops, as a home router does. */
#define BUFFER_NS 250000000LL

typedef struct {
  int64_t due;
  int length;
  char bytes[PACKET];
} Packet;

/* One direction. Packets stay in order, so the first is always the next one due. */
typedef struct {
  int from, to;
  int64_t free_at, last_due;
  uint32_t head, tail;
  Packet *packets;
} Direction;

static int64_t delay_ns, rate_bps;
static uint32_t loss_ppm;
static unsigned long lost;
static uint64_t dice = 88172645463325252ULL;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* xorshift64 with a fixed seed: the same packets are lost in every run. */
static int is_lost(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  int is = dice % 1000000 < loss_ppm;
  lost += is;
  return is;
}

static int open_tun(const char *namespace, const char *name) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int netns = open(path, O_RDONLY | O_CLOEXEC);
  if (netns < 0 || setns(netns, CLONE_NEWNET) < 0) fail(path);
  close(netns);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(tun, TUNSETIFF, &request) < 0) fail(name);
  return tun;
}

static void take(Direction *way, int64_t time) {
  for (int count = 0; count < BATCH && way->tail - way->head < SLOTS; count++) {
    Packet *packet = &way->packets[way->tail % SLOTS];
    packet->length = read(way->from, packet->bytes, PACKET);
    if (packet->length <= 0) return;
    if (is_lost()) continue;
    if (way->free_at < time) way->free_at = time;
    if (rate_bps > 0) {
      if (way->free_at - time > BUFFER_NS) continue;
      way->free_at += packet->length * 8000000000LL / rate_bps;
    }
    packet->due = way->free_at + delay_ns;
    if (packet->due < way->last_due) packet->due = way->last_due;
    way->last_due = packet->due;
    way->tail++;
  }
}

static void give(Direction *way, int64_t time) {
  for (; way->head != way->tail; way->head++) {
    Packet *packet = &way->packets[way->head % SLOTS];
    if (packet->due > time) return;
    /* A device that is down, or has no room, loses the packet, as a real one does. */
    if (write(way->to, packet->bytes, packet->length) < 0 && errno != EAGAIN && errno != EIO) fail("write");
  }
}

static void listen_to(FILE *input) {
  char line[128];
  long long delay_us, loss, rate;
  if (!fgets(line, sizeof line, input)) exit(0);
  if (sscanf(line, "%lld %lld %lld", &delay_us, &loss, &rate) != 3) exit(2);
  delay_ns = delay_us * 1000;
  loss_ppm = loss;
  rate_bps = rate;
  printf("%lu\n", lost);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int ends[2] = {open_tun(argv[1], argv[2]), open_tun(argv[3], argv[4])};
  Direction ways[2] = {{.from = ends[0], .to = ends[1]}, {.from = ends[1], .to = ends[0]}};
  for (int i = 0; i < 2; i++) {
    ways[i].packets = malloc(SLOTS * sizeof(Packet));
    if (!ways[i].packets) fail("malloc");
  }
  setvbuf(stdin, NULL, _IONBF, 0);
  puts("0");
  fflush(stdout);
  struct pollfd events[3] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    int64_t time = now(), next = INT64_MAX;
    for (int i = 0; i < 2; i++) {
      Direction *way = &ways[i];
      give(way, time);
      int empty = way->head == way->tail, full = way->tail - way->head == SLOTS;
      if (!empty && way->packets[way->head % SLOTS].due < next) next = way->packets[way->head % SLOTS].due;
      events[i].events = full ? 0 : POLLIN;
    }
    int64_t wait = next - now();
    if (wait < 0) wait = 0;
    struct timespec limit = {wait / 1000000000LL, wait % 1000000000LL};
    if (ppoll(events, 3, next == INT64_MAX ? NULL : &limit, NULL) < 0) {
      if (errno == EINTR) continue;
      fail("poll");
    }
    time = now();
    for (int i = 0; i < 2; i++)
      if (events[i].revents & POLLIN) take(&ways[i], time);
    if (events[2].revents) listen_to(stdin);
  }
}
