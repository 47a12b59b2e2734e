# SPDX-License-Identifier: Apache-2.0

# unit_test(<target> SOURCES <file.cpp>... [LIBRARIES <target>...] [LABEL unit|tools|proof|negative] [TIMEOUT <seconds>])
#
# A doctest program, each of its test cases a ctest test of the same name (a sentence, with the requirement's id), so that ctest's
# output and the traceability matrix read alike. One source must define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN, or none: then
# doctest's main is added.
function(unit_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "unit_test(${target}): SOURCES missing or unknown argument: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} redoubt_test_main)
  file_by_file(${target}) # each test file has its own examples and constants

  set(list_file ${CMAKE_CURRENT_BINARY_DIR}/${target}.tests.cmake)
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -D executable=$<TARGET_FILE:${target}> -D label=${arg_LABEL} -D timeout=${arg_TIMEOUT}
            -D directory=${PROJECT_SOURCE_DIR} -D output=${list_file} -P ${PROJECT_SOURCE_DIR}/cmake/ListTests.cmake
    BYPRODUCTS ${list_file} VERBATIM)
  set(include_file ${CMAKE_CURRENT_BINARY_DIR}/${target}.include.cmake)
  file(WRITE ${include_file} "if(EXISTS \"${list_file}\")
  include(\"${list_file}\")
else()
  add_test(\"${target} is not built\" ${target}-is-not-built)
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include_file})
endfunction()
