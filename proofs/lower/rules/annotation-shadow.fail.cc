// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Table {
    uint32_t count;
};

/*@ requires \forall integer limit; 0 <= limit < t.count ==> limit < 100;
    assigns \nothing; */
bool fits(Table const& t, uint32_t limit) {
    return t.count <= limit;
}
