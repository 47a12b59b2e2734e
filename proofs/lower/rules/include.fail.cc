#include <limits.h>

//@ assigns \nothing;
unsigned one() { return 1; }
