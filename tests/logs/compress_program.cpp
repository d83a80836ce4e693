// As berthd, started with --compress FILE.
#include "logs/compress_file.h"

int main(int, char** argv) {
  return berth::logs::compress_command(argv[2]);
}
