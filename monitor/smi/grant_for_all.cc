// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/confine.h"

#include "monitor/paging/ept_same.h"

namespace stm::smi {

Beginning grant_for_all(Pages& pages, Common& common, boot::Processor const& processor, Platform const& platform) {
    /*@ assert apart_entries: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          \separated(&pages.map.entry_[k], &pages.window.entry[0]) && \separated(&pages.map.entry_[k], &common); */
    /*@ assert apart_numbers: \forall integer t; 0 <= t < paging::kTables ==>
          \separated(&pages.map.number_[t], &pages.window.entry[0]) && \separated(&pages.map.number_[t], &common); */
    /*@ assert apart_fields: \separated(&pages.state.contexts.os_.address_, &common) &&
          \separated(&pages.state.contexts.handler_.address_, &common) && \separated(&pages.state.os.debug.dr6, &common) &&
          \separated(&pages.state.os.cr0, &common) &&
          \separated(&pages.state.exceptions.raised_, &common) &&
          \separated(&pages.state.exceptions.handling_, &common) && \separated(&pages.start.entry, &common) &&
          \separated(&pages.map.address_, &common) && \separated(&processor.address, &common) &&
          \separated(&processor.common, &common); */
    bool const granted = fill_common(common, pages.window, pages.start, platform.layout, processor.window);
    //@ assert runs: pages.state.contexts.running_ == \at(pages.state.contexts.running_, Pre);
    //@ assert os_address: pages.state.contexts.os_.address_ == \at(pages.state.contexts.os_.address_, Pre);
    //@ assert os_launched: pages.state.contexts.os_.launched_ == \at(pages.state.contexts.os_.launched_, Pre);
    //@ assert handler_address: pages.state.contexts.handler_.address_ == \at(pages.state.contexts.handler_.address_, Pre);
    //@ assert handler_launched: pages.state.contexts.handler_.launched_ == \at(pages.state.contexts.handler_.launched_, Pre);
    //@ assert debug: pages.state.os.debug.dr6 == \at(pages.state.os.debug.dr6, Pre);
    //@ assert caching: pages.state.os.cr0 == \at(pages.state.os.cr0, Pre);
    //@ assert stage: pages.state.stage == \at(pages.state.stage, Pre);
    //@ assert purpose: pages.state.purpose == \at(pages.state.purpose, Pre);
    //@ assert raised: pages.state.exceptions.raised_ == \at(pages.state.exceptions.raised_, Pre);
    //@ assert handling: pages.state.exceptions.handling_ <==> \at(pages.state.exceptions.handling_, Pre);
    //@ assert same: SameState{Pre, Here}(&pages.state);
    //@ assert entry: pages.start.entry == \at(pages.start.entry, Pre);
    //@ assert processor: processor.address == \at(processor.address, Pre);
    //@ assert shared: processor.common == \at(processor.common, Pre);
    //@ assert pin: platform.handler_pin == \at(platform.handler_pin, Pre);
    //@ assert exit: platform.exit == \at(platform.exit, Pre);
    //@ assert proc: platform.handler_proc == \at(platform.handler_proc, Pre);
    //@ assert proc2: platform.handler_proc2 == \at(platform.handler_proc2, Pre);
    /*@ assert entries: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          pages.map.entry_[k] == \at(pages.map.entry_[k], Pre); */
    /*@ assert levels: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.level_[t] == \at(pages.map.level_[t], Pre); */
    /*@ assert numbers: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.number_[t] == \at(pages.map.number_[t], Pre); */
    //@ assert used: pages.map.used_ == \at(pages.map.used_, Pre);
    //@ assert address: pages.map.address_ == \at(pages.map.address_, Pre);
    //@ assert tree: paging::EptTree::Same{Pre, Here}(&pages.map);
    return {.status = granted ? abi::Status::Success : abi::Status::Unprotectable, .usable = true};
}

} // namespace stm::smi
