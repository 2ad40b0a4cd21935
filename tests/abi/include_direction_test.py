#!/usr/bin/env python3
"""Checks that include_direction.py finds what it is for, on small trees written here."""
import pathlib
import tempfile
import unittest

import include_direction


class Directions(unittest.TestCase):
    def complaints(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return include_direction.check(pathlib.Path(folder))[0]

    def test_downwards_is_allowed(self):
        files = {"src/space/a.h": "", "src/strategy/b.cpp": '#include "space/a.h"\n#include <vector>\n'}
        self.assertEqual(self.complaints(files), [])

    def test_upwards_is_found(self):
        files = {"src/study/a.h": "", "src/surrogate/b.cpp": '  #  include "study/a.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)

    def test_sideways_is_found(self):
        files = {"src/launch/a.h": "", "src/amt/b.h": '#include "launch/a.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)

    def test_store_sees_only_base(self):
        files = {"src/math/a.h": "", "src/store/b.h": '#include "math/a.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)

    def test_programs_see_only_the_public_headers(self):
        files = {"src/study/a.h": "", "src/cli/b.cpp": '#include <lode/lode.hpp>\n#include "study/a.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)

    def test_rooms_do_not_see_the_c_interface(self):
        self.assertEqual(len(self.complaints({"src/study/a.cpp": "#include <lode/lode.h>\n"})), 1)

    def test_unknown_room_and_missing_file_are_found(self):
        files = {"src/attic/a.h": "", "src/base/b.h": '#include "base/gone.h"\n'}
        self.assertEqual(len(self.complaints(files)), 2)

    def test_cuda_sees_the_backend_and_math(self):
        files = {"cuda/a.cu": '#include "backend/backend.h"\n#include "math/b.h"\n#include "space/c.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)


if __name__ == "__main__":
    unittest.main()
