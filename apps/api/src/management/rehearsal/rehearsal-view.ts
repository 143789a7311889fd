import { hoursBetween, type RehearsalFinding } from '#domain';
import type { RehearsalView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function rehearsalObject(rehearsal: RehearsalView): Api.Rehearsal {
  const { id, kind, scheduleVersion, dueAt, rehearsedAt, programmeVersion, isGreen, findingsLeftOut } = rehearsal;
  return {
    id,
    kind,
    scheduleVersion,
    dueAt: new Date(dueAt),
    rehearsedAt: new Date(rehearsedAt),
    programmeVersion,
    isGreen,
    findings: rehearsal.findings.map(findingObject),
    findingsLeftOut,
  };
}

function findingObject(finding: RehearsalFinding): Api.RehearsalFinding {
  const { severity, code, message, who, from, until, position, otherRunId } = finding;
  return {
    severity,
    code,
    message,
    who: {
      regions: [...who.regions],
      locales: [...who.locales],
      platforms: [...who.platforms],
      appVersions: [...who.appVersions],
      zones: [...who.zones],
    },
    from: new Date(from),
    until: until === null ? null : new Date(until),
    hoursOnEarth: until === null ? null : hoursBetween(from, until),
    position,
    otherRunId,
  };
}
