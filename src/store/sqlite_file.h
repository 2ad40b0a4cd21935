/// \file
/// The file of a SQLite store: where it may lie, how it is told from other programs' files, and its tables.
#pragma once

#include <string>

#include "store/sqlite_connection.h"
#include "store/store.h"

namespace lode::store {

inline constexpr int application_id = 0x4C4F4445;  ///< "LODE", in the file's header
inline constexpr int format_version = 1;           ///< user_version, in the file's header

/// The absolute form of `path`, after checking that a store can lie there: not empty, no directory, on a
/// local file system, and there already unless `create`. Does not open the file: closing it again would drop
/// the locks that another connection of this process holds on it (POSIX advisory locks). \throws
/// Error(Code::argument), Error(Code::store), Error(Code::not_found)
std::string checked_path(const std::string& path, bool create);

/// Makes an empty file a Lode store, and refuses what is not one. Several processes may do it at the same
/// time. Leaves the connection in WAL mode with synchronous=FULL.
/// \throws Error(Code::not_found) for an empty file where `create` is false; Error(Code::store)
void prepare_file(Connection& connection, bool create);

/// Makes the directory's entries durable, so that a new file is found after a power cut.
/// \throws Error(Code::store)
void sync_directory_of(const std::string& path);

}  // namespace lode::store
