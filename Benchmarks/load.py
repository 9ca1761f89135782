"""Loads that are compared with the server's own bare JSON route in the same run."""
import re
import statistics
import subprocess


def hey(url, method="GET", headers=(), body=None, seconds=4, connections=8):
    """Requests per second that were answered with 200."""
    words = ["hey", "-z", f"{seconds}s", "-c", str(connections), "-disable-redirects", "-m", method]
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        words += ["-d", body, "-T", next((v for n, v in headers if n == "Content-Type"), "application/json")]
    text = subprocess.run(words + [url], capture_output=True, text=True, check=True).stdout
    answered = re.search(r"\[200\]\s+(\d+) responses", text)
    total = float(re.search(r"Total:\s+([\d.]+) secs", text).group(1))
    if not answered:
        raise SystemExit(f"{url} answered no request with 200:\n{text}")
    others = re.findall(r"\[(\d+)\]\s+(\d+) responses", text)
    if any(status != "200" for status, _ in others):
        raise SystemExit(f"{url} did not answer every request with 200: {others}")
    return int(answered.group(1)) / total


def bare(server):
    """Requests per second of the bare JSON route."""
    return hey(server.id + "/health/live")


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
