// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

class Counter {
public:
    //@ assigns *this;
    Counter() { n_ = 0; }

private:
    uint32_t n_;
};
