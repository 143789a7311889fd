import { hoursBetween, wallTime, type Explanation, type Impact, type RunName, type Viewer, type Window } from '#domain';
import type * as Api from '../../generated/management.js';
import { windowObject } from './campaign-view.js';

export function impactObject(impact: Impact & { readonly surface: string }): Api.Impact {
  return {
    surface: impact.surface,
    lookedUntil: new Date(impact.lookedUntil),
    classesLeftOut: impact.classesLeftOut,
    changes: impact.changes.map(({ goesOn, goesOff, from, until, regions, locales }) => ({
      goesOn: goesOn && nameObject(goesOn),
      goesOff: goesOff && nameObject(goesOff),
      from: new Date(from),
      until: until === null ? null : new Date(until),
      hoursOnEarth: until === null ? null : hoursBetween(from, until),
      regions: regions.filter((region) => region !== null),
      elsewhere: regions.includes(null),
      locales: locales.filter((locale) => locale !== null),
    })),
    displaced: impact.displaced.map(({ displacedBy, from, until, isWhole, ...run }) => ({
      run: nameObject(run),
      displacedBy: nameObject(displacedBy),
      from: new Date(from),
      until: until === null ? null : new Date(until),
      hoursOnEarth: until === null ? null : hoursBetween(from, until),
      whole: isWhole,
    })),
    withoutRights: impact.withoutRights.map(nameObject),
    heavy: impact.heavy.map(({ mostInADay, mostInARow, ...run }) => ({ run: nameObject(run), mostInADay, mostInARow })),
    withoutHelp: impact.withoutHelp.map(({ regions, ...run }) => ({ run: nameObject(run), regions: [...regions] })),
  };
}

export function explanationObject({ window, verdict, ...run }: Explanation, viewer: Viewer): Api.RunExplanation {
  return { ...run, verdict, window: window && viewerWindowObject(window, viewer) };
}

function viewerWindowObject({ start, end }: Window, { zone }: Viewer): Api.ViewerWindow {
  return {
    startsAt: new Date(start),
    endsAt: end === null ? null : new Date(end),
    wallStart: wallTime(start, zone),
    wallEnd: end === null ? null : wallTime(end, zone),
    hours: end === null ? null : hoursBetween(start, end),
  };
}

function nameObject({ runId, campaignId, title, intent, earth }: RunName): Api.RunName {
  return { runId, campaignId, title, window: windowObject(intent, earth) };
}
