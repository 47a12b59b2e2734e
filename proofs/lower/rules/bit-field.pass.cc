#include <stdint.h>


struct Entry {
  uint64_t bits;
};

//@ assigns \nothing;
uint64_t frame(Entry const& e) { return e.bits >> 12; }
