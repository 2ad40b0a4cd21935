# What `cmake --install` lays down: the library, its headers, the program, and the files by which find_package(lode) and
# pkg-config find them. All of them can be moved together to another prefix.
include(CMakePackageConfigHelpers)

install(TARGETS lode EXPORT lodeTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/lode DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

if(TARGET lode_cuda)  # beside liblode.so, which looks there
  set_target_properties(lode_cuda PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)  # where the CUDA toolkit's libraries are
  install(TARGETS lode_cuda LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()

if(TARGET lode_program)
  file(RELATIVE_PATH LODE_BIN_TO_LIB ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(lode_program PROPERTIES INSTALL_RPATH "$ORIGIN/${LODE_BIN_TO_LIB}")
  install(TARGETS lode_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

set(LODE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/lode)
install(EXPORT lodeTargets NAMESPACE lode:: DESTINATION ${LODE_CMAKE_DIR})
configure_package_config_file(cmake/lodeConfig.cmake.in ${PROJECT_BINARY_DIR}/lodeConfig.cmake
  INSTALL_DESTINATION ${LODE_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lodeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/lodeConfig.cmake ${PROJECT_BINARY_DIR}/lodeConfigVersion.cmake
  DESTINATION ${LODE_CMAKE_DIR})

set(LODE_PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH LODE_PC_PREFIX ${CMAKE_INSTALL_PREFIX}/${LODE_PC_DIR} ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/lode.pc.in ${PROJECT_BINARY_DIR}/lode.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lode.pc DESTINATION ${LODE_PC_DIR})

install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
