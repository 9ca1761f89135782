"""Processor time, to see whether a load or the server is the limit."""
import os
import statistics


def seconds(pid):
    """The processor time that a process has used, in user and kernel mode."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def shown(title, cores):
    print(f"  {title:<40}{statistics.median(cores):>9.2f} of {os.cpu_count()} cores")
