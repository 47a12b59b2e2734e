// SPDX-License-Identifier: Apache-2.0
#include "machine/board/power_management.hpp"

#include <algorithm>
#include <array>

namespace redoubt::machine {
namespace {

struct Source {
    uint32_t status; // in SMI_STS
    SmiCause cause;
};

constexpr std::array sources{Source{pm::apm, SmiCause::Apm}, Source{pm::software_timer, SmiCause::SoftwareTimer},
                             Source{pm::periodic, SmiCause::Periodic}, Source{pm::smi_sts::pm1_sts_reg, SmiCause::Pm1}};

constexpr uint32_t events = pm::apm | pm::software_timer | pm::periodic; // with an enable bit of their own
constexpr uint64_t microseconds_a_second = 1'000'000;

// As after a reset: the LPC bridge's fields are zero (GEN_PMCON_1, GEN_PMCON_3).
constexpr unsigned periodic_seconds_at_reset = 64;
constexpr unsigned software_timer_microseconds_at_reset = 1500;

} // namespace

PowerManagement::PowerManagement(Clock clock, std::function<void(SmiCause)> smi)
    : clock_(std::move(clock)), smi_(std::move(smi)), registers_(pm::ports),
      timer_(clock_.frequency, pm::timer_frequency, 1),
      half_timer_(clock_.frequency, pm::timer_frequency, (pm::timer_mask + 1) / 2),
      periodic_(clock_.frequency, 1, periodic_seconds_at_reset),
      software_timer_microseconds_(software_timer_microseconds_at_reset) {
    registers_.define(pm::at::pm1_sts, 2, 0, {.cleared = pm::tmrof});
    registers_.define(pm::at::pm1_en, 2, 0, {.writable = pm::tmrof});
    registers_.define(pm::at::pm1_cnt, 4, 0,
                      {.writable = pm::pm1_cnt::sci_en | pm::pm1_cnt::bm_rld | pm::pm1_cnt::slp_typ});
    registers_.define(pm::at::smi_en, 4, 0, {.writable = pm::smi_en::gbl_smi_en | events, .set = pm::smi_en::eos});
    registers_.define(pm::at::smi_sts, 4, 0, {.cleared = events});
}

uint64_t PowerManagement::read(uint64_t offset, unsigned size) {
    catch_up();
    return registers_.read(offset, size);
}

void PowerManagement::write(uint64_t offset, unsigned size, uint64_t value) {
    catch_up();
    registers_.write(offset, size, static_cast<uint32_t>(value));
    if ((registers_.read(pm::at::smi_en, 4) & pm::smi_en::eos) != 0) waits_for_eos_ = false;
    follow_software_timer();
    raise_smi();
}

void PowerManagement::apm_command() {
    catch_up();
    if (!enabled(pm::apm)) return;
    record(pm::apm);
    raise_smi();
}

void PowerManagement::set_periodic_seconds(unsigned seconds) {
    catch_up();
    periodic_ = Counter(clock_.frequency, 1, seconds);
}

void PowerManagement::set_software_timer_microseconds(unsigned microseconds) {
    catch_up();
    software_timer_microseconds_ = microseconds;
}

void PowerManagement::lock_global_enable() {
    registers_.fix(pm::at::smi_en, 4, pm::smi_en::gbl_smi_en);
}

void PowerManagement::catch_up() {
    auto const now = clock_.now();
    if (half_timer_.at(now) != half_timer_.at(seen_)) registers_.put(pm::at::pm1_sts, 2, pm::tmrof);
    if (periodic_.at(now) != periodic_.at(seen_)) record(pm::periodic);
    if (software_timer_end_ && *software_timer_end_ <= now) {
        record(pm::software_timer);
        software_timer_end_.reset();
    }
    registers_.put(pm::at::pm1_tmr, 4, static_cast<uint32_t>(timer_.at(now)) & pm::timer_mask);
    seen_ = now;
    raise_smi();
}

std::optional<uint64_t> PowerManagement::next_event() const {
    auto next = software_timer_end_;
    auto const consider = [&next](uint64_t tick) { next = std::min(next.value_or(tick), tick); };
    if (enabled(pm::periodic)) consider(periodic_.next_change(seen_));
    if (registers_.read(pm::at::pm1_en, 2) == pm::tmrof) consider(half_timer_.next_change(seen_));
    return next;
}

bool PowerManagement::enabled(uint32_t event) const {
    return (registers_.read(pm::at::smi_en, 4) & event) != 0;
}

void PowerManagement::record(uint32_t event) {
    registers_.put(pm::at::smi_sts, 4, registers_.read(pm::at::smi_sts, 4) | event);
}

// It runs from the moment on at which it is enabled, and once.
void PowerManagement::follow_software_timer() {
    auto const is_enabled = enabled(pm::software_timer);
    if (is_enabled && !software_timer_was_enabled_)
        software_timer_end_ =
            seen_ + Counter(clock_.frequency, microseconds_a_second, software_timer_microseconds_).first_tick(1);
    if (!is_enabled) software_timer_end_.reset();
    software_timer_was_enabled_ = is_enabled;
}

// Which events there are that would raise an SMI, and whether one is raised.
void PowerManagement::raise_smi() {
    auto const enable = registers_.read(pm::at::smi_en, 4);
    auto const sci = (registers_.read(pm::at::pm1_cnt, 4) & pm::pm1_cnt::sci_en) != 0;
    auto const pm1 = (registers_.read(pm::at::pm1_sts, 2) & registers_.read(pm::at::pm1_en, 2)) != 0 && !sci;
    auto const happened = registers_.read(pm::at::smi_sts, 4) & events;
    registers_.put(pm::at::smi_sts, 4, happened | (pm1 ? pm::smi_sts::pm1_sts_reg : 0));
    if ((enable & pm::smi_en::gbl_smi_en) == 0 || waits_for_eos_) return;

    auto const pending = (happened & enable) | (pm1 ? pm::smi_sts::pm1_sts_reg : 0);
    auto const source = std::ranges::find_if(sources, [pending](Source const& s) { return (pending & s.status) != 0; });
    if (source == sources.end()) return;
    waits_for_eos_ = true;
    registers_.put(pm::at::smi_en, 4, enable & ~pm::smi_en::eos);
    smi_(source->cause);
}

} // namespace redoubt::machine
