"""Tokens and decisions while sign-ins by password wait for the hash."""
import concurrent.futures
import contextlib
import multiprocessing
import statistics
import threading
import time

import questions
from signin import SignIn, plain_logins
from wire import Connection

WAITING = 200
PROCESSES_EACH = 2
PER_SECOND = 100


class Crowd:
    """So many people who sign in by password again and again, each from a network of their own, so that no try limit is
    reached. While one hash is computed on each core, all others wait. They have a process of their own."""

    def __init__(self, server, people):
        self.runners = [
            SignIn(server.id, row["email"], row["password"], source=f"127.0.1.{number}")
            for number, row in enumerate(people, 1)]

    def __enter__(self):
        """Returns once everybody has sent a password."""
        self.stop = multiprocessing.Event()
        self.report, answer = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=self.work, args=(answer,))
        self.process.start()
        answer.close()
        self.report.recv()
        return self

    def __exit__(self, *_):
        """Lets everybody finish, and notes for how long a sign-in waited."""
        self.stop.set()
        self.waits = self.report.recv()
        self.process.join()

    def work(self, answer):
        sent = threading.Barrier(len(self.runners), action=lambda: answer.send(None))
        with concurrent.futures.ThreadPoolExecutor(len(self.runners)) as pool:
            waits = list(pool.map(lambda runner: self.again_and_again(runner, sent), self.runners))
        answer.send([wait for several in waits for wait in several])

    def again_and_again(self, runner, sent):
        waits = []
        begun = runner.begin()
        sent.wait()
        while True:
            since = time.monotonic()
            runner.finish(begun)
            waits.append(time.monotonic() - since)
            if self.stop.is_set():
                return waits
            begun = runner.begin()


class Probe:
    """Sends one request at a steady pace on connections of its own, and measures each answer."""

    def __init__(self, address, request):
        self.address = address
        self.request = request

    def latencies(self, seconds):
        connection = Connection(self.address)
        times = []
        begun = time.perf_counter()
        for number in range(seconds * PER_SECOND):
            time.sleep(max(0, begun + number / PER_SECOND - time.perf_counter()))
            sent = time.perf_counter()
            head, _ = connection.exchange(self.request)
            times.append(time.perf_counter() - sent)
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"A probe was not answered with 200: {head.decode()}")
        return times


def percentile(probes, seconds=8):
    """The 99th percentile of each probe, in milliseconds, while all of them run."""
    tasks = [(probe, seconds) for probe in probes for _ in range(PROCESSES_EACH)]
    with multiprocessing.Pool(len(tasks)) as pool:
        times = pool.starmap(Probe.latencies, tasks, 1)
    together = [sum(times[start : start + PROCESSES_EACH], []) for start in range(0, len(times), PROCESSES_EACH)]
    return [statistics.quantiles(several, n=100)[98] * 1000 for several in together]


@contextlib.contextmanager
def long_queue(server):
    """The server with a queue that holds everybody. The standard one is shorter; whoever finds it full is sent away."""
    server.stop()
    server.environment["LANYARD_HASHING_QUEUE"] = str(WAITING)
    server.start()
    yield
    server.stop()
    del server.environment["LANYARD_HASHING_QUEUE"]
    server.start()


def waiting(server):
    with long_queue(server):
        compare(server)


def compare(server, rounds=3):
    asked = questions.Questions(server)
    probes = {"token": Probe(*asked.token.wire()), "decision": Probe(*asked.decision.wire())}
    crowd = Crowd(server, plain_logins()[:WAITING])
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(SignIn.once, crowd.runners))  # the first sign-in replaces the imported hash
    quiet = []
    loaded = []
    waits = []
    for _ in range(rounds):
        quiet.append(percentile(probes.values()))
        with crowd:
            loaded.append(percentile(probes.values()))
        waits += crowd.waits
    for index, name in enumerate(probes):
        before = statistics.median(row[index] for row in quiet)
        during = statistics.median(row[index] for row in loaded)
        ratio = statistics.median(row[index] / other[index] for row, other in zip(loaded, quiet))
        title = f"{name} while {WAITING} sign-ins wait"
        print(f"{title:<42}{during:>9.1f} ms         {ratio:>5.1f} of the quiet {before:.1f} ms (99th percentile)")
    print(f"  {'a sign-in waited':<40}{statistics.median(waits):>9.1f} s          (median of {len(waits)})")
