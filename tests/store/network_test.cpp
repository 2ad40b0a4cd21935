#include "store/network.h"

#include <gtest/gtest.h>
#include <linux/magic.h>

namespace lode::store::test {

// The kernel's own header is the independent source for the numbers that it has.
TEST(Network, KnowsTheKernelsNumbers) {
  EXPECT_EQ(network_name(NFS_SUPER_MAGIC), "NFS");
  EXPECT_EQ(network_name(SMB_SUPER_MAGIC), "SMB");
  EXPECT_EQ(network_name(V9FS_MAGIC), "9p");
  EXPECT_EQ(network_name(AFS_SUPER_MAGIC), "AFS");
  EXPECT_EQ(network_name(AFS_FS_MAGIC), "kAFS");
  EXPECT_EQ(network_name(CODA_SUPER_MAGIC), "Coda");
  EXPECT_EQ(network_name(NCP_SUPER_MAGIC), "NCP");
  EXPECT_EQ(network_name(OCFS2_SUPER_MAGIC), "OCFS2");
#ifdef CIFS_SUPER_MAGIC
  EXPECT_EQ(network_name(CIFS_SUPER_MAGIC), "CIFS");
  EXPECT_EQ(network_name(SMB2_SUPER_MAGIC), "SMB2");
  EXPECT_EQ(network_name(FUSE_SUPER_MAGIC), "FUSE");
  EXPECT_EQ(network_name(CEPH_SUPER_MAGIC), "Ceph");
#endif
  EXPECT_EQ(network_name(0x0BD00BD0), "Lustre");
  EXPECT_EQ(network_name(0x47504653), "GPFS (Spectrum Scale)");  // "GPFS" in ASCII
}

TEST(Network, KnowsNumbersWithACarriedSign) {
  EXPECT_EQ(network_name(static_cast<unsigned long>(static_cast<long>(static_cast<int>(0xFF534D42)))),
            "CIFS");
}

TEST(Network, LeavesLocalFileSystemsAlone) {
  for (const unsigned long local :
       std::initializer_list<unsigned long>{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, TMPFS_MAGIC,
                                            OVERLAYFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, 0x2FC12FC1 /* ZFS */})
    EXPECT_EQ(network_name(local), "") << local;
}

TEST(Network, AsksTheFileSystem) {
  EXPECT_FALSE(network_file_system("/proc"));
  EXPECT_FALSE(network_file_system("/no/such/place"));
}

}  // namespace lode::store::test
