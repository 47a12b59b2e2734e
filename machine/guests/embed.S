// SPDX-License-Identifier: Apache-2.0
// The images, for images.cpp.
    .macro image name, file
    .globl \name\()_begin
    .globl \name\()_end
    .balign 4096
\name\()_begin:
    .incbin "\file"
\name\()_end:
    .endm

    .section .rodata, "a", @progbits
    image redoubt_bios_handler, bios_handler.bin
    image redoubt_os_image, os_image.bin

    .section .note.GNU-stack, "", @progbits
