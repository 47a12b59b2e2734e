# SPDX-License-Identifier: Apache-2.0
# Fuzzers are part of the tree but not of target "all": ./redoubt fuzz and ./redoubt test build them as target
# "fuzzers".

set(fuzz_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)

add_custom_target(fuzzers)

# fuzzed_library(<name> SOURCES <file>... LIBRARIES <target>...): a library as fuzzers link it, with sanitizers and
# libFuzzer's look at what is executed.
function(fuzzed_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  not_in_bulk(${name})
  target_compile_options(${name} PRIVATE ${fuzz_flags} -fsanitize=fuzzer-no-link)
  target_link_libraries(${name} PUBLIC ${arg_LIBRARIES})
endfunction()

# fuzz_target(<name> SOURCES <file.cpp>... MODULES <module>... [LIBRARIES <target>...])
#
# <build>/fuzz/bin/<name>: the harness <name>_fuzz.cpp with what it compares with, and the modules that it feeds. Its
# name is added to <build>/fuzz/targets, and so found by ./redoubt fuzz; its seeds are in test/fuzz/corpus/<name>.
function(fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;MODULES;LIBRARIES")
  if(NOT IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    message(FATAL_ERROR "fuzz_target(${name}): no seeds in ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
  endif()
  list(TRANSFORM arg_MODULES APPEND _fuzzed OUTPUT_VARIABLE modules)
  add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${name}_fuzz.cpp ${arg_SOURCES})
  set_target_properties(fuzz_${name} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz/bin)
  # The objects that the monitor is given are guarded; what compares is as fast as it can be, and coverage is the
  # monitor's.
  set_source_files_properties(${name}_fuzz.cpp PROPERTIES
    COMPILE_OPTIONS "${fuzz_flags}" SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  target_link_options(fuzz_${name} PRIVATE ${fuzz_flags} -fsanitize=fuzzer)
  target_link_libraries(fuzz_${name} PRIVATE fuzz_harness ${modules} ${arg_LIBRARIES})
  add_dependencies(fuzzers fuzz_${name})
  set_property(GLOBAL APPEND_STRING PROPERTY redoubt_fuzz_targets "${name}\n")
endfunction()
