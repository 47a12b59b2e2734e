#include <stdint.h>


//@ assigns a, b;
void clear(uint32_t& a, uint32_t& b) {
  b = 0;
  a = b;
}
