import { ContentStage } from '../../support/content-stage.js';
import { ROOT_FIELDS } from '../matrix/sweep.js';
import { MUTATION_ENTRIES } from './mutation-entries.js';
import { TraceWalk } from './trace-walk.js';
import { walkCare } from './walk-care.js';
import { walkContent } from './walk-content.js';
import { walkPeople } from './walk-people.js';
import { walkProgramme } from './walk-programme.js';

/** Every mutation three times, on a machine that does other things too. */
const WALK_MS = 600_000;

describe('the trace of every mutation', () => {
  const mutations = ROOT_FIELDS.flatMap(([root, field]) => (root === 'Mutation' ? [field] : []));

  it('is known: each has its entries, and nothing else has', () => {
    const missing = mutations.filter((name) => !(name in MUTATION_ENTRIES));
    const advice = missing.map(
      (name) =>
        `add to MUTATION_ENTRIES in test/security/trace/mutation-entries.ts: ${name}: entry('<action>', '<subject type>'), and do it in a walk beside it`,
    );
    expect(advice).toEqual([]);
    expect(Object.keys(MUTATION_ENTRIES).filter((name) => !mutations.includes(name))).toEqual([]);
  });

  it(
    'is left by it: nothing when it is refused, nothing of it when the entry cannot be written, its entries in its transaction',
    async () => {
      const stage = await ContentStage.open();
      try {
        const walk = new TraceWalk(stage);
        await walk.open();
        await walkPeople(walk, stage);
        await walkContent(walk, stage);
        await walkProgramme(walk, stage);
        await walkCare(walk, stage);
        expect(walk.wrong).toEqual([]);
        expect(mutations.filter((name) => !walk.walked.has(name))).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    WALK_MS,
  );
});
