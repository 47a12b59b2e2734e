#include <stdint.h>


//@ assigns \nothing;
uint32_t call(uint32_t (*which)()) { return which(); }
