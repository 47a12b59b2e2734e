// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace redoubt::support {

// The only run that works in a folder, as long as this lives: two would read each other's reports. The second one says so and waits.
class Lock {
public:
    explicit Lock(std::filesystem::path const& folder); // made when missing
    Lock(Lock const&) = delete;
    Lock& operator=(Lock const&) = delete;
    ~Lock();

private:
    int file_;
};

} // namespace redoubt::support
