// Prints what a portable backend computes, bit for bit: proposals of Bayesian search over a mixed space,
// early and after many trials, the model's numbers behind them, and a path of Thompson sampling.

#include <cstdio>
#include <vector>

#include "acquisition/thompson.h"
#include "space/make.h"
#include "strategy/strategy.h"

namespace {

using namespace lode;
namespace make = space::make;

std::shared_ptr<const backend::Backend> opened(const char* kind) {
  if (kind[0] == 'p') return backend::make_portable_backend(2);
  return backend::make_cpu_backend(2);
}

space::Space mixed() {
  return space::Space({make::real("rate", 1e-5, 1, space::Scaling::logarithmic),
                       make::real("momentum", 0, 0.999, space::Scaling::reverse_logarithmic),
                       make::integer("layers", 1, 9, space::Scaling::linear),
                       make::choice("optimizer", {"adam", "sgd", "lion"}),
                       make::where(make::real("decay", 0, 1, space::Scaling::linear), "optimizer", {1})});
}

/// Of multiplications alone, so that it is the same everywhere.
double loss_of(const space::Row& row) {
  const double rate = 30 * row[0] - 1, momentum = row[1] - 0.8, layers = row[2] / 9 - 0.4;
  const double decay = row[3] == 1 ? row[4] - 0.3 : 0.2;
  return rate * rate + momentum * momentum * layers + layers * layers + decay * decay + 0.1 * row[3];
}

void print(const char* name, const std::vector<double>& values) {
  std::printf("%s", name);
  for (const double v : values) std::printf(" %a", v);
  std::printf("\n");
}

void print(const strategy::Proposal& proposal) {
  std::printf("%s\n", proposal.record.source.c_str());
  print("  row", proposal.row);
  print("  hyperparameters", proposal.record.hyperparameters);
  const strategy::Record& record = proposal.record;
  print("  posterior",
        {record.acquisition.value_or(0), record.mean.value_or(0), record.deviation.value_or(0)});
}

void add(strategy::History& history, const strategy::Proposal& proposal) {
  history.trials.push_back({history.next_number++, proposal.row, strategy::Outcome::observed,
                            loss_of(proposal.row), proposal.record});
}

/// A study of `given` Sobol points and then `asked` of the model's.
void search(const std::shared_ptr<const backend::Backend>& backend, std::size_t given, std::size_t asked,
            double posteriors) {
  strategy::Setup setup;
  setup.space = mixed();
  setup.seed = 11;
  setup.backend = backend;
  setup.numbers["strategy.bayesian.posteriors"] = posteriors;
  strategy::History history;
  for (const strategy::Proposal& p : strategy::find_strategy("Sobol").make(setup)->suggest({}, given))
    add(history, p);
  const auto bayesian = strategy::find_strategy("Bayesian").make(setup);
  for (std::size_t i = 0; i < asked; ++i) {
    const strategy::Proposal proposal = bayesian->suggest(history, 1).at(0);
    print(proposal);
    add(history, proposal);
  }
}

void sample(const std::shared_ptr<const backend::Backend>& backend) {
  const space::Space space(
      {make::real("a", 0, 1, space::Scaling::linear), make::choice("b", {"p", "q", "r"})});
  std::vector<double> x, y;
  for (int i = 0; i < 12; ++i) {
    x.insert(x.end(), {i / 12.0, static_cast<double>(i % 3)});
    y.push_back(x[x.size() - 2] * x[x.size() - 2] + i % 3);
  }
  const surrogate::Model model = surrogate::Model::fit(space, {x, y, {}}, {}, backend);
  const acquisition::Path path(model, false, 1, 2);
  const acquisition::Scores scores = path.evaluate(std::vector<double>{0.3, 0.5, 0.9, 1 / 6.0}, true);
  print("path", scores.values);
  print("  slopes", scores.gradients);
  print("samples", model.sample(std::vector<double>{0.1, 1.0, 0.2, 2.0, 0.7, 0.0}, 2, 5));
}

}  // namespace

/// portable_trials portable|library
int main(int count, char** arguments) {
  const auto backend = opened(count > 1 ? arguments[1] : "portable");
  search(backend, 6, 8, 1);
  search(backend, 12, 2, 4);
  search(backend, 130, 2, 1);
  sample(backend);
  return 0;
}
