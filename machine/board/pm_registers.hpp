// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The chipset's power management as far as it is modelled: offsets from PMBASE, and bits (Intel ICH9 datasheet 13.8.3;
// those before 20h: ACPI 4.8.3).
namespace redoubt::machine::pm {

inline constexpr uint16_t ports = 128;

namespace at {
inline constexpr unsigned pm1_sts = 0x00; // 16 bits
inline constexpr unsigned pm1_en = 0x02;  // 16 bits
inline constexpr unsigned pm1_cnt = 0x04;
inline constexpr unsigned pm1_tmr = 0x08;
inline constexpr unsigned smi_en = 0x30;
inline constexpr unsigned smi_sts = 0x34;
} // namespace at

inline constexpr uint32_t tmrof = 1u << 0; // of PM1_STS and PM1_EN

namespace pm1_cnt {
inline constexpr uint32_t sci_en = 1u << 0; // events of PM1_STS interrupt the operating system: no SMIs
inline constexpr uint32_t bm_rld = 1u << 1;
inline constexpr uint32_t slp_typ = 7u << 10;
} // namespace pm1_cnt

inline constexpr uint32_t timer_frequency = 3579545;
inline constexpr uint32_t timer_mask = 0x00ffffff;

namespace smi_en {
inline constexpr uint32_t gbl_smi_en = 1u << 0;
inline constexpr uint32_t eos = 1u << 1;
} // namespace smi_en

namespace smi_sts {
inline constexpr uint32_t pm1_sts_reg = 1u << 8;
}

// Of SMI_EN and SMI_STS alike
inline constexpr uint32_t apm = 1u << 5;
inline constexpr uint32_t software_timer = 1u << 6;
inline constexpr uint32_t periodic = 1u << 14;

} // namespace redoubt::machine::pm
