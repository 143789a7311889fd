"""Checks an audit log from docs/audit.md alone, without a line of Marquee's code.

Entries as JSON Lines on standard input, in the order of seq; the file of signed heads as the only argument, if any.
Signatures are left to openssl. Prints one line for each row that is wrong, and a last one that counts.
"""

import hashlib
import json
import sys

BEGIN = "0" * 64
MEMBERS = (
    "seq at actorKind actorId keyId actorName role action subjectType subjectId before after reason previous"
).split()
ADDED_IN_FORMAT_2 = ["format", "sessionId"]


def number(value):
    """RFC 8785: as ECMAScript writes it; exponents from 1e21 on, and below 1e-6."""
    if isinstance(value, int) and abs(value) < 2**53:
        return str(value)
    value = float(value)
    if value == 0:
        return "0"
    digits, exponent = ("%r" % abs(value)), 0
    if "e" in digits:
        digits, power = digits.split("e")
        exponent = int(power)
    whole, _, rest = digits.partition(".")
    rest = "" if rest == "0" else rest
    point = len(whole) + exponent
    digits = (whole + rest).lstrip("0")
    point -= len(whole + rest) - len(digits)
    digits = digits.rstrip("0")
    sign, count = ("-" if value < 0 else ""), len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if count > 1 else "")
    return "%s%se%s%d" % (sign, mantissa, "+" if point > 0 else "", point - 1)


def canonical(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def digest(value):
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def main():
    wrong, previous, seq, hashes = 0, BEGIN, 0, {0: BEGIN}
    for line in sys.stdin:
        entry = json.loads(line)
        if "end" in entry:
            # The last line of an export.
            whole = entry["end"]["entries"] == seq
            print("the export is", "whole" if whole else "cut")
            continue
        members = MEMBERS + (ADDED_IN_FORMAT_2 if entry["format"] == 2 else [])
        seq += 1
        follows = entry["seq"] == str(seq) and entry["previous"] == previous
        if not follows or digest({name: entry[name] for name in members}) != entry["hash"]:
            wrong += 1
            print("wrong: entry", entry["seq"])
        previous = hashes[seq] = entry["hash"]
    before = BEGIN
    for line in open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else ():
        head = json.loads(line)
        if head["previous"] != before or hashes.get(int(head["seq"])) != head["hash"]:
            wrong += 1
            print("wrong: head", head["seq"])
        before = digest(head)
    print("%d entries, %d wrong" % (seq, wrong))


main()
