# SPDX-License-Identifier: Apache-2.0
include(${CMAKE_CURRENT_LIST_DIR}/ProductFlags.cmake)

# checked_module(<name> SOURCES <file.cc>... HEADERS <file.h>... [DEPENDS <module>...])
#
# Describes a module of Checked C++ once and makes everything that is built from it:
#   <name>_hosted                   native static library, for unit tests
#   <name>_fuzzed                   the same, with sanitizers and coverage, for fuzzers (only built for them)
#   <name>_image                    freestanding objects with the product's flags
#   <build>/modules/<name>.json     the description that the proof tools read
#   prove-<name>                    target that proves the module (and is part of target "prove")
function(checked_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "checked_module(${name}): SOURCES missing or unknown argument: ${arg_UNPARSED_ARGUMENTS}")
  endif()

  add_library(${name}_hosted STATIC ${arg_SOURCES} ${arg_HEADERS})
  target_include_directories(${name}_hosted PUBLIC ${PROJECT_SOURCE_DIR})
  not_in_bulk(${name}_hosted)

  if(REDOUBT_TESTS)
    list(TRANSFORM arg_DEPENDS APPEND _fuzzed OUTPUT_VARIABLE fuzzed)
    fuzzed_library(${name}_fuzzed SOURCES ${arg_SOURCES} LIBRARIES ${fuzzed})
  endif()

  # The product's flags replace the host's: nothing of the directory's options may leak into the image. SHELL keeps CMake from
  # dropping a repeated flag such as -Xclang.
  list(JOIN product_cxx_flags " " flags)
  add_library(${name}_image OBJECT ${arg_SOURCES} ${arg_HEADERS})
  set_target_properties(${name}_image PROPERTIES
    COMPILE_OPTIONS "SHELL:${flags};${product_warnings}" COMPILE_DEFINITIONS "" CXX_STANDARD 20 POSITION_INDEPENDENT_CODE OFF)
  target_include_directories(${name}_image PUBLIC ${PROJECT_SOURCE_DIR})
  add_dependencies(image ${name}_image)

  foreach(other IN LISTS arg_DEPENDS)
    target_link_libraries(${name}_hosted PUBLIC ${other}_hosted)
  endforeach()

  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE folder)
  json_list(sources PREFIX ${folder}/ ITEMS ${arg_SOURCES})
  json_list(headers PREFIX ${folder}/ ITEMS ${arg_HEADERS})
  json_list(depends PREFIX "" ITEMS ${arg_DEPENDS})
  json_list(cxx_flags PREFIX "" ITEMS ${product_cxx_flags})
  json_list(c_flags PREFIX "" ITEMS ${product_c_flags})
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/modules/${name}.json CONTENT "{
  \"name\": \"${name}\",
  \"root\": \"${PROJECT_SOURCE_DIR}\",
  \"folder\": \"${folder}\",
  \"sources\": ${sources},
  \"headers\": ${headers},
  \"depends\": ${depends},
  \"include_dirs\": [\"${PROJECT_SOURCE_DIR}\"],
  \"cxx_flags\": ${cxx_flags},
  \"c_flags\": ${c_flags}
}
")

  if(REDOUBT_TOOLS)
    add_custom_target(prove-${name} COMMAND redoubt prove ${name} USES_TERMINAL VERBATIM)
    add_dependencies(prove-${name} redoubt)
    if(NOT TARGET prove)
      add_custom_target(prove COMMAND redoubt prove USES_TERMINAL VERBATIM)
      add_dependencies(prove redoubt)
    endif()
  endif()
endfunction()

# json_list(<variable> PREFIX <text> ITEMS <item>...): a JSON array of strings.
function(json_list variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX" "ITEMS")
  set(quoted "")
  foreach(item IN LISTS arg_ITEMS)
    list(APPEND quoted "\"${arg_PREFIX}${item}\"")
  endforeach()
  list(JOIN quoted ", " text)
  set(${variable} "[${text}]" PARENT_SCOPE)
endfunction()
