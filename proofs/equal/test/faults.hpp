// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace redoubt::equal::test {

// A way in which the lowering could be wrong, done to the C that it makes of sample.cc.
struct Fault {
    char const* what;
    char const* right; // occurs exactly once
    char const* wrong;
};

constexpr std::array kFaults{
    Fault{"a statement is dropped", "    self->frozen_ = 0;\n", "\n"},
    Fault{"operands are swapped", "return range->last - range->first;", "return range->first - range->last;"},
    Fault{"a local is too wide", "const uint8_t wrapped = (uint8_t)(low + 200);",
          "const uint16_t wrapped = (uint16_t)(low + 200);"},
    Fault{"< becomes <=", "i < pages; ++i", "i <= pages; ++i"},
    Fault{"a sign extension becomes a zero extension", "int64_t from = near;", "int64_t from = (uint8_t)near;"},
    Fault{"a zero extension becomes a sign extension", "| (uint64_t)wrapped", "| (uint64_t)(int8_t)wrapped"},
    Fault{"a wrong enumerator", "return sample_Status_Full;", "return sample_Status_Invalid;"},
    Fault{"&& becomes ||", "range->first <= range->last && ", "range->first <= range->last || "},
    Fault{"|| becomes &&", "self->frozen_ || !", "self->frozen_ && !"},
    Fault{"a wrong member", "&& range->last < ", "&& range->first < "},
    Fault{"a constant in a table is off by one", "{8, 2, 4, 1}", "{8, 2, 4, 2}"},
    Fault{"a widening happens too early", "(uint64_t)(i * 16)", "((uint64_t)i * 16)"},
    Fault{"a narrowing is missing", "sample_kWidths[(uint8_t)kind & 3]", "sample_kWidths[kind & 7]"},
    Fault{"arguments are swapped", "sample_disjoint(&self->ranges_[i], range)",
          "sample_disjoint(range, &self->ranges_[i])"},
    Fault{"initialisers are swapped", ".first = start, .last = start + 15", ".last = start, .first = start + 15"},
    Fault{"an initialiser is lost", ".kind = sample_Kind_Memory, .locked = 1}", ".kind = sample_Kind_Memory}"},
    Fault{"a loop has another bound", "while (i < self->count_)", "while (i < sample_kCapacity)"},
    Fault{"a break is missing", "bits = bits * 8; break;", "bits = bits * 8;"},
    Fault{"a default returns another value", "default: return 1;", "default: return 0;"},
    Fault{"a wrong function is called", "sum += sample_length(&self->ranges_[i]);",
          "sum += sample_width(self->ranges_[i].kind);"},
    Fault{"a condition is negated", "if (self->ranges_[i].locked)", "if (!self->ranges_[i].locked)"},
    Fault{"a negation is lost", "if (!sample_disjoint(", "if (sample_disjoint("},
    Fault{"a signed comparison becomes unsigned", "from < to ?", "(uint64_t)from < (uint64_t)to ?"},
    Fault{"a logical shift becomes arithmetic", "high >> (shift & 31)", "(uint64_t)((int64_t)high >> (shift & 31))"},
    Fault{"a shift goes the wrong way", "high >> (shift & 31)", "high << (shift & 31)"},
    Fault{"a complement is lost", "~((uint64_t)0xff)", "((uint64_t)0xff)"},
    Fault{"a returned value is lost", "status = sample_Table_insert(table, &range);",
          "(void)sample_Table_insert(table, &range);"},
    Fault{"post-increment becomes pre-increment", "uint32_t taken = *counter;\n    (*counter)++;",
          "uint32_t taken = ++(*counter);"},
    Fault{"an increment becomes a decrement", "        i++;\n", "        i--;\n"},
    Fault{"a reference becomes a copy", "sample_Range *slot = &self->ranges_[index];",
          "sample_Range copy = self->ranges_[index]; sample_Range *slot = &copy;"},
    Fault{"a wrong element", "self->ranges_[self->count_] = *range;", "self->ranges_[0] = *range;"},
    Fault{"assignments in the wrong order", "*left = *right;\n    *right = kept;",
          "*right = kept;\n    *left = *right;"},
    Fault{"an enumeration has another width", "typedef uint8_t sample_Kind;", "typedef uint16_t sample_Kind;"},
    Fault{"a member has another width", "uint32_t count_;", "uint64_t count_;"},
    Fault{"members are in another order", "uint64_t first;\n    uint64_t last;", "uint64_t last;\n    uint64_t first;"},
    Fault{"an array has another length", "ranges_[8];", "ranges_[9];"},
    Fault{"a constant is another number", "sample_kCapacity ((uint32_t)8u)", "sample_kCapacity ((uint32_t)7u)"},
    Fault{"a return comes too early", "    sample_Table_clear(table);\n",
          "    sample_Table_clear(table); if (pages == 0) { return sample_Status_Full; }\n"},
};
static_assert(kFaults.size() >= 20);

} // namespace redoubt::equal::test
