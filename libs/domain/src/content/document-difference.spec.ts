import { ARTICLE, articleWith, mediumWith, TEXT } from './content-fixtures.js';
import { documentDifference } from './document-difference.js';

describe('the difference of two documents', () => {
  it('of one and the same is nothing', () => {
    expect(documentDifference(ARTICLE, structuredClone(ARTICLE))).toEqual({ facts: [], localizations: [] });
  });

  it('names each fact that changed, with both values', () => {
    const after = articleWith({ ageMin: null, topics: ['grief'], rights: { ...ARTICLE.rights, to: null } });
    expect(documentDifference(ARTICLE, after).facts).toMatchObject([
      { field: 'topics', before: 'help_seeking', after: 'grief' },
      { field: 'ageMin', before: '13', after: null },
      { field: 'rights.to', before: '2027-09-30', after: null },
    ]);
  });

  it('names each locale that came, went or changed, and the words of it', () => {
    const after = articleWith({
      localizations: { ar: { ...TEXT, title: 'لست وحدك' }, en: { ...TEXT, summary: 'What helps on a heavy day.' } },
    });
    const { localizations } = documentDifference(ARTICLE, after);
    expect(localizations.map(({ locale, change }) => `${locale} ${change}`)).toEqual([
      'ar ADDED',
      'en CHANGED',
      'es REMOVED',
    ]);
    expect(localizations[1]!.fields).toMatchObject([{ field: 'summary', before: 'What helps when a day is heavy.' }]);
    expect(localizations[1]!.fields[0]!.words).toContainEqual({ kind: 'ADDED', text: 'on' });
  });

  it('names media by their place from 1, down to a caption', () => {
    const other = mediumWith({
      blurred: true,
      captions: [{ locale: 'en', url: 'https://media.example.org/new.vtt' }],
    });
    const { localizations } = documentDifference(mediumWith({}), other);
    expect(localizations[0]!.fields.map(({ field }) => field)).toEqual(['media.1.captions.1.url', 'media.1.blurred']);
  });
});
