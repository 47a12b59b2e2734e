# SPDX-License-Identifier: Apache-2.0
# The flags that every line of product code (monitor, pe, xhim) is compiled with, in one place: the image is built with them, the
# lowering reads the sources with them, and the equality check compiles both sides with them.

execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-resource-dir
  OUTPUT_VARIABLE redoubt_clang_resources OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

set(product_common_flags
  -target x86_64-unknown-none-elf
  -ffreestanding                      # no libc under the monitor
  -O2
  -fno-strict-aliasing                # pages are read as bytes, words and tables
  -fno-finite-loops                   # termination is proven, so the compiler must not assume it: C and C++ assume differently
  -mno-red-zone                       # an NMI or a fault in the monitor writes below the stack pointer
  -mgeneral-regs-only                 # the interrupted context's vector registers stay untouched
  -fno-stack-protector                # no thread block to keep the canary in; bounds are proven
  -fno-ident                          # the same bytes from the same source
  -ffunction-sections -fdata-sections # the manifest ties each function to its proof
  -fomit-frame-pointer
  -fno-asynchronous-unwind-tables
  -mcmodel=small -fpie                # MSEG's place is the BIOS's choice: everything is relative to RIP
  -fno-jump-tables                    # no indirect branch in the image
  -Xclang -no-enable-noundef-analysis # C++ marks results noundef and C cannot: without the mark both languages give the same code
  -nostdinc -isystem ${redoubt_clang_resources}/include)

set(product_cxx_flags -std=c++20 ${product_common_flags} -fno-exceptions -fno-rtti -fno-threadsafe-statics)
set(product_c_flags -std=c11 ${product_common_flags})

# Warnings for product code; they change no code, so they stay out of the flags that both sides of the comparison share.
set(product_warnings -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wimplicit-fallthrough -Wvla -Werror)
