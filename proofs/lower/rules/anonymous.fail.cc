#include <stdint.h>


namespace {

//@ assigns \nothing;
uint32_t one() { return 1; }

}  // namespace

//@ assigns \nothing;
uint32_t two() { return 2; }
