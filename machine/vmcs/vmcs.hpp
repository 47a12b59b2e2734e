// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/capabilities.hpp"
#include "machine/vmcs/fields.hpp"

#include <optional>

namespace redoubt::machine {

enum class LaunchState : uint8_t { Clear, Launched };

// The field that an encoding names (SDM vol. 3C 24.11.2), or none: VMREAD and VMWRITE fail. The access type is the
// encoding's alone: both halves of a 64-bit field give the field.
[[nodiscard]] std::optional<stm::abi::VmcsField> supported_field(uint64_t encoding, Capabilities const& capabilities);

// What a logical processor holds of an active VMCS.
class Vmcs {
public:
    explicit Vmcs(uint64_t address) : address_(address) {}

    [[nodiscard]] uint64_t address() const { return address_; } // of its region

    [[nodiscard]] LaunchState launch_state() const { return launch_state_; }
    void set_launch_state(LaunchState state) { launch_state_ = state; }

    // By VMCLEAR; otherwise nobody knows the launch state (SDM vol. 3C 24.11.3).
    [[nodiscard]] bool initialised() const { return initialised_; }
    void set_initialised(bool initialised) { initialised_ = initialised; }

    [[nodiscard]] uint64_t get(stm::abi::VmcsField field) const { return values_[field_position(field)]; }
    void set(stm::abi::VmcsField field, uint64_t value) { values_[field_position(field)] = value & field_mask(field); }

    // By an encoding with a supported field, which may name the upper half of a 64-bit field.
    [[nodiscard]] uint64_t read_encoded(uint64_t encoding) const;
    void write_encoded(uint64_t encoding, uint64_t value);

    // What a field holds that nobody has written: a value that no one means, different for each field.
    [[nodiscard]] static uint64_t poison(stm::abi::VmcsField field);

private:
    uint64_t address_;
    LaunchState launch_state_ = LaunchState::Clear;
    bool initialised_ = false;
    std::array<uint64_t, kFields.size()> values_ = {};
};

} // namespace redoubt::machine
