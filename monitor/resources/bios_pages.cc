// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_pages.h"

#include "monitor/resources/meaning_facts.h"
#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

constexpr uint64_t kPageWords = sizeof(arch::Page) / 8;

bool bios_page(BiosList const& list, uint32_t index, arch::Page& page, uint32_t& next) {
    next = 0;
    if (sizeof(arch::Page) * index >= list.bytes) return false;
    /*@ loop invariant range: 0 <= i <= kPageWords;
        loop invariant copied: \forall integer j; 0 <= j < i ==>
          page.word[j] == \at(list.word[kPageWords * index + j], Pre);
        loop invariant source: SameWords{Pre, Here}(&list.word[0], kMostListBytes / 8);
        loop assigns i, page;
        loop variant kPageWords - i;
    */
    for (uint32_t i = 0; i < kPageWords; ++i) {
        page.word[i] = list.word[kPageWords * index + i];
    }
    if (sizeof(arch::Page) * (index + 1) < list.bytes) next = index + 1;
    /*@ assert same: \forall integer b; 0 <= b < 4096 ==>
            ByteAt(&page.word[0], b) == ByteAt{Pre}(&list.word[0], 4096 * index + b); */
    return true;
}

uint32_t bios_claims(BiosList const& list, uint32_t i, Ecam ecam, Request* requests) {
    return claim_requests(list.word, list.nodes.at[i], list.bytes, ecam, requests);
}

} // namespace stm::resources
