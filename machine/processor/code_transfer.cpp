// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/code_transfer.hpp"

namespace redoubt::machine {
namespace {

namespace rights = stm::abi::access_rights;

} // namespace

void check_target(Core const& core, CodeTarget const& target) {
    if (target.is_64(core)) {
        if (target.descriptor.has(rights::kDefaultBig)) general_protection(selector::error(target.selector));
        if (!canonical(target.offset)) general_protection();
    } else if (target.offset > target.descriptor.segment(target.selector).limit) {
        general_protection();
    }
}

void enter_code(Core& core, CodeTarget& target) {
    mark_accessed(core, target.descriptor);
    core.cpu.set_segment(SegmentIndex::Cs, target.descriptor.segment(target.selector));
    core.next = target.offset;
}

void enter_code_where_selectors_are_addresses(Core& core, uint64_t selector, uint64_t offset) {
    auto const& cs = core.cpu.segment(SegmentIndex::Cs);
    if (offset > cs.limit) general_protection();
    core.cpu.set_segment(SegmentIndex::Cs, address_segment(cs, selector));
    core.next = offset;
}

CodeTarget returned_code(Core& core, uint64_t selector, uint64_t offset) {
    if (selector::is_null(selector)) general_protection();
    auto const error = selector::error(selector);
    auto const found = find_descriptor(core, selector);
    auto const rpl = selector & selector::rpl;
    if (!found || !found->is_code() || rpl < core.cpu.cpl()) general_protection(error);
    if (found->is_conforming() ? found->dpl() > rpl : found->dpl() != rpl) general_protection(error);
    if (!found->present()) throw Fault{Vector::SegmentNotPresent, error};
    CodeTarget const target{*found, static_cast<uint16_t>(selector), offset};
    check_target(core, target);
    return target;
}

Segment returned_stack(Core& core, uint64_t selector, CodeTarget const& code) {
    auto const cpl = code.cpl();
    auto const rpl = selector & selector::rpl;
    if (selector::is_null(selector)) {
        if (!code.is_64(core) || cpl == 3 || rpl != cpl) general_protection();
        return null_stack(selector);
    }
    auto const error = selector::error(selector);
    auto found = find_descriptor(core, selector);
    if (!found || rpl != cpl || found->dpl() != cpl || !found->is_writable_data()) general_protection(error);
    if (!found->present()) throw Fault{Vector::StackFault, error};
    mark_accessed(core, *found);
    return found->segment(selector);
}

void enter_stack(Core& core, Segment const& segment, uint64_t pointer, unsigned size) {
    auto& cpu = core.cpu;
    cpu.set_segment(SegmentIndex::Ss, segment);
    if (core.mode64() || size == 8) return cpu.set<uint64_t>(at::rsp, pointer);
    if (segment.has(rights::kDefaultBig)) return cpu.set(at::rsp, static_cast<uint32_t>(pointer));
    cpu.set(at::rsp, static_cast<uint16_t>(pointer));
}

void drop_privileged_segments(Core& core) {
    auto& cpu = core.cpu;
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs}) {
        auto const& segment = cpu.segment(index);
        bool const conforming_code = (segment.type() & 12) == 12;
        if (segment.usable() && !conforming_code && segment.dpl() < cpu.cpl()) cpu.set_segment(index, {});
    }
}

} // namespace redoubt::machine
