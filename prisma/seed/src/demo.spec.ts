import { blocks, checkDocument, POLICY_PACKS, submissionRefusals, warns } from '#domain';
import { EDITION_2021 } from './demo/edition-2021.js';
import { EVERGREEN } from './demo/evergreen.js';
import { NEXT_EDITION } from './demo/next-edition.js';

/** As the demo's partners are named. */
const by = { safeNames: ['International Association for Suicide Prevention'], domains: null };

it.each([...EDITION_2021, ...EVERGREEN, ...NEXT_EDITION])(
  'the demo’s $slug follows the rules it is there to show',
  ({ document }) => {
    const { findings } = checkDocument(document, POLICY_PACKS, by);
    const wrong = findings.filter((one) => one.severity === 'HARD' || blocks(one) || warns(one));
    expect(wrong.map(({ rule, path }) => `${rule} ${path.join('.')}`)).toEqual([]);
    expect(submissionRefusals(document, [])).toEqual([]);
  },
);
