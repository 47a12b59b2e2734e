// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

class Counter {
public:
    //@ requires \valid(this); assigns *this;
    void reset() { n_ = 0; }

private:
    uint32_t n_;
};
