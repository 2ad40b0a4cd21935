"""BoTorch, and JAX and CuPy where they can be imported, on a GPU: what a device backend is compared with.

    gpu_peers.py [--json FILE] [--only SECTION,...] [--rehearse]

Needs torch, botorch and gpytorch for the GPU. Times are the device's own (CUDA events) around warm work,
JAX's and CuPy's by the clock; the median of several, with the least and the most. Exit code 77 where there is
no GPU. `--rehearse` runs the same code with toy sizes on the CPU, to see that it still fits the libraries;
its figures mean nothing.
"""

import argparse
import functools
import json
import math
import sys
import time

import data

NO_DEVICE = 77
REPEATS = 7
SQRT5 = math.sqrt(5.0)
NOISE = 1e-3  # variance, of standardised losses


class Device:
    """torch and the device, the sizes, and what has been measured."""

    def __init__(self, rehearsal, path):
        import torch

        self.torch, self.rehearsal = torch, rehearsal
        self.device = torch.device("cpu" if rehearsal else "cuda")
        self.rows, self.path = [], path
        # In full precision everywhere: TensorFloat-32 makes variances negative.
        torch.backends.cuda.matmul.allow_tf32 = False

    @property
    def name(self):
        return "rehearsal on the CPU" if self.rehearsal else self.torch.cuda.get_device_name()

    def size(self, real, toy):
        return toy if self.rehearsal else real

    def rand(self, *shape, dtype=None):
        return self.torch.rand(*shape, device=self.device, dtype=dtype or self.torch.float64)

    def time(self, work, by_clock=False):
        """{least, median, most} of the seconds of work(), after two runs that are not counted."""
        for _ in range(2):
            work()
        steps = sorted(self._once(work, by_clock) for _ in range(REPEATS))
        return {"seconds": steps[REPEATS // 2], "least": steps[0], "most": steps[-1]}

    def _once(self, work, by_clock):
        if self.rehearsal or by_clock:
            start = time.perf_counter()
            work()
            return time.perf_counter() - start
        start, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        work()
        end.record()
        end.synchronize()
        return start.elapsed_time(end) / 1e3

    def put(self, section, what, timed, **figures):
        self.rows.append({"section": section, "what": what, **timed, **figures})
        self.write()
        shown = "  ".join(f"{key} {value:.4g}" for key, value in {**timed, **figures}.items())
        print(f"{section:10} {what:50} {shown}", flush=True)

    def write(self):
        """After every row: a run that is cut short leaves what it has measured."""
        if self.path:
            with open(self.path, "w") as file:
                json.dump({"device": self.name, "torch": self.torch.__version__, "rows": self.rows}, file, indent=1)

    def history(self, n, d):
        """x and standardised losses, n x d and n."""
        rows, losses = data.history(n, d)
        x, y = (self.torch.tensor(v, dtype=self.torch.float64, device=self.device) for v in (rows, losses))
        return x, (y - y.mean()) / y.std()


def matern(torch, a, b, floor=1e-30):
    """Matern-5/2 between rows that were divided by their lengthscales; distances by a matrix product."""
    squares = (a * a).sum(-1, keepdim=True) + (b * b).sum(-1).unsqueeze(-2)
    s = SQRT5 * (squares - 2 * a @ b.transpose(-1, -2)).clamp_min(floor).sqrt()
    return (1 + s + s * s / 3) * torch.exp(-s)


def lengthscale(d):
    return 0.35 * math.sqrt(d)


# Sections


def ceilings(gpu):
    """The rate of a product of double matrices, square and as a posterior has it, and of memory."""
    torch, n = gpu.torch, gpu.size(8192, 128)
    for rows, columns in ((n, n), (gpu.size(1000, 100), gpu.size(16384, 128))):
        a, b = gpu.rand(rows, rows), gpu.rand(rows, columns)
        c = torch.empty(rows, columns, device=gpu.device, dtype=a.dtype)
        timed = gpu.time(lambda: torch.matmul(a, b, out=c))
        figure = 2 * rows * rows * columns / timed["seconds"] / 1e12
        gpu.put("ceilings", f"dgemm {rows} x {rows} x {columns}", timed, tflops=figure)
    x = gpu.rand(gpu.size(1 << 28, 1 << 16))
    y = torch.empty_like(x)
    timed = gpu.time(lambda: y.copy_(x))
    gpu.put("ceilings", "copy", timed, gb_a_second=2 * 8 * x.numel() / timed["seconds"] / 1e9)


def botorch_log_ei(gpu, n, d):
    from botorch.acquisition import LogExpectedImprovement
    from botorch.models import SingleTaskGP
    from gpytorch.kernels import MaternKernel, ScaleKernel

    x, y = gpu.history(n, d)
    kernel = ScaleKernel(MaternKernel(2.5, ard_num_dims=d))
    model = SingleTaskGP(x, -y.unsqueeze(-1), covar_module=kernel, outcome_transform=None)
    kernel.base_kernel.lengthscale, kernel.outputscale = lengthscale(d), 1.0
    model.likelihood.noise = NOISE
    return LogExpectedImprovement(model.to(gpu.device).eval(), best_f=-y.min())


def chunked(gpu, score, x, chunk):
    """All of the scores, chunk by chunk."""
    with gpu.torch.no_grad():
        return gpu.torch.cat([score(part) for part in x.split(chunk)])


def chunks(gpu, n, d):
    """How many candidates are given at once: as many as fit, since a score holds chunk x n x d doubles."""
    listed = gpu.size((256, 1024, 4096, 16384, 65536), (64,))
    return [chunk for chunk in listed if 8 * chunk * (n + 1) * d < 2e10]


def values(gpu):
    """All values of log EI, in double precision."""
    for n, d in gpu.size(((100, 10), (1000, 10), (1000, 20), (2000, 20)), ((30, 3),)):
        log_ei, m = botorch_log_ei(gpu, n, d), gpu.size(131_072, 256)
        x = gpu.rand(m, 1, d)
        for chunk in chunks(gpu, n, d):
            timed = gpu.time(functools.partial(chunked, gpu, log_ei, x, chunk))
            what = f"BoTorch, n = {n}, d = {d}, chunks of {chunk}"
            gpu.put("values", what, timed, candidates_a_second=m / timed["seconds"])


def top(gpu):
    """The best 64 of a million."""
    n, d, m, k = *gpu.size((1000, 20), (30, 3)), gpu.size(1_000_000, 512), gpu.size(64, 8)
    log_ei, x = botorch_log_ei(gpu, n, d), gpu.rand(m, 1, d)
    for chunk in chunks(gpu, n, d)[-2:]:
        timed = gpu.time(lambda: chunked(gpu, log_ei, x, chunk).topk(k))
        what = f"BoTorch, best {k} of {m:,}, n = {n}, d = {d}, chunks of {chunk}"
        gpu.put("top", what, timed, candidates_a_second=m / timed["seconds"])


def likelihoods(gpu):
    """32 log marginal likelihoods with gradients at once: BoTorch's batched model, and torch alone."""
    for n, d in gpu.size(((100, 10), (1000, 20)), ((30, 3),)):
        for name, work in (("BoTorch", _botorch_likelihoods), ("torch alone", _torch_likelihoods)):
            b = gpu.size(32, 4)
            timed = gpu.time(work(gpu, n, d, b))
            gpu.put("likelihoods", f"{name}, {b} of n = {n}, d = {d}", timed, each=timed["seconds"] / b)


def _botorch_likelihoods(gpu, n, d, b):
    from botorch.models import SingleTaskGP
    from gpytorch.kernels import MaternKernel, ScaleKernel
    from gpytorch.mlls import ExactMarginalLogLikelihood

    x, y = gpu.history(n, d)
    batch = gpu.torch.Size([b])
    kernel = ScaleKernel(MaternKernel(2.5, ard_num_dims=d, batch_shape=batch), batch_shape=batch)
    targets = y.unsqueeze(-1).expand(b, n, 1)
    model = SingleTaskGP(x.expand(b, n, d), targets, covar_module=kernel, outcome_transform=None)
    model = model.to(gpu.device).train()
    likelihood = ExactMarginalLogLikelihood(model.likelihood, model)

    def work():
        model.zero_grad()
        likelihood(model(*model.train_inputs), model.train_targets).sum().backward()

    return work


def _starts(d, b):
    """b vectors of hyperparameters: ln lengthscales, ln noise variance."""
    return [[math.log(lengthscale(d)) + 0.01 * i] * d + [math.log(1e-2)] for i in range(b)]


def _torch_likelihoods(gpu, n, d, b):
    torch = gpu.torch
    x, y = gpu.history(n, d)
    theta = torch.tensor(_starts(d, b), dtype=torch.float64, device=gpu.device).requires_grad_()
    ones = torch.eye(n, dtype=torch.float64, device=gpu.device)

    def work():
        scaled = x / theta[:, None, :d].exp()
        k = matern(torch, scaled, scaled, floor=1e-20) + theta[:, d].exp()[:, None, None] * ones
        factor = torch.linalg.cholesky(k)
        v = torch.linalg.solve_triangular(factor, y.expand(b, n).unsqueeze(-1), upper=False)
        value = factor.diagonal(dim1=-2, dim2=-1).log().sum() + 0.5 * (v * v).sum()
        return torch.autograd.grad(value, theta)[0]

    return work


def jax_likelihoods(gpu):
    """The same by JAX: compiled, over all starts at once. By the clock, as it hands out no events."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def loss(theta, x, y):
        d = x.shape[1]
        scaled = x / jnp.exp(theta[:d])
        squares = (scaled * scaled).sum(-1)
        squares = squares[:, None] + squares[None] - 2 * scaled @ scaled.T
        s = SQRT5 * jnp.sqrt(jnp.maximum(squares, 1e-20))
        k = (1 + s + s * s / 3) * jnp.exp(-s) + jnp.exp(theta[d]) * jnp.eye(x.shape[0])
        factor = jnp.linalg.cholesky(k)
        v = jax.scipy.linalg.solve_triangular(factor, y, lower=True)
        return jnp.log(jnp.diagonal(factor)).sum() + 0.5 * v @ v

    for n, d in gpu.size(((100, 10), (1000, 20)), ((30, 3),)):
        x, y = (jnp.asarray(v.cpu().numpy()) for v in gpu.history(n, d))
        b = gpu.size(32, 4)
        theta = jnp.asarray(_starts(d, b))
        compiled = jax.jit(jax.vmap(jax.value_and_grad(loss), (0, None, None)))
        timed = gpu.time(lambda: jax.block_until_ready(compiled(theta, x, y)), by_clock=True)
        gpu.put("jax", f"JAX, {b} of n = {n}, d = {d}", timed, each=timed["seconds"] / b)


def cupy_kernel_values(gpu):
    """How fast kernel values alone can be made: a plain kernel, a thread a candidate."""
    import cupy

    source = r"""
    template <class T, int D>
    __global__ void values(const T* x, const T* z, T* k, int n, int m) {
      const int j = blockIdx.x * blockDim.x + threadIdx.x;
      if (j >= m) return;
      T at[D];
      for (int c = 0; c < D; ++c) at[c] = z[(size_t)c * m + j];
      for (int i = blockIdx.y * 16; i < min(n, (int)blockIdx.y * 16 + 16); ++i) {
        T sum = 0;
        for (int c = 0; c < D; ++c) { const T t = x[i * D + c] - at[c]; sum = fma(t, t, sum); }
        const T s = sqrt(5 * sum);
        k[(size_t)i * m + j] = (1 + s + s * s / 3) * exp(-s);
      }
    }"""
    n, m = 1024, 1 << 14
    for d in (10, 20):
        for kind, dtype in (("float", cupy.float32), ("double", cupy.float64)):
            name = f"values<{kind}, {d}>"
            module = cupy.RawModule(code=source, options=("-std=c++17",), name_expressions=[name])
            kernel = module.get_function(name)
            x, z = cupy.random.rand(n, d).astype(dtype), cupy.random.rand(d, m).astype(dtype)
            k = cupy.empty((n, m), dtype)

            def work(kernel=kernel, x=x, z=z, k=k):
                kernel((m // 256, n // 16), (256,), (x, z, k, n, m))
                cupy.cuda.runtime.deviceSynchronize()

            timed = gpu.time(work, by_clock=True)
            rate = n * m / timed["seconds"]
            gpu.put("cupy", f"kernel values, {kind}, d = {d}", timed, values_a_second=rate)


SECTIONS = {
    "ceilings": ceilings,
    "values": values,
    "top": top,
    "likelihoods": likelihoods,
    "jax": jax_likelihoods,
    "cupy": cupy_kernel_values,
}
OPTIONAL = {"jax", "cupy"}


def has_device():
    try:
        import torch
    except ImportError:
        return False
    return torch.cuda.is_available()


def measure(gpu, names):
    """The names of sections that failed. A library that is not there is no failure where it is optional."""
    failed = []
    for name in names:
        if gpu.rehearsal and name == "cupy":
            continue  # it has no CPU
        try:
            SECTIONS[name](gpu)
        except ImportError as error:
            print(f"{name}: not measured: {error}", flush=True)
            failed += [] if name in OPTIONAL else [name]
        except RuntimeError as error:  # out of memory, most of the time: the other sections can still be had
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            failed.append(name)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", help="a file for what was measured")
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"some of {','.join(SECTIONS)}")
    parser.add_argument("--rehearse", action="store_true", help="toy sizes on the CPU")
    given = parser.parse_args()
    names = given.only.split(",")
    if unknown := [name for name in names if name not in SECTIONS]:
        parser.error(f"--only: {unknown[0]}: accepted are {', '.join(SECTIONS)}")
    if not given.rehearse and not has_device():
        print("no device: a GPU and a torch that sees it are needed")
        return NO_DEVICE
    gpu = Device(given.rehearse, given.json)
    return 1 if measure(gpu, names) else 0


if __name__ == "__main__":
    sys.exit(main())
