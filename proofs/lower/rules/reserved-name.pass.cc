#include <stdint.h>

//@ assigns \nothing;
uint32_t same(uint32_t limit) { return limit; }
