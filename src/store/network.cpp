#include "store/network.h"

#include <array>
#include <sys/vfs.h>  // statfs

namespace lode::store {
namespace {

struct NetworkType {
  unsigned long type;
  std::string_view name;
};

/// From statfs(2), the kernel's magic.h and the file systems' own headers.
constexpr std::array<NetworkType, 17> network_types{{{0x6969, "NFS"},
                                                     {0x517B, "SMB"},
                                                     {0xFF534D42, "CIFS"},
                                                     {0xFE534D42, "SMB2"},
                                                     {0x0BD00BD0, "Lustre"},
                                                     {0x47504653, "GPFS (Spectrum Scale)"},
                                                     {0x65735546, "FUSE"},
                                                     {0x01021997, "9p"},
                                                     {0x00C36400, "Ceph"},
                                                     {0x19830326, "BeeGFS"},
                                                     {0x5346414F, "AFS"},
                                                     {0x6B414653, "kAFS"},
                                                     {0x73757245, "Coda"},
                                                     {0x564C, "NCP"},
                                                     {0x20030528, "OrangeFS"},
                                                     {0x01161970, "GFS2"},
                                                     {0x7461636F, "OCFS2"}}};

}  // namespace

std::string_view network_name(unsigned long type) {
  // f_type is a signed word on some machines: CIFS's number arrives there with its sign carried upwards.
  for (const auto& known : network_types)
    if (known.type == (type & 0xFFFFFFFFUL)) return known.name;
  return {};
}

std::optional<std::string> network_file_system(const std::string& path) {
  struct statfs about {};
  if (statfs(path.c_str(), &about) != 0) return std::nullopt;
  const auto name = network_name(static_cast<unsigned long>(about.f_type));
  if (name.empty()) return std::nullopt;
  return std::string(name);
}

}  // namespace lode::store
