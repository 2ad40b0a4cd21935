/// \file
/// `lode devices`: what there is to compute on, and what is missing.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

std::string gigabytes(const Json& bytes) { return short_number(bytes.number() / 1e9) + " GB"; }

void print_cuda(const Json& cuda) {
  if (cuda["Devices"].size() > 0) {
    Table table({"Name", "Model", "Compute", "Memory", "FP64"});
    for (const Json& device : cuda["Devices"].elements()) {
      table.add({device["Name"].text(), device["Model"].text(), device["ComputeCapability"].text(),
                 gigabytes(device["Memory"]),
                 short_number(device["DoubleRate"].number() / 1e12) + " TFLOP/s"});
    }
    table.print(std::cout);
  }
  if (!cuda["Missing"].is_null()) std::cout << "cuda  " << cuda["Missing"].text() << '\n';
  if (!cuda["Module"].is_null()) std::cout << "      " << cuda["Module"].text() << '\n';
}

int devices(bool json) {
  const Json all = Json::parse(devices_json());
  if (json) {
    print_json(all);
    return exit_ok;
  }
  const Json cpu = all["Cpu"];
  std::cout << "cpu   " << cpu["InstructionSet"].text() << ", " << cpu["HardwareThreads"].text()
            << " hardware threads\n";
  print_cuda(all["Cuda"]);
  return exit_ok;
}

}  // namespace

Action declare_devices(Declaration& declared) {
  const auto json = std::make_shared<bool>(false);
  declared.json(*json);
  return [json](const Trainer&) { return devices(*json); };
}

}  // namespace lode::cli
