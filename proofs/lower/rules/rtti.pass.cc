// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum class Kind : uint8_t { Page, Port };

struct Thing {
    Kind kind;
};

//@ assigns \nothing;
bool is_page(Thing const& t) {
    return t.kind == Kind::Page;
}
