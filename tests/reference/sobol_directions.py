"""Writes src/math/sobol_directions.inc from the table that SciPy carries (scipy/stats/_sobol_direction_numbers.npz),
which is the file new-joe-kuo-6.21201 of Stephen Joe and Frances Y. Kuo.

    python3 tests/reference/sobol_directions.py > src/math/sobol_directions.inc
"""

import pathlib

import numpy as np
import scipy.stats

DIMENSIONS = 1024
HEAD = """// Primitive polynomials and initial direction numbers of Sobol sequences for dimensions 2 to {dimensions}:
// the first rows of new-joe-kuo-6.21201 (S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
// two-dimensional projections", SIAM J. Sci. Comput. 30, 2635-2654, 2008). Dimension 1 needs no entry.
//
// Written by tests/reference/sobol_directions.py; do not edit. One row a dimension: the polynomial as a binary
// number, its leading and its constant coefficient included, then as many initial numbers m_1, m_2, ... as its
// degree.
//
// The numbers are distributed by their authors under this licence (BSD, 3 clauses):
{licence}
"""
LICENCE = """
Copyright (c) 2008, Frances Y. Kuo and Stephen Joe
All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

  * Redistributions of source code must retain the above copyright notice, this list of conditions and the
    following disclaimer.
  * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
    following disclaimer in the documentation and/or other materials provided with the distribution.
  * Neither the names of the copyright holders nor the names of the University of New South Wales and the
    University of Waikato and its contributors may be used to endorse or promote products derived from this
    software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS ``AS IS'' AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING,
BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED.
IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE,
EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""


def main():
    table = np.load(pathlib.Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz")
    licence = "\n".join(("// " + line).rstrip() for line in LICENCE.strip().split("\n"))
    print(HEAD.format(dimensions=DIMENSIONS, licence=licence))
    for polynomial, numbers in zip(table["poly"][1:DIMENSIONS], table["vinit"][1:DIMENSIONS]):
        degree = int(polynomial).bit_length() - 1
        print(",".join(str(x) for x in [polynomial, *numbers[:degree]]) + ",")


main()
