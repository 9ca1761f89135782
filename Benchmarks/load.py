"""Loads that are compared with the server's own bare JSON route in the same run. The client is wrk, which takes little of the two cores."""
import re
import statistics
import subprocess
import tempfile

import requests


def load(url, method="GET", headers=(), body=None, seconds=4, connections=8):
    """Requests per second, each of which is answered with 200."""
    first = requests.request(method, url, headers=dict(headers), data=body, allow_redirects=False)
    if first.status_code != 200:
        raise SystemExit(f"{url} answers {first.status_code}:\n{first.text[:400]}")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f"wrk.method = [[{method}]]\n")
        for name, value in headers:
            script.write(f"wrk.headers[ [[{name}]] ] = [[{value}]]\n")
        if body is not None:
            script.write(f"wrk.body = [==[{body}]==]\n")
        script.flush()
        words = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", script.name, url]
        text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    failed = re.search(r"(Non-2xx or 3xx responses|Socket errors): .*", text)
    if failed:
        raise SystemExit(f"{url} did not answer every request with 200: {failed.group(0)}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def bare(server):
    """Requests per second of the bare JSON route."""
    return load(server.id + "/health/live")


def compared(title, measured, bare, rounds=3):
    """Prints the median rate of what is measured, and the median of its ratios to the bare route's rate."""
    ratios = []
    rates = []
    for _ in range(rounds):
        rate = measured()
        ratios.append(rate / bare())
        rates.append(rate)
    rate = statistics.median(rates)
    ratio = statistics.median(ratios)
    print(f"{title:<42}{rate:>9.0f} a second   {ratio:>5.2f} of the bare JSON route")
