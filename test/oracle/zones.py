"""What the world's wall clocks show, told by Python's zoneinfo: an oracle for Marquee's derivation of windows.

It shares neither code nor time zone data with Marquee: standard library only, data of the operating system (or of the
PyPI package tzdata). Prints JSON lines: first what it is, then one line a zone with everything asked of it.

    python3 zones.py                              every zone, 2024 through 2037
    python3 zones.py --zones Africa/Cairo,UTC     those only

A zone is read through `utcoffset` alone: its transitions are found by comparing the offsets of neighbouring days and
bisecting to the second. From then on it is a list of pieces with one offset each, and every answer is reckoned from
that list. What Python's own `fold` says is asked as well, and has to agree.

All instants are UTC epoch seconds. A wall time is told as the epoch seconds it would have if it were UTC.
"""

import argparse
import json
import os
import platform
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

DAY = 86_400
MINUTE = 60
AROUND = 61 * MINUTE
EPOCH = datetime(1970, 1, 1)
# A day of either side more than the years that are compared, so that the first and last transition have a piece on each.
MARGIN = 40 * DAY


def epoch(year):
    return int((datetime(year, 1, 1) - EPOCH).total_seconds())


def offset_at(zone, at):
    """Seconds east of Greenwich at an instant."""
    moment = datetime.fromtimestamp(at, timezone.utc).astimezone(zone)
    return int(moment.utcoffset().total_seconds())


def pieces(zone, begin, end):
    """[(first instant, offset)], in order: what the zone's offset is from `begin` to `end`."""
    found = [(begin, offset_at(zone, begin))]
    for day in range(begin, end, DAY):
        low, high = day, day + DAY
        if offset_at(zone, high) == found[-1][1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset_at(zone, middle) == found[-1][1]:
                low = middle
            else:
                high = middle
        found.append((high, offset_at(zone, high)))
    return found


def occurrences(found, wall):
    """Every instant at which the clock shows a wall time, the first one first."""
    ends = [first for first, _ in found[1:]] + [float("inf")]
    return [wall - offset for (first, offset), end in zip(found, ends) if first <= wall - offset < end]


def first_after(found, wall):
    """The first instant at which the clock has passed a wall time that it never shows."""
    return next(first for first, offset in found if first + offset > wall)


def answer(zone, found, wall):
    """[at] for a wall time shown once, [first, second] for twice, [after the gap, earlier, later] for never.

    `earlier` and `later` are what the offsets after and before the gap make of it.
    """
    shown = occurrences(found, wall)
    naive = EPOCH + timedelta(seconds=wall)
    by_fold = [int(naive.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)]
    if len(shown) > 0:
        if sorted(set(by_fold)) != shown:
            raise AssertionError(f"{zone} {naive}: {shown} by offsets, {by_fold} by fold")
        return shown
    return [first_after(found, wall), *sorted(by_fold)]


def start_of_day(found, wall):
    shown = occurrences(found, wall)
    return shown[0] if shown else first_after(found, wall)


def about(zone, found, index):
    """One transition: every wall minute around it, and the days around it."""
    (_, before), (at, after) = found[index - 1], found[index]
    low = (at + min(before, after)) // MINUTE * MINUTE - AROUND
    high = (at + max(before, after)) // MINUTE * MINUTE + AROUND
    near = found[max(0, index - 2) : index + 3]
    today = (at + before) // DAY * DAY
    days = range(today - DAY, today + 3 * DAY, DAY)
    return {
        "at": at,
        "before": before,
        "after": after,
        "from": low,
        "minutes": [answer(zone, near, wall) for wall in range(low, high + 1, MINUTE)],
        "firstDay": days[0],
        "daysBegin": [start_of_day(near, day) for day in days],
    }


def told(name, years):
    """Everything asked of a zone. `calm`: noon on the first of January and of July of each year."""
    zone = zoneinfo.ZoneInfo(name)
    begin, end = epoch(years[0]), epoch(years[1] + 1)
    found = pieces(zone, begin - MARGIN, end + MARGIN)
    noons = [
        int((datetime(year, month, 1, 12) - EPOCH).total_seconds())
        for year in range(years[0], years[1] + 1)
        for month in (1, 7)
    ]
    indexes = [index for index in range(1, len(found)) if begin <= found[index][0] < end]
    return {
        "zone": name,
        "transitions": [about(zone, found, index) for index in indexes],
        "calm": [[noon, occurrences(found, noon)[0]] for noon in noons],
    }


def data_version():
    for folder in zoneinfo.TZPATH:
        path = os.path.join(folder, "tzdata.zi")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.readline().removeprefix("# version ").strip()
    try:
        import tzdata
    except ImportError:
        return "unknown"
    return tzdata.IANA_VERSION


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zones", default="")
    parser.add_argument("--first-year", type=int, default=2024)
    parser.add_argument("--last-year", type=int, default=2037)
    options = parser.parse_args()
    known = sorted(zoneinfo.available_timezones())
    if not known:
        sys.exit("Python finds no time zone data: install the system's tzdata, or the PyPI package tzdata.")
    names = options.zones.split(",") if options.zones else known
    head = {"python": platform.python_version(), "tzdata": data_version(), "zones": len(known)}
    print(json.dumps(head), flush=True)
    for name in names:
        print(json.dumps(told(name, (options.first_year, options.last_year)), separators=(",", ":")))


if __name__ == "__main__":
    main()
