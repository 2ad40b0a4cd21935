#!/usr/bin/env python3
"""Checks that abi_gate.py finds what it is for, on changes of lode.h made here. usage: abi_gate_test.py CC LODE_H MAP"""
import pathlib
import shutil
import sys
import tempfile
import unittest

import abi_gate


class Changes(unittest.TestCase):
    def found(self, old, new, count=1):
        """What is said of lode.h with `old` replaced by `new`, compared with lode.h as it is."""
        text = pathlib.Path(HEADER).read_text(encoding="utf-8")
        self.assertIn(old, text)
        with tempfile.TemporaryDirectory() as folder:
            baseline = pathlib.Path(folder, "baseline.abi")
            baseline.write_text(abi_gate.record(COMPILER, text, MAP, "liblode.so.1"), encoding="utf-8")
            return abi_gate.difference(COMPILER, text.replace(old, new, count), MAP, "liblode.so.1", baseline)

    def test_the_same_is_the_same(self):
        self.assertEqual(self.found("#ifndef LODE_LODE_H", "/* a comment */\n#ifndef LODE_LODE_H"), "")

    def test_a_new_function_is_allowed(self):
        self.assertEqual(self.found("LODE_API uint32_t lode_abi_version(void);",
                                    "LODE_API uint32_t lode_abi_version(void);\nLODE_API int lode_new(int a);"), "")

    def test_a_struct_that_grows_at_its_end_is_found(self):
        self.assertIn("1 data member insertion", self.found("  uint64_t objective_failed;\n",
                                                            "  uint64_t objective_failed;\n  double more;\n"))

    def test_a_member_between_others_is_found(self):
        self.assertIn("lode_counters", self.found("  uint64_t stopped;\n", "  uint64_t added;\n  uint64_t stopped;\n"))

    def test_a_member_of_another_type_is_found(self):
        self.assertIn("lode_value", self.found("  const char* metric;\n  double value;\n} lode_value;",
                                               "  const char* metric;\n  float value;\n} lode_value;"))

    def test_a_removed_member_is_found(self):
        self.assertIn("lode_counters", self.found("  uint64_t objective_failed;\n", ""))

    def test_a_removed_function_is_found(self):
        self.assertIn("lode_study_stop", self.found("LODE_API lode_status lode_study_stop(lode_study* study, "
                                                    "lode_error* error);", ""))

    def test_another_parameter_type_is_found(self):
        self.assertIn("lode_study_ask", self.found("lode_study_ask(lode_study* study, uint32_t count",
                                                   "lode_study_ask(lode_study* study, uint64_t count"))

    def test_another_result_is_found(self):
        self.assertIn("lode_snapshot_trial_count", self.found("LODE_API size_t lode_snapshot_trial_count",
                                                              "LODE_API uint32_t lode_snapshot_trial_count"))

    def test_another_callback_is_found(self):
        self.assertIn("lode_launcher_callbacks", self.found("(*active)(void* user_data)",
                                                            "(*active)(void* user_data, int more)"))


if __name__ == "__main__":
    COMPILER, HEADER, MAP = sys.argv[1:4]
    if not shutil.which("abidiff"):
        print("skipped: abidiff is not installed (Debian: abigail-tools)")
        sys.exit(abi_gate.SKIPPED)
    unittest.main(argv=sys.argv[:1])
