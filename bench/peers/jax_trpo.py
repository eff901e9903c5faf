#!/usr/bin/env python3
"""A whole TRPO update by JAX (compiled by XLA as one function) and by Surefoot, in turns, on one core.

    bench/peers/jax_trpo.py [BUILD...]      by default build-bench and, where it is, build-bench-float

The update is that of bench/scale: a Gaussian policy 17 -> 64 -> 64 -> 6 (tanh), or 256-256, its gradient, ten products with the
Fisher matrix by keeping J as a linear map, and one line-search pass. It needs `jax` (pip install jax) and a build with
-Dbench=enabled; without JAX it says so, compares nothing and exits with 77.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

CASES = [(2048, 64), (5000, 64), (65536, 64), (5000, 256)]
ROUNDS, PRODUCTS, DAMPING, DELTA = 5, 10, 0.1, 0.01
ROOT = pathlib.Path(__file__).resolve().parents[2]

# One core for JAX and for what this starts, before JAX looks for them.
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.update(XLA_FLAGS="--xla_cpu_multi_thread_eigen=false", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1",
                  JAX_PLATFORMS="cpu")
try:
    import jax
except ImportError:
    print("JAX is not installed here, so nothing was compared.")
    sys.exit(77)
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

jax.config.update("jax_enable_x64", True)


def initial(key, widths, dtype):
    """theta as a list of (W, b), and log sigma behind them."""
    layers = []
    for k, (rows, columns) in zip(jax.random.split(key, len(widths) - 1), zip(widths, widths[1:])):
        layers.append((jax.random.normal(k, (rows, columns), dtype) / rows ** 0.5, jnp.zeros(columns, dtype)))
    return layers, jnp.zeros(widths[-1], dtype)


def outputs(theta, x):
    layers, log_std = theta
    for W, b in layers[:-1]:
        x = jnp.tanh(x @ W + b)
    W, b = layers[-1]
    return x @ W + b, log_std


def log_prob(mean, log_std, actions):
    z = (actions - mean) * jnp.exp(-log_std)
    return jnp.sum(-0.5 * z * z - log_std - 0.5 * jnp.log(2 * jnp.pi), axis=1)


def kl(mean_old, log_std_old, mean, log_std):
    d, shift = log_std - log_std_old, (mean_old - mean) * jnp.exp(-log_std)
    return jnp.mean(jnp.sum(d + 0.5 * (jnp.exp(-2 * d) + shift * shift) - 0.5, axis=1))


def functions(theta, observations, actions, advantages):
    """The update as a function of theta as one vector, and F at it."""
    start, unravel = ravel_pytree(theta)
    at = lambda flat: outputs(unravel(flat), observations)

    def fisher(flat):
        _, J = jax.linearize(at, flat)
        transposed = jax.linear_transpose(J, flat)
        precision = jnp.exp(-2 * at(flat)[1]) / len(observations)

        def product(v):
            mean_dot, log_std_dot = J(v)
            return transposed((mean_dot * precision, 2 * log_std_dot))[0]

        return product

    def update(flat):
        mean_old, log_std_old = at(flat)
        log_prob_old = log_prob(mean_old, log_std_old, actions)

        def gain(x):
            return jnp.mean((jnp.exp(log_prob(*at(x), actions) - log_prob_old) - 1) * advantages)

        g, F = jax.grad(gain)(flat), fisher(flat)

        def iteration(_, state):
            x, r, p, rr = state
            Fp = F(p) + DAMPING * p
            alpha = rr / (p @ Fp)
            x, r = x + alpha * p, r - alpha * Fp
            rr_next = r @ r
            return x, r, r + rr_next / rr * p, rr_next

        x, r, _, _ = jax.lax.fori_loop(0, PRODUCTS, iteration, (jnp.zeros_like(g), g, g, g @ g))
        trial = flat + jnp.sqrt(2 * DELTA / (x @ (g - r))) * x
        return trial, gain(trial), kl(mean_old, log_std_old, *at(trial))

    def check(flat, v):
        """F v against the derivative of the gradient of the KL."""
        old = at(flat)
        hessian_v = jax.jvp(jax.grad(lambda x: kl(*old, *at(x))), (flat,), (v,))[1]
        return jnp.linalg.norm(fisher(flat)(v) - hessian_v) / jnp.linalg.norm(hessian_v)

    return start, jax.jit(update), jax.jit(check)


def milliseconds_of_ours(build, batch, width):
    run = subprocess.run(
        [ROOT / build / "bench" / "scale", f"--benchmark_filter=update, batch {batch}, width {width}/surefoot",
         "--benchmark_format=json", "--benchmark_min_time=0.5"], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)["benchmarks"][0]["cpu_time"]


builds = sys.argv[1:] or [b for b in ("build-bench", "build-bench-float") if (ROOT / b / "bench" / "scale").exists()]
print(f"JAX {jax.__version__}\n\n| | batch | hidden | Surefoot, ms | JAX, ms | JAX / Surefoot |\n|---|---|---|---|---|---|")
for build in builds:
    single = "float" in build
    dtype = jnp.float32 if single else jnp.float64
    for batch, width in CASES:
        keys = jax.random.split(jax.random.PRNGKey(1), 5)
        theta = initial(keys[0], [17, width, width, 6], dtype)
        start, update, check = functions(theta, *(jax.random.normal(k, s, dtype) for k, s in
                                                  zip(keys[1:4], [(batch, 17), (batch, 6), (batch,)])))
        wrong = float(check(start, jax.random.normal(keys[4], start.shape, dtype)))
        if not wrong < (1e-3 if single else 1e-9):
            sys.exit(f"JAX's product with F differs from the KL's Hessian by {wrong}")
        jax.block_until_ready(update(start))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(milliseconds_of_ours(build, batch, width))
            begin, count = time.process_time(), 0
            while time.process_time() - begin < 0.5:
                jax.block_until_ready(update(start))
                count += 1
            theirs.append(1000 * (time.process_time() - begin) / count)
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"| {'float' if single else 'double'} | {batch:,} | {width}-{width} | {a:.1f} | {b:.1f} | {b / a:.2f} |",
              flush=True)
