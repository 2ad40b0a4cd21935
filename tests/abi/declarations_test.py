#!/usr/bin/env python3
"""Checks that declarations.py finds what it is for, on changes of lode.h made here. usage: declarations_test.py LODE_H"""
import pathlib
import sys
import unittest

import declarations

CHANGES = {
    "a typedef that becomes an enum": ("typedef int32_t lode_goal;", "typedef enum lode_goal_kind lode_goal;"),
    "two parameters of one type that change places": ("double low, double high", "double high, double low"),
    "a const that goes": ("lode_launcher_create(lode_context* context, const char* const* command",
                          "lode_launcher_create(lode_context* context, const char** command"),
    "a const that comes": ("lode_options_free(lode_options* options)", "lode_options_free(const lode_options* options)"),
    "another value of a macro": ("#define LODE_ABI_VERSION 1", "#define LODE_ABI_VERSION 2"),
    "another initializer": ("(uint32_t)sizeof(lode_error), 0, { 0 }", "(uint32_t)sizeof(lode_error), 1, { 0 }"),
    "another value of an enumerator": ("LODE_LOG_ERROR = 3", "LODE_LOG_ERROR = 4"),
    "a new function": ("LODE_API uint32_t lode_abi_version(void);",
                       "LODE_API uint32_t lode_abi_version(void);\nLODE_API int lode_new(int a);"),
    "a member between others": ("  uint64_t stopped;\n", "  uint64_t added;\n  uint64_t stopped;\n"),
    "another length of an array": ("char message[2040]", "char message[2041]"),
}


class Changes(unittest.TestCase):
    def found(self, old, new):
        header = pathlib.Path(HEADER).read_text(encoding="utf-8")
        self.assertIn(old, header)
        return declarations.difference(header.replace(old, new, 1), declarations.declarations(header))

    def test_changes_are_found(self):
        for what, (old, new) in CHANGES.items():
            with self.subTest(what):
                self.assertTrue(self.found(old, new))

    def test_comments_and_layout_are_no_change(self):
        self.assertEqual(self.found("LODE_API uint32_t lode_abi_version(void);",
                                    "/** more; words */\nLODE_API uint32_t\n    lode_abi_version( void ) ;"), [])

    def test_every_function_is_a_line_of_its_own(self):
        header = pathlib.Path(HEADER).read_text(encoding="utf-8")
        lines = [line for line in declarations.declarations(header) if line.startswith("LODE_API ")]
        symbols = (pathlib.Path(__file__).parent / "symbols.txt").read_text(encoding="utf-8").split()
        names = sorted(line.split(" (")[0].split()[-1] for line in lines)
        self.assertEqual(names, sorted(symbols))


if __name__ == "__main__":
    HEADER = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
