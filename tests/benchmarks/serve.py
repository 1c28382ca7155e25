"""How many lookups a second `tm serve` answers, and how soon: a server as a process, clients over loopback.

    python tests/benchmarks/serve.py                             tiny, from our seeds: shows that it runs
    python tests/benchmarks/serve.py --data PAIRS.tsv.xz --units 1000000 --keep FOLDER [--clients 8 --requests 4000]

The memory and the kinds of queries are those of lookup.py beside it. Each client keeps one connection and asks again as
soon as it is answered, or `--rate` times a second all clients together. The clients compute on the same cores; on a
machine that has other things to do, `chrt -r 5` in front shows what it could do without them.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from lookup import NOW, Pair, extended, parted, queries, unit

from tm.app.server.serving import cores
from tm.memory.database import open_database
from tm.memory.memory import Memory

PAIRS = ("zh/en", "en/zh")
_FOR_PROCESSES = 3  # seconds until further processes answer; those who ask before that stay with the first


def main() -> None:
    """Print one line of figures."""
    parser = argparse.ArgumentParser(description="Load on tm serve.")
    parser.add_argument("--data", type=Path, help="pairs, TSV packed by xz; our seeds if left out")
    parser.add_argument("--units", type=int, default=3000)
    parser.add_argument("--keep", type=Path, help="folder where the memory is kept for the next run")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rate", type=float, default=0, help="requests a second; 0: as fast as they are answered")
    parser.add_argument("--processes", type=int, default=cores(), help="of the server")
    options = parser.parse_args()
    pairs, held_out = parted(options.data)
    with TemporaryDirectory() as folder:
        path = make_memory(options.keep or Path(folder), options.units, pairs)
        paths = requests(pairs, held_out, options.requests)
        measure(path, paths, options.clients, options.rate, options.processes)


def make_memory(folder: Path, units: int, pairs: list[Pair]) -> Path:
    """The memory of so many units, made if it is not there."""
    path = folder / f"lookup-{units}.tmdb"
    if not path.exists():
        with open_database(path) as database:
            Memory(database).add((unit(pair) for pair in itertools.islice(extended(pairs), units)), now=NOW)
    return path


def requests(pairs: list[Pair], held_out: list[Pair], count: int) -> list[str]:
    """Paths to ask, of all kinds and both directions, in no order."""
    paths = []
    for number, langs in enumerate(PAIRS):
        for texts in queries(pairs, held_out, number, -(-count // 8)).values():
            paths += [f"/tmserver/{langs}/unit/{quote(text, safe='')}?min_similarity=50" for text in texts]
    random.Random(2).shuffle(paths)
    return paths[:count]


def measure(path: Path, paths: list[str], clients: int, rate: float, processes: int) -> None:
    """Ask all paths and print what it took."""
    command = [sys.executable, "-m", "tm.app.cli", "serve", "--memory", str(path), "--port", "0", "--json"]
    command += ["--processes", str(processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as server:
        try:
            assert server.stdout
            address = json.loads(server.stdout.readline())["url"].removeprefix("http://").rstrip("/")
            time.sleep(_FOR_PROCESSES if processes > 1 else 0)
            ask(address, paths[: 8 * clients], clients, 0)  # opens the indexes
            began, cpu = time.perf_counter(), cpu_seconds(server.pid)
            took, errors = ask(address, paths, clients, rate)
            wall, cpu = time.perf_counter() - began, cpu_seconds(server.pid) - cpu
        finally:
            server.terminate()
    ordered = sorted(took)
    p50, p95, p99 = (1000 * ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.95, 0.99))
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{len(paths)} lookups, {clients} clients: {len(paths) / wall:.0f}/s, median {p50:.1f} ms, 95 % {p95:.1f} ms,"
        f" 99 % {p99:.1f} ms, {errors} errors; server {1000 * cpu / len(paths):.2f} ms CPU a lookup"
        f" (clients {own.ru_utime + own.ru_stime:.1f} s in all)"
    )


def ask(address: str, paths: list[str], clients: int, rate: float) -> tuple[list[float], int]:
    """Seconds for each answer, and how many were none."""
    began = time.perf_counter()

    def client(number: int) -> tuple[list[float], int]:
        connection, took, errors = http.client.HTTPConnection(address), list[float](), 0
        for at in range(number, len(paths), clients):
            due = began + at / rate if rate else 0
            time.sleep(max(0.0, due - time.perf_counter()))
            start = time.perf_counter()
            connection.request("GET", paths[at])
            answer = connection.getresponse()
            content = answer.read()
            took.append(time.perf_counter() - start)
            errors += answer.status != 200 or not isinstance(json.loads(content), list)
        connection.close()
        return took, errors

    with ThreadPoolExecutor(clients) as threads:
        found = list(threads.map(client, range(clients)))
    return [seconds for took, _ in found for seconds in took], sum(errors for _, errors in found)


def cpu_seconds(process: int) -> float:
    """CPU seconds of a process and of its children so far."""
    place = Path(f"/proc/{process}")
    fields = (place / "stat").read_text("ascii").rsplit(")", 1)[1].split()
    children = (place / "task" / str(process) / "children").read_text("ascii").split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") + sum(map(cpu_seconds, map(int, children)))


if __name__ == "__main__":
    main()
