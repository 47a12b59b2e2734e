// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmx/vmx.hpp"

namespace redoubt::machine {

// Under the hosted build of the monitor, monitor/arch is not instructions but calls of the VMX model: those of the
// processor that is bound, on this thread.
class Bound {
public:
    Bound(Vmx& vmx, State& state);
    ~Bound();
    Bound(Bound const&) = delete;
    Bound& operator=(Bound const&) = delete;
};

} // namespace redoubt::machine
