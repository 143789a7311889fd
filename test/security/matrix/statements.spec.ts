import { ContentStage, MADE_UP } from '../../support/content-stage.js';
import { StatementLog } from './statement-log.js';
import { cell, ROOT_FIELDS, type Ids } from './sweep.js';
import { TenantHouse } from './tenant-house.js';

/** Another statement in between is what the process does beside it, looking for changes above all; not in every one of so many tries. */
const TRIES_MAX = 6;
const ROUNDS = 40;
const SWEEP_MS = 600_000;

/** Time is not asserted, since a busy machine decides it; the work of which it is made is. */
describe('somebody else’s id, that of a thing that is gone, and one that nobody has', () => {
  let stage: ContentStage;
  let log: StatementLog;
  let theirs: Ids;
  let gone: Ids;
  beforeAll(async () => {
    stage = await ContentStage.open();
    const house = new TenantHouse(stage);
    await house.furnish();
    theirs = house.ids;
    gone = house.goneIds;
    log = new StatementLog();
  });
  afterAll(async () => {
    log.stop();
    await stage.close();
  });

  const stranger = () => stage.cast.otherPartner.members.OWNER.key;
  /** @param partner whose slug stands where one is asked for */
  const asking = (root: string, field: string, ids: Ids, partner: string) => {
    const { query, variables } = cell(root, field, { ...ids, id: ids[field] ?? ids.itemId ?? MADE_UP }, partner);
    return async () => (await stage.api.manage(stranger(), query, variables)).body;
  };
  const kinds = (root: string, field: string) => {
    const { slug } = stage.cast.partner;
    return {
      theirs: asking(root, field, theirs, slug),
      gone: asking(root, field, { ...theirs, ...gone }, slug),
      nobodys: asking(root, field, {}, 'made-up'),
    };
  };
  const named = (field: string) => Object.keys({ ...theirs }).includes(field);
  const isAboutAThing = (root: string, field: string) => {
    const some = cell(root, field, { ...theirs, id: theirs.itemId! }, stage.cast.partner.slug).variables;
    const none = cell(root, field, {}, 'made-up').variables;
    return named(field) || JSON.stringify(some) !== JSON.stringify(none);
  };
  const fields = () => ROOT_FIELDS.filter(([root, field]) => isAboutAThing(root, field));

  it(
    'takes the same statements to answer, whichever it is',
    async () => {
      const wrong: string[] = [];
      let sent = 0;
      for (const [root, field] of fields()) {
        const { nobodys, ...others } = kinds(root, field);
        for (const [kind, ask] of Object.entries(others)) {
          let different = '';
          for (let i = 0; i < TRIES_MAX; i += 1) {
            const [a, b] = [await log.during(ask), await log.during(nobodys)];
            sent += a.length;
            different = a.join('\n') === b.join('\n') ? '' : `${a.length} statements, and ${b.length} of nobody's`;
            if (different === '') break;
          }
          if (different !== '') wrong.push(`${root}.${field} of ${kind}: ${different}`);
        }
      }
      expect(wrong).toEqual([]);
      // Or nothing was listened to.
      expect(sent).toBeGreaterThan(4 * fields().length);
    },
    SWEEP_MS,
  );

  it('takes about as long, whichever it is: see the medians', async () => {
    const lines: string[] = [];
    for (const [root, field] of [
      ['Query', 'contentItem'],
      ['Query', 'revision'],
      ['Query', 'itemHistory'],
      ['Query', 'removal'],
      ['Mutation', 'saveDraft'],
      ['Mutation', 'withdrawContentItem'],
    ] as const) {
      const times: Record<string, number[]> = { theirs: [], gone: [], nobodys: [] };
      for (let round = 0; round < ROUNDS; round += 1)
        for (const [kind, ask] of Object.entries(kinds(root, field))) {
          const began = performance.now();
          await ask();
          times[kind]!.push(performance.now() - began);
        }
      const medians = Object.entries(times).map(([kind, all]) => `${kind} ${median(all).toFixed(2)}`);
      lines.push(`${`${root}.${field}`.padEnd(32)} ${medians.join('  ')}`);
    }
    process.stdout.write(`Medians of ${ROUNDS}, milliseconds:\n${lines.join('\n')}\n`);
    expect(lines).toHaveLength(6);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
