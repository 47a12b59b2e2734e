#include <stdint.h>

//@ assigns \nothing;
uint32_t same(uint32_t restrict) { return restrict; }
