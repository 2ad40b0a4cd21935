// The CUDA module as a library that is opened at run time: here the one that runs on the host.

#include "backend/open.h"

#include <cstdlib>
#include <gtest/gtest.h>

#include "base/error.h"
#include "cuda/problem.h"

namespace lode::backend {
namespace {

/// Before anything asks for the module, which is opened once.
const int environment = setenv("LODE_CUDA_MODULE", LODE_HOST_MODULE, 1);

std::string refusal(const std::string& device, Code code) {
  try {
    open_backend({device, 1, 0});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << device;
    return error.what();
  }
  ADD_FAILURE() << device << " was opened";
  return "";
}

TEST(Open, FindsTheModulesDevices) {
  ASSERT_EQ(environment, 0);
  const Devices devices = find_devices();
  EXPECT_EQ(devices.missing, "");
  EXPECT_EQ(devices.module, LODE_HOST_MODULE);
  ASSERT_EQ(devices.cuda.size(), 2u);
  EXPECT_EQ(devices.cuda[1].name, "cuda:1");
  EXPECT_EQ(devices.cuda[0].model, "host shim");
  EXPECT_EQ(devices.cuda[0].shared_memory, 99u * 1024);
  EXPECT_DOUBLE_EQ(devices.cuda[0].double_rate, 2 * 1e9 * 128 / 2);  // one multiprocessor at 1 GHz
}

TEST(Open, OpensByName) {
  EXPECT_STREQ(open_backend({"cpu", 2, 0})->name(), "cpu");
  EXPECT_STREQ(open_backend({"cuda", 1, 0})->name(), "cuda:0");
  EXPECT_STREQ(open_backend({"cuda:1", 1, 0})->name(), "cuda:1");
  EXPECT_STREQ(open_backend({"auto", 1, 0})->name(), "auto (cpu, cuda:0)");
}

TEST(Open, RefusesWhatIsNotThere) {
  EXPECT_EQ(refusal("cuda:2", Code::device),
            "device 'cuda:2' was asked for; there are 2, the last is 'cuda:1'");
  for (const char* name :
       {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", "cuda:99999999999", "cpu:0"})
    EXPECT_EQ(refusal(name, Code::argument),
              "context.device: '" + std::string(name) + "' given; accepted: 'cpu', 'cuda', 'cuda:N', 'auto'");
}

TEST(Open, PortableIsTheCpuAlone) {
  EXPECT_TRUE(open_backend({"cpu", 2, 0, true})->portable());
  EXPECT_FALSE(open_backend({"cpu", 2, 0, false})->portable());
  for (const char* device : {"cuda", "cuda:1", "auto"}) {
    EXPECT_FALSE(open_backend({device, 1, 0})->portable());
    EXPECT_THROW(open_backend({device, 1, 0, true}), Error);
  }
}

/// Numbers and errors cross the border between the two libraries.
TEST(Open, ComputesAndFailsAsTheCpuDoes) {
  const CudaProblem p(30, 3);
  const auto cuda = open_backend({"cuda:1", 1, 0}), cpu = open_backend({"cpu", 1, 0});
  const double want = cpu->likelihood(p.columns, p.data(), p.theta, false).value.front();
  EXPECT_NEAR(cuda->likelihood(p.columns, p.data(), p.theta, false).value.front(), want,
              1e-9 * std::fabs(want));
  try {
    cuda->factorise(p.columns, {p.X, std::span(p.y).first(2)}, p.theta);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    EXPECT_STREQ(error.what(), "X: got 90 values; 6 are needed");
  }
}

}  // namespace
}  // namespace lode::backend
