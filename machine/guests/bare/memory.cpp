// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>

// What the compiler calls when it copies or clears a structure.
extern "C" {

void* memcpy(void* to, void const* from, size_t size) {
    void* const result = to;
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
    return result;
}

void* memset(void* to, int value, size_t size) {
    void* const result = to;
    asm volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
    return result;
}

} // extern "C"
