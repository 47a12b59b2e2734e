// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/registers.hpp"

#include <fmt/core.h>

namespace redoubt::machine::gdb {
namespace {

// Types that are not GDB's own.
constexpr std::string_view flags_type = R"(<flags id="x86_eflags" size="4">
<field name="CF" start="0" end="0"/>
<field name="" start="1" end="1"/>
<field name="PF" start="2" end="2"/>
<field name="AF" start="4" end="4"/>
<field name="ZF" start="6" end="6"/>
<field name="SF" start="7" end="7"/>
<field name="TF" start="8" end="8"/>
<field name="IF" start="9" end="9"/>
<field name="DF" start="10" end="10"/>
<field name="OF" start="11" end="11"/>
<field name="NT" start="14" end="14"/>
<field name="RF" start="16" end="16"/>
<field name="VM" start="17" end="17"/>
<field name="AC" start="18" end="18"/>
<field name="VIF" start="19" end="19"/>
<field name="VIP" start="20" end="20"/>
<field name="ID" start="21" end="21"/>
</flags>
)";

std::string_view name_of(Feature feature) {
    switch (feature) {
    case Feature::Core: return "org.gnu.gdb.i386.core";
    case Feature::Segments: return "org.gnu.gdb.i386.segments";
    case Feature::System: return "redoubt.system";
    }
    return "";
}

} // namespace

std::string target_description() {
    std::string xml = "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n"
                      "<architecture>i386:x86-64</architecture>\n";
    for (auto const feature : {Feature::Core, Feature::Segments, Feature::System}) {
        xml += fmt::format("<feature name=\"{}\">\n", name_of(feature));
        if (feature == Feature::Core) xml += flags_type;
        for (unsigned number = 0; number < kRegisters.size(); ++number)
            if (auto const& each = kRegisters[number]; each.feature == feature)
                xml += fmt::format("<reg name=\"{}\" bitsize=\"{}\" type=\"{}\" regnum=\"{}\"/>\n", each.name,
                                   each.bits, each.type, number);
        xml += "</feature>\n";
    }
    return xml + "</target>\n";
}

} // namespace redoubt::machine::gdb
