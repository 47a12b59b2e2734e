// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/resources/bios_list.h"
#include "monitor/resources/meaning.h"

#include <stdint.h>

// What the monitor's copy of the BIOS's list is for: GetBiosResources hands it out, and the policy gets its claims.
namespace stm::resources {

/*@
  predicate HasPage(BiosList* l, integer index) = 4096 * index < l->bytes;
*/

// Page `index` of the list, as it lies in the copy, with zeros behind its end: who puts the pages together has the
// list. `next` is the index for the next call, 0 after the last page. Answers whether there is such a page.
/*@ requires \valid_read(&list) && \valid(&page) && \valid(&next) && \separated(&list, &page, &next);
    requires Padded(&list.word[0], list.bytes);
    assigns page, next;
    ensures REQ_RSC_05_found: \result <==> HasPage(&list, index);
    ensures REQ_RSC_05_bytes: \result ==> (\forall integer b; 0 <= b < 4096 ==> ByteAt(&page.word[0], b) ==
      (4096 * index + b < list.bytes ? ByteAt{Pre}(&list.word[0], 4096 * index + b) : 0));
    ensures REQ_RSC_05_next: \result ==> (HasPage(&list, index + 1) ==> next == index + 1);
    ensures REQ_RSC_05_last: \result ==> (!HasPage(&list, index + 1) ==> next == 0);
    ensures REQ_RSC_05_not_found: !\result ==> next == 0;
*/
[[nodiscard]] bool bios_page(BiosList const& list, uint32_t index, arch::Page& page, uint32_t& next);

// What node i of the list claims, for Policy::claim: a list of its own for each node.
/*@ requires \valid_read(&list) && \valid(requests + (0 .. kMsrBits - 1)) && ValidEcam(ecam);
    requires \separated(requests + (0 .. kMsrBits - 1), &list);
    requires IsBiosList(&list) && i < list.nodes.count;
    assigns requests[0 .. kMsrBits - 1];
    ensures REQ_RSC_04_none: !NamesRange{Pre}(&list.word[0], list.nodes.at[i]) ==> \result == 0;
    ensures REQ_POL_17_range:
      NamesRange{Pre}(&list.word[0], list.nodes.at[i]) && !IsMsr{Pre}(&list.word[0], list.nodes.at[i]) ==>
      MeantAt{Pre, Post}(&requests[0], &list.word[0], list.nodes.at[i]);
    ensures REQ_EXC_07_names:
      NamesRange{Pre}(&list.word[0], list.nodes.at[i]) && !IsMsr{Pre}(&list.word[0], list.nodes.at[i]) ==>
      BothNames(requests, \result, ecam);
    ensures REQ_POL_17_masks:
      NamesRange{Pre}(&list.word[0], list.nodes.at[i]) && IsMsr{Pre}(&list.word[0], list.nodes.at[i]) ==>
      (\forall integer k; NamedBy(requests, \result, k) <==>
        MaskNames(WordAt{Pre}(&list.word[0], list.nodes.at[i] + 8), 0,
          QuadAt{Pre}(&list.word[0], list.nodes.at[i] + 16), kMsrBits, k) ||
        MaskNames(WordAt{Pre}(&list.word[0], list.nodes.at[i] + 8), 1,
          QuadAt{Pre}(&list.word[0], list.nodes.at[i] + 24), kMsrBits, k));
    ensures REQ_POL_17_registers:
      NamesRange{Pre}(&list.word[0], list.nodes.at[i]) && IsMsr{Pre}(&list.word[0], list.nodes.at[i]) ==>
      (\forall integer k; NamedBy(requests, \result, k) ==> Atom(Area::Msr, 0, 0) <= k);
    ensures REQ_POL_06_legal: \result <= kMsrBits <= kMaxRequests && AllLegal(requests, \result);
*/
[[nodiscard]] uint32_t bios_claims(BiosList const& list, uint32_t i, Ecam ecam, Request* requests);

} // namespace stm::resources
