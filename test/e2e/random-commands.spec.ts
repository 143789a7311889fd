import { compile } from '#domain';
import { air } from '#domain/fixtures';
import { Database, ProgrammeReadModel } from '#persistence';
import { makeCast } from '../support/actors.js';
import { Desk } from '../support/desk.js';
import { RandomPeople } from '../support/random-commands.js';
import { RandomGuides } from '../support/random-guides.js';
import { StandingClock, startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Draws } from '../support/draws.js';

/** `MARQUEE_COMMANDS_SEED=42 MARQUEE_COMMANDS=5000` for another play, or a longer one. */
const SEED = Number(process.env['MARQUEE_COMMANDS_SEED'] ?? Date.now() % 100_000);
const COMMANDS = Number(process.env['MARQUEE_COMMANDS'] ?? 150);
const LOOK_EVERY = 5;
/** Of so many commands one more is about guides. */
const GUIDES_EVERY = 3;
const MS_PER_COMMAND = 200;
const VIEWERS = [
  { region: 'GB', locale: 'en-GB', timeZone: 'Europe/London' },
  { region: 'MX', locale: 'es-MX', timeZone: 'America/Mexico_City' },
  { region: 'KI', locale: 'de', timeZone: 'Pacific/Kiritimati' },
  {},
];
const ANSWERS = `query ($viewer: ViewerInput) {
  activeCampaign(surface: "discover", viewer: $viewer) { help { ...h } campaign { ...c } next { campaign { ...c } } }
  programme(surface: "discover", viewer: $viewer, hours: 48) { help { ...h } segments { campaign { ...c } } } }
  fragment h on Help { resolution emergency directory }
  fragment c on Campaign { playlist { item { id title locale } } }`;

interface Help {
  readonly resolution: string;
  readonly emergency: string;
  readonly directory: string;
}
interface Campaign {
  readonly playlist: readonly { item: { id: string; title: string; locale: string } }[];
}
interface Answers {
  readonly activeCampaign: { help: Help; campaign: Campaign | null; next: { campaign: Campaign | null } | null };
  readonly programme: { help: Help; segments: readonly { campaign: Campaign | null }[] };
}

/**
 * Whether a text may be shown, by the rows alone: approved as it is, signed by others than who handed it in, by two people of whom
 * one is a safety reviewer where it is sensitive, accepted by the partner where staff wrote it, and not withdrawn.
 */
const MAY_BE_SHOWN = `
  SELECT 1 FROM localization l JOIN revision r ON r.id = l.revision_id JOIN content_item i ON i.id = r.item_id
  LEFT JOIN edit_response e ON e.revision_id = r.id
  CROSS JOIN LATERAL (SELECT count(DISTINCT s.member_id) AS people, bool_or(s.role = 'SAFETY_REVIEWER') AS is_safe
    FROM sign_off s JOIN member m ON m.id = s.member_id WHERE s.revision_id = r.id AND s.locale = l.locale
    AND s.content_hash = l.content_hash AND s.member_id <> r.submitted_by_id AND m.partner_id IS NULL) AS signed
  WHERE i.id = $1::uuid AND l.locale = $2 AND l.text->>'title' = $3 AND i.withdrawn_at IS NULL AND r.state <> 'WITHDRAWN'
    AND (r.edited_from_id IS NULL OR e.is_accepted)
    AND EXISTS (SELECT FROM decision d WHERE d.revision_id = r.id AND d.locale = l.locale
      AND d.content_hash = l.content_hash AND d.decision = 'APPROVED')
    AND NOT EXISTS (SELECT FROM decision d WHERE d.revision_id = r.id AND d.locale = l.locale AND d.decision <> 'APPROVED'
      AND d.decided_at > ALL (SELECT decided_at FROM decision a WHERE a.revision_id = r.id AND a.locale = l.locale AND a.decision = 'APPROVED'))
    AND CASE WHEN r.facts->'topics' ?| ARRAY['suicide', 'self_harm', 'eating_disorder']
      THEN signed.people >= 2 AND signed.is_safe ELSE signed.people >= 1 END`;

/** The same of a guide's text: approved as it is and last, by people who wrote nothing of it, two where it is sensitive; nothing stands over it. */
const MAY_BE_READ = `
  SELECT 1 FROM guide_localization l JOIN guide_revision r ON r.id = l.revision_id JOIN guide g ON g.slug = r.guide_slug
  CROSS JOIN LATERAL (SELECT count(DISTINCT s.member_id) AS people, bool_or(s.role = 'SAFETY_REVIEWER') AS is_safe
    FROM guide_sign_off s JOIN member m ON m.id = s.member_id WHERE s.revision_id = r.id AND s.locale = l.locale
    AND s.content_hash = l.content_hash AND s.member_id <> r.submitted_by_id AND s.member_id <> ALL (r.writer_ids) AND m.partner_id IS NULL) AS signed
  WHERE g.slug = $1 AND l.locale = $2 AND l.text->>'title' = $3 AND g.retired_at IS NULL
    AND NOT EXISTS (SELECT FROM removal x WHERE x.subject_type = 'GUIDE' AND x.subject_id = g.slug AND x.lifted_at IS NULL)
    AND (SELECT d.decision FROM guide_decision d WHERE d.revision_id = r.id AND d.locale = l.locale
      AND d.content_hash = l.content_hash ORDER BY d.decided_at DESC LIMIT 1) = 'APPROVED'
    AND CASE WHEN r.facts->'topics' ? 'suicide' THEN signed.people >= 2 AND signed.is_safe ELSE signed.people >= 1 END`;

