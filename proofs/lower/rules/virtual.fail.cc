// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Shape {
    //@ assigns \nothing;
    virtual uint32_t corners() const;
};
