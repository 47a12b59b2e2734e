// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Table {
    uint32_t count;
};

/*@ requires \forall integer i; 0 <= i < t.count ==> i < limit;
    assigns \nothing; */
bool fits(Table const& t, uint32_t limit) {
    return t.count <= limit;
}
