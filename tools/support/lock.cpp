// SPDX-License-Identifier: Apache-2.0
#include "tools/support/lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace redoubt::support {

Lock::Lock(std::filesystem::path const& folder) : file_(-1) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    auto const path = folder / ".lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) throw std::runtime_error(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    fmt::print(stderr, "redoubt: another run works in {}; waiting for its end\n", folder.string());
    while (::flock(file_, LOCK_EX) != 0)
        if (errno != EINTR)
            throw std::runtime_error(fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
}

Lock::~Lock() {
    ::close(file_);
}

} // namespace redoubt::support
