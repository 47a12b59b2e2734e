// SPDX-License-Identifier: Apache-2.0
#include "machine/board/local_apics.hpp"

namespace redoubt::machine {

LocalApics::LocalApics(std::span<uint32_t const> ids, std::function<unsigned()> current, Deliver deliver,
                       Reporter& reporter)
    : current_(std::move(current)), deliver_(std::move(deliver)) {
    for (unsigned processor = 0; processor < ids.size(); ++processor)
        apics_.push_back(std::make_unique<LocalApic>(
            ids[processor], [this, processor](IpiRequest const& request) { route(processor, request); }, reporter));
}

// In another mode than xAPIC's, the page is not the APIC's.
uint64_t LocalApics::read(uint64_t offset, unsigned size) {
    auto& apic = of(current_());
    return apic.mode() == ApicMode::XApic ? apic.read(offset, size) : ~uint64_t{0} >> (64 - 8 * size);
}

void LocalApics::write(uint64_t offset, unsigned size, uint64_t value) {
    auto& apic = of(current_());
    if (apic.mode() == ApicMode::XApic) apic.write(offset, size, static_cast<uint32_t>(value));
}

bool LocalApics::meant(unsigned processor, unsigned sender, IpiRequest const& request) const {
    switch (request.shorthand) {
    case Shorthand::Self: return processor == sender;
    case Shorthand::AllIncludingSelf: return true;
    case Shorthand::AllExcludingSelf: return processor != sender;
    default: return request.broadcast || apics_[processor]->id() == request.destination;
    }
}

void LocalApics::route(unsigned sender, IpiRequest const& request) {
    for (unsigned processor = 0; processor < apics_.size(); ++processor)
        if (meant(processor, sender, request) && apics_[processor]->accepts(request.ipi.mode))
            deliver_(processor, request.ipi);
}

} // namespace redoubt::machine
