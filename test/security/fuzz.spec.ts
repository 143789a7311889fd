import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { ROLES } from '#domain';
import { ContentStage, MADE_UP } from '../support/content-stage.js';
import { Draws } from '../support/draws.js';
import { writeOperation, type Writing } from './operation-writer.js';

const OPERATIONS = Number(process.env.MARQUEE_FUZZ_OPERATIONS ?? 200);
const SEED = Number(process.env.MARQUEE_FUZZ_SEED ?? 20_210_910);
const TIMEOUT_MS = 60_000 + OPERATIONS * 500;

const TEXTS: readonly string[] = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%00',
  '\u202eabc',
  '<script>alert(1)</script>',
  '=1+1',
  'BEGIN:VEVENT\r\nX:1',
  'x'.repeat(10_000),
  'discover',
  'en',
  'GB',
  'UTC',
  'Europe/London',
  'samaritans',
  MADE_UP,
  'bm90IG91cnM',
  Buffer.from(`9999999999999:${MADE_UP}`).toString('base64url'),
  Buffer.from('seq:999999999999999999').toString('base64url'),
  '2027-02-30',
  '9999-12-31T23:59:60Z',
  '-271821-04-20',
  'P1Y',
  'javascript:alert(1)',
  'https://[::1]/',
  'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
];
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 1, -1, 20, 100, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1.5, '1'],
  Float: [0, -0, 1e308, -1, 1.5],
  Boolean: [true, false, 'true'],
  DateTime: ['2027-09-10T00:00:00.000Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2027-09-10', 'x', 0],
  LocalDate: ['2027-09-10', '2027-02-30', '9999-12-31', '0000-01-01', 'x'],
  URL: ['https://example.org/', 'javascript:alert(1)', 'http://[::ffff:7f00:1]/', 'x'],
};
const WRONG: readonly unknown[] = [null, [], {}, [[[[]]]], { __proto__: null }, 1e21, 'x', true];
const LEAK = /node_modules|\bat [\w.<>]+ \(|\.ts:\d|\bSELECT\b.*\bFROM\b|PrismaClient|\/libs\/|postgres(ql)?:\/\//;

/** Random operations over both schemas, most of them valid by type and hostile by value; the same again by its seed. */
describe(`a fuzzer (${OPERATIONS} operations, seed ${SEED})`, () => {
  let stage: ContentStage;
  beforeAll(async () => {
    stage = await ContentStage.open();
    await stage.api.refresh();
  });
  afterAll(async () => {
    await stage.close();
  });

  it(
    'finds no 5xx, no leak and no crash',
    async () => {
      const { api, cast } = stage;
      const draws = new Draws(SEED);
      const pick = <T>(values: readonly T[]): T => values[draws.below(values.length)]!;
      const chance = (percent: number) => draws.below(100) < percent;
      const writing: Writing = {
        scalar: (type) => (chance(3) ? pick(WRONG) : pick(VALUES[type] ?? TEXTS)),
        oneOf: (values) => (chance(2) ? 'NOTHING' : pick(values)),
        hasOptional: () => chance(50),
        itemsOf: () => draws.below(3),
        asksFor: () => chance(35),
      };
      const members = { ...cast.partner.members, ...cast.staff };
      const schemas = ['management', 'delivery'].map((name) => schemaOf(name));
      const found: string[] = [];
      for (let i = 0; i < OPERATIONS; i += 1) {
        const isPublic = chance(25);
        const schema = schemas[isPublic ? 1 : 0]!;
        const root = !isPublic && chance(60) ? schema.getMutationType()! : schema.getQueryType()!;
        const { query, variables } = writeOperation(root, pick(Object.keys(root.getFields())), writing);
        const key = members[pick(ROLES)].key;
        const { status, body } = isPublic
          ? await api.deliver(query, variables)
          : await api.manage(key, query, variables);
        const text = JSON.stringify(body.errors ?? []);
        const isBug = status >= 500 || /INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE/.test(text) || LEAK.test(text);
        if (isBug)
          found.push(
            `operation ${i}: ${status} ${text.slice(0, 300)} of ${query.slice(0, 300)} ${JSON.stringify(variables).slice(0, 600)}`,
          );
        if (isPublic && body.errors && !body.extensions?.help) found.push(`operation ${i}: no help`);
      }
      expect(found).toEqual([]);
      expect((await api.deliver('{ __typename }')).status).toBe(200);
    },
    TIMEOUT_MS,
  );
});

function schemaOf(name: string): GraphQLSchema {
  return buildSchema(readFileSync(new URL(`../../docs/${name}.graphql`, import.meta.url), 'utf8'));
}
