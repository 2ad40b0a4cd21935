"""A table of what scripts/gpu.sh measured: our operations, the peers' beside them, and the targets.

    gpu_table.py FOLDER NAME     reads gpu-NAME.json (bench/device_bench) and gpu-NAME.peers.json (gpu_peers.py) in
                                 FOLDER, writes gpu-NAME.md there

Every ratio is of two figures of one run. A target whose figures are missing is "not measured", never met. Exit status 1
where a target is missed.
"""

import json
import pathlib
import re
import sys

SCORE = "score/cuda"
TOP = "top64/cuda"
LIKELIHOOD = "likelihood/cuda"


def load(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def own_rows(document):
    """{(operation, sizes): row}, for example ("score/cuda", (1000, 20, 1000000)). Times are in seconds."""
    rows = {}
    for row in (document or {}).get("benchmarks", []):
        name = row["name"].removesuffix("/real_time")
        found = re.match(r"(\w+/\w+)(?::\d+)?((?:/\d+)+)$", name)
        if found and "error_occurred" not in row:
            sizes = tuple(int(part) for part in found.group(2).strip("/").split("/"))
            rows[found.group(1), sizes] = {**row, "seconds": row["real_time"] / 1e3}
    return rows


def peer_rows(document, section, text):
    return [row for row in (document or {}).get("rows", []) if row["section"] == section and text in row["what"]]


def best(rows, figure, largest):
    values = [row[figure] for row in rows if figure in row]
    return (max(values) if largest else min(values)) if values else None


def ratio(above, below):
    return above / below if above is not None and below else None


def target_rows(own, peers):
    """(what, ratio measured or None, least ratio)."""
    def figure(operation, sizes, key):
        row = own.get((operation, sizes))
        return row.get(key) if row else None

    dgemm = best(peer_rows(peers, "ceilings", "dgemm"), "tflops", True)
    dgemm = dgemm * 1e12 if dgemm else None
    large, middle = (1000, 20, 1_000_000), (1000, 20, 10_000)
    botorch = best(peer_rows(peers, "values", "BoTorch, n = 1000, d = 20"), "candidates_a_second", True)
    botorch_top = best(peer_rows(peers, "top", "BoTorch"), "candidates_a_second", True)
    botorch_likelihoods = best(peer_rows(peers, "likelihoods", "BoTorch, 32 of n = 1000"), "seconds", False)
    jax = best(peer_rows(peers, "jax", "n = 1000"), "seconds", False)
    ours = figure(LIKELIHOOD, (1000, 20, 32), "seconds")
    return [
        ("all values in FP64: share of the DGEMM rate of this run", ratio(figure(SCORE, large, "flops"), dgemm), 0.6),
        ("all values: times BoTorch's candidates a second", ratio(figure(SCORE, large, "candidates/s"), botorch), 5),
        ("exact top 64 of a million: times BoTorch", ratio(figure(TOP, large, "candidates/s"), botorch_top), 50),
        ("32 likelihoods + gradients, n = 1000: times BoTorch", ratio(botorch_likelihoods, ours), 10),
        ("the same: times JAX", ratio(jax, ours), 3),
        ("all values, 10,000 candidates: times our CPU",
         ratio(figure(SCORE, middle, "candidates/s"), figure("score/cpu", middle, "candidates/s")), 1),
    ]


def crossover_lines(own):
    """Where the device was faster than one core of the CPU, an operation and size a line."""
    lines = []
    for (operation, sizes), row in sorted(own.items()):
        kind, backend = operation.split("/")
        other = own.get((f"{kind}/cpu", sizes))
        if backend == "cuda" and other:
            lines.append(f"| {kind} | {', '.join(map(str, sizes))} | {other['seconds'] * 1e3:.4g} | "
                         f"{row['seconds'] * 1e3:.4g} | {other['seconds'] / row['seconds']:.3g} |")
    return lines


def page(name, own, peers):
    targets = target_rows(own, peers)
    lines = [f"# A device's figures: {(peers or {}).get('device', name)}", "",
             "Written by `scripts/gpu.sh`; every ratio is of two figures of this run.", "",
             "| target | measured | at least | |", "|---|---|---|---|"]
    for what, measured, least in targets:
        verdict = "not measured" if measured is None else "met" if measured >= least else "MISSED"
        lines.append(f"| {what} | {'' if measured is None else format(measured, '.3g')} | {least} | {verdict} |")
    lines += ["", "| operation | sizes (n, d, candidates or vectors) | CPU, ms | device, ms | CPU / device |",
              "|---|---|---|---|---|", *crossover_lines(own), "", "| all of the device's rows | ms | candidates/s | FLOP/s |",
              "|---|---|---|---|"]
    for (operation, sizes), row in sorted(own.items()):
        if operation.endswith("/cuda"):
            figures = [format(row[key], ".4g") if key in row else "" for key in ("candidates/s", "flops")]
            lines.append(f"| {operation} {', '.join(map(str, sizes))} | {row['seconds'] * 1e3:.4g} | {' | '.join(figures)} |")
    lines += ["", "| peer | seconds | figures |", "|---|---|---|"]
    for row in (peers or {}).get("rows", []):
        rest = {key: value for key, value in row.items() if key not in ("section", "what", "seconds", "least", "most")}
        shown = ", ".join(f"{key} {value:.4g}" for key, value in rest.items())
        lines.append(f"| {row['what']} | {row['seconds']:.4g} | {shown} |")
    return "\n".join(lines) + "\n", any(m is not None and m < least for _, m, least in targets)


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    own = own_rows(load(folder / f"gpu-{name}.json"))
    if not own:
        sys.exit(f"{folder}/gpu-{name}.json: no benchmarks in it")
    text, missed = page(name, own, load(folder / f"gpu-{name}.peers.json"))
    (folder / f"gpu-{name}.md").write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
