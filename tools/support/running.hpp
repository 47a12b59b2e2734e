// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace redoubt::support {

// The programs that run for this process. When it is told to end (Ctrl-C, SIGTERM, SIGHUP), so are they: a prover that nobody waits for
// would go on for minutes.
class Running {
public:
    Running(pid_t child, bool own_group); // own_group: the child leads a process group, which ends as a whole
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;
    ~Running();

private:
    int slot_;
};

} // namespace redoubt::support
