/// \file
/// Which file systems are no place for SQLite: its locks and its shared memory need one kernel that sees all
/// the processes. Over a network two hosts can both believe to hold the lock, and the file is destroyed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lode::store {

/// The name of the network file system whose statfs(2) magic number is `type`; empty for a local (or unknown)
/// one. FUSE counts as network: sshfs, s3fs, GlusterFS, virtiofs and the like cannot be told apart from the
/// few local ones.
std::string_view network_name(unsigned long type);

/// The network file system that holds `path`, or nothing for a local one and for a path that does not exist.
std::optional<std::string> network_file_system(const std::string& path);

}  // namespace lode::store
