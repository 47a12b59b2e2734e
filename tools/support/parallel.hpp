// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace redoubt::support {

// Calls `work` for each index below count, on up to `workers` threads. An exception ends the rest and is passed on.
template <typename Work>
void for_each_index(std::size_t count, std::size_t workers, Work const& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr problem;
    std::mutex guard;
    auto const loop = [&] {
        for (auto i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                std::lock_guard const lock(guard);
                if (!problem) problem = std::current_exception();
                next = count;
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < std::min(workers, count); ++i)
            threads.emplace_back(loop);
    }
    if (problem) std::rethrow_exception(problem);
}

} // namespace redoubt::support
