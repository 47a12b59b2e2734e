// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/recorder.hpp"

namespace redoubt::machine {

void Recorder::add(TraceEvent event) {
    if (lines_ != nullptr) *lines_ << as_json(event) << '\n';
    if (is_error(event.kind)) ++errors_;
    events_.push_back(std::move(event));
    if (events_.size() > last_) {
        events_.pop_front();
        ++forgotten_;
    }
}

void Recorder::enters(unsigned processor, Context context, uint64_t time) {
    auto const [at, is_new] = now_in_.try_emplace(processor, Since{context, time});
    auto& since = at->second;
    if (is_new || since.context == context) return;
    if (since.time < time) stretches_.push_back({processor, since.context, since.time, time});
    if (stretches_.size() > last_) stretches_.pop_front();
    since = {context, time};
}

std::vector<Stretch> Recorder::stretches(uint64_t now) const {
    std::vector<Stretch> all(stretches_.begin(), stretches_.end());
    for (auto const& [processor, since] : now_in_)
        if (since.time < now) all.push_back({processor, since.context, since.time, now});
    return all;
}

} // namespace redoubt::machine
