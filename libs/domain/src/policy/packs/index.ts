import type { PolicyPack } from '../policy-pack.js';
import { ENGLISH_EATING_DISORDERS, ENGLISH_SUICIDE } from './english.js';
import { HINT_PACKS } from './hints.js';
import { DOSES_PACK, NUMBERS_PACK } from './numbers.js';

/**
 * The packs that come with Marquee. Words for methods and places are not among them and never will be: such a list is harmful by
 * itself. Whoever runs Marquee may add packs of the subjects METHODS and PLACES in the same form.
 */
export const POLICY_PACKS: readonly PolicyPack[] = [
  ENGLISH_SUICIDE,
  ENGLISH_EATING_DISORDERS,
  ...HINT_PACKS,
  NUMBERS_PACK,
  DOSES_PACK,
];
