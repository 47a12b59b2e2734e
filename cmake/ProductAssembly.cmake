# SPDX-License-Identifier: Apache-2.0

# product_assembly(<name> SOURCES <file.S>...): freestanding objects <name>, for the image.
function(product_assembly name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES")
  add_library(${name} OBJECT ${arg_SOURCES})
  # The product's flags replace the host's, as for a checked module.
  set_target_properties(${name} PROPERTIES
    COMPILE_OPTIONS "SHELL:-target x86_64-unknown-none-elf;-Werror" COMPILE_DEFINITIONS "" POSITION_INDEPENDENT_CODE OFF)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  add_dependencies(image ${name})
endfunction()
