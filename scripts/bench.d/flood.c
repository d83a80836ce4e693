// Writes numbered lines of 100 bytes as fast as its output takes them: /flood LINES. What it writes is the same each time,
// so that a log can be compared with it byte by byte. In blocks, as programs do whose output is a pipe.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { width = 100, digits = 10, most = 640 };  // of which a block has as many as fit into 64 KB

static void say(const char* text, size_t size) {
  while (size > 0) {
    ssize_t taken = write(STDOUT_FILENO, text, size);
    if (taken < 0) _exit(1);
    text += taken;
    size -= taken;
  }
}

int main(int count, char** words) {
  static char block[most * width];
  long last = count > 1 ? atol(words[1]) : 1000000;
  memset(block, '.', sizeof block);
  for (long number = 1; number <= last;) {
    size_t used = 0;
    for (; used < sizeof block && number <= last; used += width, ++number) {
      char* line = block + used;
      long rest = number;
      for (int place = digits - 1; place >= 0; --place, rest /= 10) line[place] = '0' + rest % 10;
      line[digits] = ' ';
      line[width - 1] = '\n';
    }
    say(block, used);
  }
  return 0;
}
