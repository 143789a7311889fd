import type { HelpWaiver } from '../care/help-waiver.js';
import type { HelpRegistry } from '../care/help.js';
import type { Helpline } from '../care/helpline.js';
import type { ContentDocument, RightsWindow } from '../content/document.js';
import { HOUR_MS } from '../time/instant.js';
import { compile } from './compile.js';
import type { ProgrammeRows, RunRow } from './programme-rows.js';
import { DOCUMENT, entryRow, instants, programmeRows, runRow, type RunPlan } from './programme-fixtures.js';
import { rehearse, type RehearsalQuestion } from './rehearsal.js';
import { type RehearsalResult } from './rehearsal-finding.js';

export const NOW = Date.UTC(2027, 7, 1);
/** `hour(0)` is when the run of most tests begins; it lasts ten hours. */
export const hour = (n: number) => Date.UTC(2027, 8, 10) + n * HOUR_MS;
export const ZONES = ['UTC', 'Europe/London', 'Asia/Singapore', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
export const TEN_HOURS: RunPlan = { id: 'mine', intent: instants(hour(0), hour(10)) };

/** Hours from `hour(0)` to 01:00 UTC of the day on which London's clocks go forward. */
export const LONDON_GAP = (Date.UTC(2027, 2, 28, 1) - hour(0)) / HOUR_MS;
export const QUESTION = { runId: 'mine', now: NOW, zones: ZONES, media: new Map() } as const;

export function rehearsal(rows: ProgrammeRows, changes: Partial<RehearsalQuestion> = {}): RehearsalResult {
  return rehearse({ ...QUESTION, rows, programme: compile(rows), ...changes })!;
}
export const runs = (mine: Partial<RunPlan> = {}, ...others: RunPlan[]) =>
  programmeRows([{ ...TEN_HOURS, ...mine }, ...others].map(runRow));
export const document = (changes: Partial<ContentDocument>) => ({ ...DOCUMENT, ...changes });
export const rights = (change: Partial<RightsWindow>) => [
  entryRow(1, { document: document({ rights: { ...DOCUMENT.rights, ...change } }) }),
];
export const withRow = (change: Partial<RunRow>) => programmeRows([{ ...runRow(TEN_HOURS), ...change }]);
export const withHelp = (rows: ProgrammeRows, help: Partial<HelpRegistry>): ProgrammeRows => ({
  ...rows,
  help: { ...rows.help, ...help },
});
export function line(region: string, validTo: string | null, validFrom: string | null = null): Helpline {
  const evidence = { sourceUrl: 'https://example.org/', verifiedOn: '2027-01-01', verifiedBy: 'test', method: 'SITE' };
  return {
    slug: `line-${region}`,
    operator: null,
    names: { en: 'Line' },
    descriptions: {},
    regions: [region],
    languages: ['en'],
    topics: [],
    channels: [
      {
        kind: 'PHONE',
        dialType: 'NATIONAL_SHORT',
        value: '116123',
        display: '116 123',
        keywords: {},
        hours: { always: true },
      },
    ],
    evidence: evidence as Helpline['evidence'],
    validFrom,
    validTo,
  };
}
/** Two services at all hours, one of them by text, and words for an emergency: nothing to say of it. */
export function helped(...regions: string[]): HelpRegistry {
  const text = (one: Helpline): Helpline => ({
    ...one,
    slug: `text-${one.slug}`,
    channels: [{ ...one.channels[0]!, kind: 'SMS', dialType: 'SMS_SHORT' }],
  });
  return {
    helplines: regions.map((region) => line(region, null)).flatMap((one) => [one, text(one)]),
    emergency: regions.map((region) => ({ region, texts: { en: 'Call 999.' }, verifiedOn: '2027-01-01' })),
  };
}
export const waiver = (changes: Partial<HelpWaiver>): HelpWaiver => ({
  id: 'waiver',
  runId: 'mine',
  region: 'GB',
  language: null,
  rules: ['help.present', 'help.two-always-open'],
  expiresAt: hour(10),
  ...changes,
});
export const IN_GB = { audience: { regions: ['GB'] } };
export const film = (url: string) =>
  entryRow(1, {
    document: document({
      localizations: {
        en: {
          ...DOCUMENT.localizations.en!,
          media: [
            {
              url,
              kind: 'VIDEO',
              alt: null,
              captions: [{ locale: 'en', url: `${url}.vtt` }],
              transcript: null,
              durationSeconds: 1,
              blurred: false,
            },
          ],
        },
      },
    }),
  });
export const rival = (plan: Partial<RunPlan> = {}): RunPlan => ({
  id: 'rival',
  tier: 'TAKEOVER',
  intent: instants(hour(2), hour(5)),
  ...plan,
});

/** `RED CODE hours [from, until) who`, as a test's table shows a finding. */
export const told = ({ findings }: RehearsalResult) =>
  findings.map(({ severity, code, from, until, who }) => {
    const hours = [from, until].map((at) => (at === null ? 'open' : (at - hour(0)) / HOUR_MS)).join('..');
    const names = Object.values(who).flat().join(' ');
    return `${severity} ${code} ${hours}${names && ` ${names}`}`;
  });
