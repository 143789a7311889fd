import { approvedLocales } from '../content/revision.js';
import { DOCUMENT, entryRow } from '../programme/programme-fixtures.js';
import { consentRefusals, ERASED_TEXT, isLivedExperience, type ConsentAttestation } from './consent.js';

const NOW = Date.UTC(2027, 8, 10, 12);
const CONSENT: ConsentAttestation = {
  reference: 'LE-2027-014',
  regions: ['GB'],
  surfaces: ['discover'],
  until: NOW + 1,
  evidence: 'SIGNED_FORM',
  withdrawalExplained: true,
  supportOffered: true,
};

describe('a consent record', () => {
  it.each<[string, Partial<ConsentAttestation>, string[]]>([
    ['that is whole', {}, []],
    ['for everywhere and all surfaces', { regions: [], surfaces: [] }, []],
    ['for exactly five years', { until: Date.UTC(2032, 8, 10, 12) }, []],
    ['for a millisecond longer', { until: Date.UTC(2032, 8, 10, 12) + 1 }, ['until']],
    ['that has ended', { until: NOW }, ['until']],
    ['with a name for a reference', { reference: 'Ann Example' }, ['reference']],
    ['with one word for a reference', { reference: 'Ann' }, ['reference']],
    ['with an address for a reference', { reference: 'ann1@example.org' }, ['reference']],
    ['for no region that there is', { regions: ['Britain'] }, ['regions']],
    ['for no surface that can be', { surfaces: ['Dis cover'] }, ['surfaces']],
    ['without the right to withdraw', { withdrawalExplained: false }, ['withdrawalExplained']],
    ['without support', { supportOffered: false }, ['supportOffered']],
  ])('%s', (_, change, places) => {
    expect(consentRefusals({ ...CONSENT, ...change }, NOW, []).map(({ path }) => path.join('.'))).toEqual(places);
  });

  it('never says a refused reference again: it may be somebody’s name', () => {
    expect(JSON.stringify(consentRefusals({ ...CONSENT, reference: 'Ann Example' }, NOW, []))).not.toContain('Ann');
  });
});

it('tells a story by its topics', () => {
  expect(isLivedExperience({ topics: ['help_seeking', 'lived_experience'] })).toBe(true);
  expect(isLivedExperience({ topics: ['lived_experience_of_loss'] })).toBe(true);
  expect(isLivedExperience({ topics: ['help_seeking'] })).toBe(false);
});

it('leaves of an erased text nothing that any approval fits', () => {
  const { document, decisions } = entryRow(1);
  expect(approvedLocales(document, decisions)).toEqual(['en', 'es']);
  expect(approvedLocales({ ...DOCUMENT, localizations: { en: ERASED_TEXT, es: ERASED_TEXT } }, decisions)).toEqual([]);
});
