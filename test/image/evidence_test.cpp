// SPDX-License-Identifier: Apache-2.0
#include "tools/image/evidence.hpp"
#include "tools/image/names.hpp"

#include <doctest/doctest.h>

using namespace redoubt::image;

TEST_CASE("image: symbols have the names that proof results and ledger use") {
    CHECK(readable("_ZN3stm6Policy5claimEPKNS_7RequestEjPNS_6StatusE") == "stm::Policy::claim");
    CHECK(readable("_ZNK3stm6Policy11for_handlerERKNS_7RequestE") == "stm::Policy::for_handler");
    CHECK(readable("_ZN3stm4bootL8entry_ofERKNS0_5PlaceEmm") == "stm::boot::entry_of"); // static
    CHECK(readable("stm_entry") == "stm_entry");
    CHECK(c_name("_ZN3stm4arch8read_cr0Ev") == "stm_arch_read_cr0");
    CHECK(c_name("stm_entry") == "stm_entry");
}

TEST_CASE("image: only rows about monitor/arch and monitor/boot vouch for assembly") {
    auto const row = [](std::string const& id, std::string const& kind, std::string const& name,
                        std::string const& place) {
        return "| `" + id + "` | " + kind + " | `" + name + "` | `" + place + "` | why | source | test |\n";
    };
    auto const trusted =
        trusted_in(row("A", "contract", "stm_arch_read_cr0@0123456789ab", "monitor/arch/control_registers.h") +
                   row("B", "general", "stm_entry", "monitor/boot/entry.S") +
                   row("C", "contract", "stm_policy_claim@0123456789ab", "monitor/policy/policy.h"));
    CHECK(trusted == std::map<std::string, std::string>{{"stm_arch_read_cr0", "A"}, {"stm_entry", "B"}});
}
