#!/usr/bin/env python3
"""Checks that accuracy.py's check finds what it is for."""
import unittest

import accuracy

FRESH = {row.name: accuracy.Measured(5, -1.0, 2.0, 2e-14, 1e-10) for row in accuracy.ROWS}
PAGE = accuracy.document(FRESH, {name: accuracy.figure(m.error) for name, m in FRESH.items()})


def changed(**fields):
    return {**FRESH, "normal.cdf": FRESH["normal.cdf"]._replace(**fields)}


class Check(unittest.TestCase):
    def test_the_page_of_this_run_is_right(self):
        self.assertEqual(accuracy.complaints(PAGE, FRESH), [])

    def test_a_little_worse_is_another_compiler(self):
        self.assertEqual(accuracy.complaints(PAGE, changed(error=1.9e-13)), [])
        self.assertEqual(accuracy.complaints(PAGE, changed(error=0.0)), [])

    def test_much_worse_is_found(self):
        found = accuracy.complaints(PAGE, changed(error=2.1e-13))
        self.assertEqual(found, ["normal.cdf: the largest error is 2.1e-13; docs/accuracy.md says 2.0e-14"])

    def test_last_places_are_no_matter_and_more_is(self):
        page = accuracy.document(FRESH, {**{name: "2.0e-14" for name in FRESH}, "normal.cdf": "0"})
        self.assertEqual(accuracy.complaints(page, changed(error=9e-15)), [])
        self.assertEqual(len(accuracy.complaints(page, changed(error=1.1e-14))), 1)

    def test_another_tolerance_count_or_text_is_found(self):
        self.assertEqual(len(accuracy.complaints(PAGE, changed(tolerance=1e-9))), 1)
        self.assertEqual(len(accuracy.complaints(PAGE, changed(count=4))), 1)
        self.assertEqual(len(accuracy.complaints(PAGE.replace("smallest", "least"), FRESH)), 1)
        self.assertEqual(len(accuracy.complaints("", FRESH)), 1)

    def test_a_quantity_without_row_or_test_is_found(self):
        self.assertIn("new.one", accuracy.complaints(PAGE, {**FRESH, "new.one": FRESH["normal.cdf"]})[0])
        fewer = {name: m for name, m in FRESH.items() if name != "normal.cdf"}
        self.assertIn("normal.cdf", accuracy.complaints(PAGE, fewer)[0])

    def test_one_name_is_one_quantity(self):
        with self.assertRaises(SystemExit):
            accuracy.parse("a\t1\t0\t1\t0\t0\na\t1\t0\t1\t0\t0\n")


if __name__ == "__main__":
    unittest.main()
