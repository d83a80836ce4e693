// The one program in all images of a chaos run: writes numbered lines, and keeps count of them outside Docker's path.
// It says line n on standard output, and then stores n in /count/<run> (a shared mapping: it outlives kill -9), so how
// many lines there must be in the log is known to within one.
//
// usage: /writer SERVICE [rate=LINES-PER-SECOND] [end=MS] [status=N] [notify] [silent] [stubborn]; /writer check
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;
static const char* service;
static char run[32];
static const char padding[] = "................................................................................................";

static void stop(int number) {
  (void)number;
  stopped = 1;
}

static int64_t now_ms(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Lines are shorter than PIPE_BUF: the pipe takes each as a whole or, when a signal comes first, not at all.
static int say(const char* line, int length) {
  return write(STDOUT_FILENO, line, length) == length;
}

static uint64_t* open_count(void) {
  char path[64];
  snprintf(path, sizeof path, "/count/%s", run);
  int fd = open(path, O_RDWR | O_CREAT, 0644);
  if (fd < 0 || ftruncate(fd, sizeof(uint64_t)) < 0) _exit(70);
  void* place = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (place == MAP_FAILED) _exit(71);
  return place;
}

static void tell_ready(void) {
  const char* path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (path == NULL || strlen(path) >= sizeof address.sun_path) return;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  sendto(fd, "READY=1", 7, 0, (struct sockaddr*)&address, sizeof address);
  close(fd);
}

// In bursts of a twentieth of a second's share.
static void write_lines(int rate, int64_t end_ms) {
  uint64_t* count = open_count();
  char line[256];
  int64_t end = now_ms(CLOCK_MONOTONIC) + end_ms;
  int burst = rate >= 20 ? rate / 20 : 1;
  struct timespec pause = {.tv_sec = 0, .tv_nsec = rate >= 20 ? 50000000 : 1000000000L / rate};
  if (rate == 1) pause = (struct timespec){.tv_sec = 1};
  int first = snprintf(line, sizeof line, "RUN %s %s\n", service, run);
  while (!stopped && !say(line, first)) nanosleep(&pause, NULL);
  for (uint64_t n = 1; !stopped; nanosleep(&pause, NULL))
    for (int i = 0; i < burst && !stopped; ++i) {
      if (end_ms > 0 && now_ms(CLOCK_MONOTONIC) >= end) return;
      int length = snprintf(line, sizeof line, "LINE %s %s %llu %.*s\n", service, run, (unsigned long long)n,
                            (int)(n * 7 % 90), padding);
      if (say(line, length)) *(volatile uint64_t*)count = n++;
    }
}

int main(int count, char** words) {
  if (count < 2) return 64;
  if (strcmp(words[1], "check") == 0) return 0;
  int rate = 2, status = 0, notify = 0, silent = 0, stubborn = 0;
  int64_t end = 0;
  service = words[1];
  for (int i = 2; i < count; ++i) {
    if (sscanf(words[i], "rate=%d", &rate) == 1 || sscanf(words[i], "status=%d", &status) == 1) continue;
    if (strncmp(words[i], "end=", 4) == 0) end = atoll(words[i] + 4);
    notify |= strcmp(words[i], "notify") == 0;
    silent |= strcmp(words[i], "silent") == 0;
    stubborn |= strcmp(words[i], "stubborn") == 0;
  }
  struct sigaction action = {.sa_handler = stubborn ? SIG_IGN : stop};
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  // What an image is good for is in its variable CHAOS: good, or how it fails.
  const char* image = getenv("CHAOS") ? getenv("CHAOS") : "good";
  if (strcmp(image, "exits") == 0) end = 200, status = 3;
  if (strcmp(image, "silent") == 0) silent = 1;
  snprintf(run, sizeof run, "%lld", (long long)now_ms(CLOCK_REALTIME) * 100 + getpid() % 100);
  if (notify && !silent) tell_ready();
  write_lines(rate, end);
  return stopped ? 0 : status;
}
