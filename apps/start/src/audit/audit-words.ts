import type { AuditFinding, AuditReport } from '#persistence';

const rows = (from: bigint, to: bigint) => (from === to ? `entry ${from}` : `entries ${from} to ${to}`);

/** One line for people: which row, what was done to it, and what that may mean. */
export function findingWords(finding: AuditFinding): string {
  switch (finding.kind) {
    case 'EDITED':
      return `EDITED: entry ${finding.seq} does not say what it was written as.`;
    case 'DELETED':
      return `DELETED: ${rows(finding.from, finding.to)} taken out.`;
    case 'INSERTED':
      return `INSERTED: ${rows(finding.from, finding.to)} put in.`;
    case 'SWAPPED':
      return `SWAPPED: entries ${finding.seq} and ${finding.with} stand in each other's place.`;
    case 'REWRITTEN':
      return `REWRITTEN: ${rows(finding.from, finding.to)} whole in themselves, but other than what was signed: written anew, or an older backup that was written to since.`;
    case 'CUT_TAIL':
      return `CUT TAIL: ${rows(finding.from, finding.to)} were there and were taken out: the database has what came after them.`;
    case 'OLD_BACKUP':
      return `OLD BACKUP: ${rows(finding.from, finding.to)} were signed, and nothing here is younger: an older backup, or everything since was taken out.`;
    case 'HEAD_ROW':
      return `HEAD ROW: audit_head says ${finding.seq}, which is not the last entry.`;
    case 'HEADS_MISSING':
      return 'HEADS MISSING: there is no file of signed heads at its path. Give it back; without it a cut tail and an older backup are not found.';
    case 'HEAD_FORGED':
      return `HEAD FORGED: line ${finding.line} of the heads, of entry ${finding.seq}, was not signed by the key that it names.`;
    case 'HEAD_KEY_UNKNOWN':
      return `HEAD KEY UNKNOWN: line ${finding.line} of the heads, of entry ${finding.seq}, names a key that was not given.`;
    case 'HEADS_BROKEN':
      return `HEADS BROKEN: line ${finding.line} of the heads, of entry ${finding.seq}, does not follow the line before: lines were taken out, put in or changed.`;
  }
}

/** What was looked at, and what no head covers yet. */
export function summaryLines(report: AuditReport, isHeld: boolean): string[] {
  const { entries, heads, last, newest, damagedLines } = report;
  const end = last === null ? 'no entry' : `the last is ${last.seq}`;
  const open = last === null ? 0n : last.seq - BigInt(newest?.seq ?? '0');
  return [
    `${entries} entries, ${end}; ${isHeld ? `${heads} signed heads` : 'held against no signed heads'}.`,
    ...(newest === null ? [] : [`The newest head is of ${newest.at}, entry ${newest.seq}.`]),
    ...(isHeld && open > 0n ? [`Not signed yet: ${open} entries at the end.`] : []),
    ...(damagedLines.length > 0
      ? [`Lines of the heads that are not whole, as a crash leaves them: ${damagedLines.slice(0, 20).join(', ')}.`]
      : []),
  ];
}
