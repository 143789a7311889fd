import type { FirstStartResult } from './first-start.js';

export interface BannerFacts {
  readonly host: string;
  readonly port: number;
  readonly schedulerPort: number;
  readonly signInUrl: string;
  readonly database: 'embedded' | 'own';
  readonly dataFolder: string;
  readonly keysFile: string;
  readonly first: FirstStartResult;
}

const UPCOMING_MAX = 6;

/** What a newcomer reads when everything runs. */
export function banner(facts: BannerFacts): string {
  const url = `http://${nameOf(facts.host)}:${facts.port}`;
  const query =
    '{ activeCampaign(surface: \\"discover\\") { campaign { title endsAt } validUntil next { from campaign { title } } } }';
  const lines = [
    '',
    `Marquee is running (${facts.database === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL'}, data in ${facts.dataFolder})`,
    '',
    `  what is on       ${url}/graphql`,
    `  management       ${url}/manage/graphql`,
    `  sign in          ${facts.signInUrl}`,
    `  health           ${url}/health/ready   metrics ${url}/metrics   scheduler on port ${facts.schedulerPort}`,
    `  logs             ${facts.dataFolder}/logs`,
    '',
    '  What is on discover now:',
    `    curl -s ${url}/graphql -H 'content-type: application/json' -d '{"query":"${query}"}'`,
    ...keyLines(facts),
    ...linkLines(facts),
    ...upcomingLines(facts),
    '',
    '  Ctrl-C stops everything.',
    '',
  ];
  return lines.join('\n');
}

function nameOf(host: string): string {
  if (['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function keyLines(facts: BannerFacts): string[] {
  const { keys } = facts.first;
  if (keys.length === 0) return [];
  const width = Math.max(...keys.map((key) => key.role.length));
  return [
    '',
    `  Keys for the management endpoint, shown this once and kept in ${facts.keysFile} (authorization: Bearer <key>):`,
    ...keys.map((key) => `    ${key.role.padEnd(width)}  ${key.key}  ${key.name}`),
  ];
}

function linkLines({ first, signInUrl }: BannerFacts): string[] {
  if (first.linkToken === null) return [];
  return [
    '',
    '  The first administrator: within a day, this sets up what they sign in by. Shown this once, good once:',
    `    ${signInUrl}#${first.linkToken}`,
  ];
}

function upcomingLines(facts: BannerFacts): string[] {
  const { upcoming } = facts.first;
  if (upcoming.length === 0) return [];
  return [
    '',
    '  What happens next (your time; UTC):',
    ...upcoming.slice(0, UPCOMING_MAX).map((one) => `    ${moment(one.at)}  ${one.what}`),
  ];
}

/** `18:02:10 (17:02:10Z)`, with the day when it is not within the next hours. */
function moment(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const local = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const isSoon = Math.abs(at.getTime() - Date.now()) < 12 * 3_600_000;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  const utc = at.toISOString();
  return isSoon ? `${local} (${utc.slice(11, 19)}Z)` : `${day}${local} (${utc.slice(0, 19)}Z)`;
}
