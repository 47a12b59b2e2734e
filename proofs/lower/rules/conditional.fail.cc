// SPDX-License-Identifier: Apache-2.0
#ifndef ONE_H
#include <stdint.h>

//@ assigns \nothing;
uint32_t one();
#endif
