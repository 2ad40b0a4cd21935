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

    def upwards(self, line, name="a.h"):
        """What is said of src/math/NAME with one line, which includes study/study.h in some way or other."""
        return self.complaints({"src/study/study.h": "", "src/math/" + name: line + "\n"})

    def test_angled_is_found(self):
        self.assertEqual(len(self.upwards("#include <study/study.h>")), 1)

    def test_what_an_inc_file_includes_is_found(self):
        self.assertEqual(len(self.upwards('#include "study/study.h"', "table.inc")), 1)

    def test_a_file_that_is_not_read_may_not_be_included(self):
        files = {"src/math/table.def": '#include "study/study.h"\n', "src/math/a.h": '#include "math/table.def"\n'}
        self.assertEqual(len(self.complaints(files)), 1)

    def test_comments_and_joined_lines_hide_nothing(self):
        for line in ('/* why */ #include "study/study.h"', '#include /* why */ "study/study.h"', "# /**/ include <study/study.h>",
                     '/* two\n lines */ #include "study/study.h"', '#include \\\n "study/study.h"', '#inc\\\nlude <study/study.h>',
                     '%:include "study/study.h"', '#include_next "study/study.h"', '#include "study/study.h" // why',
                     'const char* a = "/*";\n#include "study/study.h"\nconst char* b = "*/";'):
            with self.subTest(line):
                self.assertEqual(len(self.upwards(line)), 1)

    def test_what_is_in_a_comment_is_no_include(self):
        for text in ('// #include "study/study.h"', '/*\n#include "study/study.h"\n*/', '"#include <study/study.h>"'):
            with self.subTest(text):
                self.assertEqual(self.upwards(text), [])

    def test_a_computed_include_is_refused(self):
        self.assertEqual(len(self.upwards('#define HEADER "study/study.h"\n#include HEADER')), 1)

    def test_a_way_around_is_refused(self):
        for target in ('"math/../study/study.h"', '"../study/study.h"', "<./study/study.h>", "<study//study.h>"):
            with self.subTest(target):
                self.assertEqual(len(self.upwards("#include " + target)), 1)

    def test_the_systems_headers_are_allowed(self):
        self.assertEqual(self.upwards("#include <vector>\n#include <sys/stat.h>\n#include <re2/re2.h>"), [])

    def test_cuda_sees_the_backend_and_math(self):
        files = {"cuda/a.cu": '#include "backend/backend.h"\n#include "math/b.h"\n#include "space/c.h"\n'}
        self.assertEqual(len(self.complaints(files)), 1)


if __name__ == "__main__":
    unittest.main()
