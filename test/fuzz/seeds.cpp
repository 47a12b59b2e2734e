// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/seeds.hpp"

namespace redoubt::fuzz {

std::map<std::string, Corpus> all_seeds() {
    return {{"os_list", os_list_seeds()},     {"bios_list", bios_list_seeds()},
            {"policy", policy_seeds()},       {"io", io_seeds()},
            {"event_log", event_log_seeds()}, {"domains", domains_seeds()},
            {"os_calls", os_calls_seeds()},   {"handler_calls", handler_calls_seeds()},
            {"exits", exits_seeds()}};
}

} // namespace redoubt::fuzz
