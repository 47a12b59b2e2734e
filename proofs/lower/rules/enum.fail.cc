#include <stdint.h>


enum Kind { Memory, Port };

//@ assigns \nothing;
bool one() { return true; }
