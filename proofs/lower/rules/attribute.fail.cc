#include <stdint.h>


//@ assigns \nothing;
[[gnu::noinline]] uint32_t one() { return 1; }
