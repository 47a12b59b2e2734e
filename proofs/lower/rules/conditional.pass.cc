#pragma once
#include <stdint.h>

//@ assigns \nothing;
uint32_t one();