describe('whatever people of all roles do, in whatever order', () => {
  let database: TestDatabase;
  let pool: Database;
  let api: TestApi;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
  });
  afterAll(async () => {
    await api.close();
    await pool.close();
    await database.drop();
  });

  it(
    'nothing is answered that was not approved as it is, and no answer is without help',
    async () => {
      process.stdout.write(`random commands: MARQUEE_COMMANDS_SEED=${SEED} MARQUEE_COMMANDS=${COMMANDS}\n`);
      const clock = new StandingClock(Date.UTC(2027, 8, 1, 9));
      api = await startTestApi(database, clock);
      const cast = await makeCast(pool);
      // Written past every decision: the log has a gap, and everything is read.
      await database.query('UPDATE programme_version SET version = version + 1');
      const desk = new Desk(api, cast);
      const people = new RandomPeople(new Draws(SEED), desk, cast, clock);
      const guides = new RandomGuides(new Draws(SEED + 1), desk, api, cast, clock);
      const known = new Set<string>();
      let shown = 0;
      for (let command = 1; command <= COMMANDS; command += 1) {
        await people.act();
        if (command % GUIDES_EVERY === 0) await guides.act();
        if (command % LOOK_EVERY !== 0) continue;
        await api.refresh();
        // What was read of each change, compiled into the rest, is what everything read anew makes.
        expect(air(api.programme()!)).toEqual(air(compile(await new ProgrammeReadModel(pool).read())));
        for (const viewer of VIEWERS) shown += await look(viewer);
        await lookAtGuides(guides.slugs, known);
      }
      process.stdout.write(
        `random commands: ${JSON.stringify(Object.fromEntries(people.accepted))} accepted, ${people.refused} refused, ${shown} texts answered\n`,
      );
      process.stdout.write(
        `random commands: guides ${guides.accepted} accepted, ${guides.refused} refused, ${known.size} were public\n`,
      );
      expect(people.refused).toBeGreaterThan(0);
      expect(api.changesRead()).toBeGreaterThan(0);
    },
    COMMANDS * MS_PER_COMMAND,
  );

  /** @param known slugs that were public once, to which those that are now are added */
  async function lookAtGuides(slugs: readonly string[], known: Set<string>): Promise<void> {
    interface Guides {
      guides: { slug: string; locale: string; title: string }[];
      guide: { status: string; notice: { text: string } | null; help: Help } | null;
    }
    const query = `query ($slug: String!, $viewer: ViewerInput) { guides(viewer: $viewer) { slug locale title }
      guide(slug: $slug) { status notice { text } help { resolution emergency directory } } }`;
    for (const [index, slug] of slugs.entries()) {
      const viewer = { locale: index % 2 === 0 ? 'en' : 'es' };
      const { guides, guide } = (await api.deliver<Guides>(query, { slug, viewer })).body.data;
      for (const shown of guides) {
        known.add(shown.slug);
        const rows = await database.query(MAY_BE_READ, [shown.slug, shown.locale, shown.title]);
        if (rows.length === 0)
          throw new Error(`"${shown.title}" of ${shown.slug} is answered and may not be shown. Seed ${SEED}.`);
      }
      if (!known.has(slug)) continue;
      expect(guide).toMatchObject({ help: { emergency: expect.stringMatching(/./) } });
      expect(guide!.status === 'SHOWN').toBe(guide!.notice === null);
    }
  }

  /** @returns how many texts were answered */
  async function look(viewer: object): Promise<number> {
    const { status, body } = await api.deliver<Answers>(ANSWERS, { viewer });
    expect([status, body.errors]).toEqual([200, undefined]);
    const { activeCampaign, programme } = body.data;
    for (const { resolution, emergency, directory } of [activeCampaign.help, programme.help])
      expect([resolution, emergency, directory].map((text) => text.length > 0)).toEqual([true, true, true]);
    const campaigns = [
      activeCampaign.campaign,
      activeCampaign.next?.campaign,
      ...programme.segments.map((one) => one.campaign),
    ];
    const items = campaigns.flatMap((campaign) => campaign?.playlist.map(({ item }) => item) ?? []);
    const texts = new Map(items.map((item) => [JSON.stringify(item), item]));
    for (const { id, title, locale } of texts.values()) {
      const rows = await database.query(MAY_BE_SHOWN, [id, locale, title]);
      if (rows.length === 0)
        throw new Error(`"${title}" of item ${id} is answered and may not be shown. Seed ${SEED}.`);
    }
    return items.length;
  }
});
