/// \file
/// A small machine whose instructions are calls of the model level of lode.h, good and bad ones: what
/// gp_fuzz.cpp runs.
#pragma once

#include <memory>
#include <vector>

#include "fuzz/gp_output.h"
#include "fuzz/gp_table.h"
#include "fuzz/host.h"

namespace lode::fuzz {

using Gp = std::unique_ptr<lode_gp, Free<lode_gp_free>>;

/// The models made so far of one table, and the calls on them. Arguments come from the input: most are
/// sensible, any may be NULL, out of range or of the wrong size.
class GpMachine {
 public:
  GpMachine(const std::uint8_t* data, std::size_t size);

  /// Runs until the input is used up.
  void run();

 private:
  using Instruction = void (GpMachine::*)();
  static const std::vector<Instruction>& instructions();

  /// A model with what it has seen.
  struct Made {
    Gp gp;
    std::vector<double> x, y, noise;
    std::vector<double> hyperparameters;
    bool fitted = false;
    bool appended = false;
    bool plain = false;  ///< nothing extreme went into it: whatever is asked of it sensibly has an answer

    double signal() const { return hyperparameters[hyperparameters.size() - 3]; }
    double deviation_of_noise() const { return hyperparameters[hyperparameters.size() - 2]; }
  };

  // One instruction each: models (gp_fuzz.cpp),
  void fit();
  void create();
  void append();
  void release();
  void information();
  void make_again();
  // what they say (gp_questions.cpp),
  void predict();
  void predict_gradient();
  void covariance();
  void sample();
  void too_many();
  // and where to look next (gp_searches.cpp).
  void acquire();
  void propose();
  void choose();

  // Arguments.
  lode_gp_data data(const Made& seen);
  Made first_rows();
  std::vector<double> given_hyperparameters(bool& plain);
  Options fit_options();
  const Made& pick();
  lode_acquisition acquisition(std::size_t draws);
  std::vector<double> bounds(bool& valid);
  Points with_repeats(Points points);

  // What every model must hold to.
  lode_status check(lode_status status);
  void keep(lode_status status, lode_gp* made, Made seen);
  void check_info(const Made& made);
  void check_fit(const Made& made);
  void same_predictions(const Made& made, const lode_gp* again);
  void close_predictions(const Made& made, const lode_gp* again);
  bool answered_as(const Made& made, bool arguments_valid, lode_status status);
  void check_covariance(const Made& made, const Points& points, const Output& covariance);
  void check_values(const Made& made, const lode_acquisition& a, const Points& points, const Output& values);
  void check_proposals(const Made& made, std::size_t q, const Output& rows, const std::vector<double>& lower,
                       const std::vector<double>& upper);
  void check_chosen(const Made& made, const lode_acquisition* a, const Points& points,
                    const std::vector<std::size_t>& chosen);
  double room(const std::vector<double>& lower, const std::vector<double>& upper) const;

  Bytes in_;
  lode_error error_ = LODE_ERROR_INIT;
  int fits_left_ = 3, searches_left_ = 3;
  std::size_t draws_left_ = 4;  ///< functions drawn, the dearest of all
  Context context_;
  GpTable table_;
  std::vector<Made> made_;
  const Made none_;
};

}  // namespace lode::fuzz
