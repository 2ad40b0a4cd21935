# The flags that all of Lode is built with, and the two functions that declare a room and a test.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

# The hot loops ask for more where they stand (src/backend); elsewhere -O3 only costs time to build.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

find_package(Threads REQUIRED)

add_library(lode_flags INTERFACE)
target_compile_options(lode_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror
  -ffp-contract=off)  # the same numbers whether or not the compiler may fuse; fma is written where it is meant
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(lode_flags INTERFACE -Wno-restrict -Wno-array-bounds)  # GCC bugs 105651, 105329: false alarms about std::string
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Two warnings that are about one file at a time: several in one look like one that shadows its own names. The other
  # presets have them.
  target_compile_options(lode_flags INTERFACE -Wno-shadow $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
if(LODE_SANITIZE)
  target_compile_options(lode_flags INTERFACE -fsanitize=${LODE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(lode_flags INTERFACE -fsanitize=${LODE_SANITIZE})
  if(LODE_SANITIZE MATCHES "undefined")
    # These four checks stand at every use of a pointer and double the time to build; AddressSanitizer and the hardware
    # catch most of what they would. capi, where foreign pointers come in, has them.
    target_compile_options(lode_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
endif()

# lode_room(space SOURCES space.cpp LINKS lode_math): one folder of src/ as a static library lode_space.
# LINKS names the rooms (and packages) below it; tests/abi/include_direction.py holds the includes to the same arrows.
function(lode_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(lode_${name} STATIC ${ARG_SOURCES})
    target_include_directories(lode_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(lode_${name} PUBLIC ${ARG_LINKS} PRIVATE lode_flags ${ARG_PRIVATE_LINKS})
  else()  # headers only
    add_library(lode_${name} INTERFACE)
    target_include_directories(lode_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(lode_${name} INTERFACE ${ARG_LINKS})
  endif()
endfunction()

# lode_test(space_test SOURCES space_test.cpp LINKS lode_space LABELS fast): one GoogleTest program, each TEST a ctest test.
function(lode_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE lode_flags ${ARG_LINKS} GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE LODE_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  # Several labels are one property, which gtest_discover_tests would take apart: they follow in a file of their own.
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
  file(WRITE ${labels} "foreach(test IN LISTS ${name}_TESTS)
  set_tests_properties(\"\${test}\" PROPERTIES LABELS \"${ARG_LABELS}\")
endforeach()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels})
  if(reference IN_LIST ARG_LABELS)
    set_property(GLOBAL APPEND PROPERTY LODE_REFERENCE_TESTS ${name})  # docs/accuracy.md is made from them
  endif()
endfunction()
