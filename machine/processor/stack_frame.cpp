// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/stack_frame.hpp"

#include "machine/cpu/segmentation.hpp"

namespace redoubt::machine {

StackFrame::StackFrame(Core& core, unsigned size)
    : core_(core), size_(size), segment_(core.cpu.segment(SegmentIndex::Ss)), pointer_(core.cpu.get<uint64_t>(at::rsp)),
      rights_(Rights::Current), error_code_(0), flat_(core.mode64()) {
    pointer_ = cut(pointer_);
}

StackFrame::StackFrame(Core& core, unsigned size, Segment const& segment, uint64_t pointer, unsigned cpl,
                       uint32_t error_code)
    : core_(core), size_(size), segment_(segment), pointer_(pointer),
      rights_(cpl < 3 ? Rights::Supervisor : Rights::Current), error_code_(error_code), flat_(false) {
    pointer_ = cut(pointer_);
}

StackFrame StackFrame::flat(Core& core, uint64_t pointer, unsigned cpl, uint32_t error_code) {
    StackFrame frame(core, 8, {}, 0, cpl, error_code);
    frame.flat_ = true;
    frame.pointer_ = pointer;
    return frame;
}

uint64_t StackFrame::cut(uint64_t pointer) const {
    if (flat_) return pointer;
    return segment_.has(stm::abi::access_rights::kDefaultBig) ? static_cast<uint32_t>(pointer)
                                                              : static_cast<uint16_t>(pointer);
}

uint64_t StackFrame::linear(uint64_t pointer) const {
    if (flat_) {
        if (!canonical(pointer) || !canonical(pointer + size_ - 1)) throw Fault{Vector::StackFault, error_code_};
        return pointer;
    }
    if (!within_limit(segment_, pointer, size_)) throw Fault{Vector::StackFault, error_code_};
    return static_cast<uint32_t>(segment_.base + pointer);
}

void StackFrame::push(uint64_t value) {
    auto const pointer = cut(pointer_ - size_);
    core_.memory.write(linear(pointer), size_, value, rights_);
    pointer_ = pointer;
}

uint64_t StackFrame::peek(unsigned word) const {
    return core_.memory.read(linear(cut(pointer_ + uint64_t{word} * size_)), size_, rights_);
}

uint64_t StackFrame::pop() {
    auto const value = peek(0);
    skip(size_);
    return value;
}

void StackFrame::commit_pointer() {
    auto& cpu = core_.cpu;
    if (flat_) return cpu.set<uint64_t>(at::rsp, pointer_);
    if (segment_.has(stm::abi::access_rights::kDefaultBig)) return cpu.set(at::rsp, static_cast<uint32_t>(pointer_));
    cpu.set(at::rsp, static_cast<uint16_t>(pointer_));
}

} // namespace redoubt::machine
