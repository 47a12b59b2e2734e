#include <stdint.h>


struct Options {
  uint32_t depth = 4;
};

//@ assigns \nothing;
uint32_t one() { return 1; }
