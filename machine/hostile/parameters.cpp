// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/parameters.hpp"

#include "machine/hostile/addresses.hpp"
#include "machine/hostile/resource_lists.hpp"
#include "spec/abi/api.h"
#include "spec/abi/event_log.h"
#include "spec/abi/mapping.h"
#include "spec/abi/pe.h"
#include "spec/abi/vmcs_database.h"

#include <cstring>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using namespace stm::abi;

constexpr std::array<std::string_view, static_cast<std::size_t>(Content::Noise) + 1> names{
    "a list", "a damaged list", "a list without an end", "a chained list", "a request", "a damaged request", "noise"};

template <typename Structure>
void put(PageBytes& page, Structure const& structure) {
    std::memcpy(page.data(), &structure, sizeof structure);
}

void put_word(PageBytes& page, std::size_t at, uint64_t value) {
    std::memcpy(page.data() + at, &value, sizeof value);
}

void write_log_request(PageBytes& page, PlatformLayout const& layout, Random& random) {
    auto const pages = random.chance(80) ? 1 + random.below(os::kLogPages) : random.below(600);
    constexpr std::array to_start{LogRequest::New, LogRequest::Configure, LogRequest::Start};
    auto const sub = random.chance(60) ? to_start.at(random.below(to_start.size()))
                                       : static_cast<LogRequest>(random.below(8));
    put(page, EventLogRequest{.sub_function_index = sub,
                              .argument = static_cast<uint32_t>(sub == LogRequest::New ? pages : random.below(0x800)),
                              .first_page = 0});
    if (sub != LogRequest::New) return;
    for (uint64_t i = 0; i < pages && i < kMaxLogPages; ++i) {
        auto const address = random.chance(90) ? os::kLog.of(static_cast<unsigned>(i % os::kLogPages))
                                               : any_address(layout, random).value;
        put_word(page, sizeof(EventLogRequest) - sizeof(uint64_t) + i * sizeof(uint64_t), address);
    }
}

void write_module(PageBytes& page, PlatformLayout const& layout, Random& random) {
    auto const address = [&] { return any_address(layout, random).value; };
    put(page, PeModuleInfo{.module_address = address(),
                           .module_load_address = random.below(16) * kPage,
                           .module_size = static_cast<uint32_t>(random.number()),
                           .module_entry_point = static_cast<uint32_t>(random.below(2 * kPage)),
                           .address_space_start = random.below(16) * kPage,
                           .address_space_size = static_cast<uint32_t>(random.number()),
                           .vm_config = static_cast<uint32_t>(random.next()),
                           .cr3_load = random.number(),
                           .shared_page = address(),
                           .segment = address(),
                           .shared_page_size = static_cast<uint32_t>(random.number()),
                           .do_not_clear_size = static_cast<uint32_t>(random.number()),
                           .module_data_section = random.number()});
}

void write_noise(PageBytes& page, Random& random) {
    for (std::size_t at = 0; at < page.size(); at += sizeof(uint64_t))
        put_word(page, at, random.next());
}

void write_request(PageBytes& page, uint32_t function, PlatformLayout const& layout, Random& random) {
    switch (static_cast<Function>(function)) {
    case Function::MapAddressRange:
        return put(page, MapAddressRangeDescriptor{.physical_address = any_address(layout, random).value,
                                                   .virtual_address = any_address(layout, random).value,
                                                   .page_count = static_cast<uint32_t>(random.number()),
                                                   .pat_cache_type = static_cast<PatCacheType>(random.below(9))});
    case Function::ManageVmcsDatabase:
        return put(page, VmcsDatabaseRequest{.vmcs_phys_pointer = any_address(layout, random).value,
                                             .domain = static_cast<uint32_t>(random.below(0x400)),
                                             .add_or_remove = static_cast<AddOrRemove>(random.below(3))});
    case Function::ManageEventLog: return write_log_request(page, layout, random);
    case Function::AddTempPeVm:
    case Function::AddPermPeVm:
    case Function::AddPermPeVmNoRun: return write_module(page, layout, random);
    default:
        for (std::size_t at = 0; at < 64; at += sizeof(uint64_t))
            put_word(page, at, random.chance(50) ? any_address(layout, random).value : random.number());
    }
}

bool takes_a_list(uint32_t function) {
    return function == static_cast<uint32_t>(Function::ProtectResource) ||
           function == static_cast<uint32_t>(Function::UnprotectResource);
}

Content choose(uint32_t function, Random& random) {
    if (random.chance(5)) return Content::Noise;
    if (!takes_a_list(function) && random.chance(90))
        return random.chance(75) ? Content::Request : Content::DamagedRequest;
    auto const choice = random.below(100);
    if (choice < 45) return Content::List;
    if (choice < 75) return Content::DamagedList;
    return choice < 87 ? Content::EndlessList : Content::ChainedList;
}

} // namespace

std::string_view name_of(Content content) {
    return names.at(static_cast<std::size_t>(content));
}

Parameters parameters_for(uint32_t function, uint64_t at, PlatformLayout const& layout, Random& random) {
    Parameters made{.content = choose(function, random), .bytes = {}};
    switch (made.content) {
    case Content::Noise: write_noise(made.bytes, random); break;
    case Content::Request: write_request(made.bytes, function, layout, random); break;
    case Content::DamagedRequest:
        write_request(made.bytes, function, layout, random);
        put_word(made.bytes, random.below(64), random.number());
        break;
    default: write_list(made.bytes, made.content, at, layout, random);
    }
    return made;
}

} // namespace redoubt::hostile
