import type { TestMember } from '../support/actors.js';
import { ContentStage, places } from '../support/content-stage.js';
import { ARTICLE, made } from '../support/desk.js';

const CHECK =
  'findings { rule pack packVersion severity downgraded locale path start end message } unchecked hintsOnly';
interface Check {
  readonly findings: {
    rule: string;
    severity: string;
    downgraded: boolean;
    locale: string;
    path: string[];
    start: number;
    end: number;
  }[];
  readonly unchecked: string[];
  readonly hintsOnly: string[];
}
const BODY = 'Say "died by suicide" rather than "committed suicide". I was down to 38 kg.';
const NOTE = { text: 'Of weight', alternative: 'Rest' };
const document = {
  ...ARTICLE,
  topics: ['help_seeking', 'suicide_prevention', 'eating_disorder'],
  ageMin: 13,
  localizations: [
    { ...ARTICLE.localizations[0], body: BODY, contentNote: NOTE },
    { locale: 'ja', title: 'こんにちは', body: '話してください', contentNote: NOTE },
  ],
};

describe('checks of texts through the management API', () => {
  let stage: ContentStage;
  let contributor: TestMember;
  beforeAll(async () => {
    stage = await ContentStage.open();
    contributor = stage.cast.partner.members.CONTRIBUTOR;
  });
  afterAll(() => stage.close());

  it('a writer learns what a review will find, where it stands, and what nobody reads', async () => {
    const query = `query ($document: ContentDocumentInput!) { checkDocument(document: $document) { ${CHECK} } }`;
    const { data } = await stage.ask<{ checkDocument: Check }>(contributor, query, { document });
    const { findings, unchecked, hintsOnly } = data.checkDocument;
    const said = findings.filter(({ severity }) => severity !== 'HUMAN');
    expect(said.map(({ rule, severity, downgraded, path }) => [rule, severity, downgraded, path.join('.')])).toEqual([
      ['lang.commit', 'WARN', true, 'localizations.en.body'],
      ['ed.weight', 'BLOCK', false, 'localizations.en.body'],
    ]);
    expect(BODY.slice(said[1]!.start, said[1]!.end)).toBe('38 kg');
    expect([unchecked, hintsOnly]).toEqual([['ja'], []]);
    expect(JSON.stringify(said.map(({ start, end, ...rest }) => [start, end, rest]))).not.toMatch(/38|down to/);
  });

  it('names of partners and helplines are right wherever they stand', async () => {
    const named = { ...ARTICLE, localizations: [{ ...ARTICLE.localizations[0], body: 'The Committed Suicide Fund' }] };
    const query = `query ($document: ContentDocumentInput!) { checkDocument(document: $document) { ${CHECK} } }`;
    const rules = async () =>
      (
        await stage.ask<{ checkDocument: Check }>(contributor, query, { document: named })
      ).data.checkDocument.findings.map(({ rule }) => rule);
    expect(await rules()).toEqual(['meta.subject', 'lang.commit']);
    await stage.database.query(`UPDATE partner SET name = 'Committed Suicide Fund' WHERE slug = 'iasp'`);
    expect(await rules()).toEqual([]);
  });

  it('a sensitive text is approved by two people, what blocks by a safety reviewer’s words, and what is asked is answered', async () => {
    const { revisionId } = await stage.desk.submitted(document);
    const { REVIEWER, SAFETY_REVIEWER, ADMIN } = stage.cast.staff;
    const state = async (by: TestMember, more: object = {}) => {
      const approve = { revisionId, locales: ['en'], ...(await stage.desk.answersTo(by, revisionId)), ...more };
      return stage.change<{ state: string }>(by, 'approveRevision', approve);
    };
    expect(places(await stage.change(REVIEWER, 'approveRevision', { revisionId, reason: 'Fine by me' }))).toEqual([
      'FindingsBlock input.revisionId',
      'FindingsOpen input.acknowledged',
    ]);
    expect(places(await state(REVIEWER, { reason: 'Fine by me' }))).toEqual(['FindingsBlock input.revisionId']);
    expect(places(await state(SAFETY_REVIEWER))).toEqual(['InvalidValue input.reason']);
    expect(made(await state(SAFETY_REVIEWER, { reason: 'It is the number of a bus.' })).state).toBe('SUBMITTED');
    expect(places(await state(SAFETY_REVIEWER, { reason: 'Once more' }))).toEqual([
      'SecondPersonNeeded input.revisionId',
    ]);
    // What a safety reviewer let pass stands for the second person, who signs what they find themself.
    expect(made(await state(ADMIN)).state).toBe('APPROVED');
    // The locale that nobody signed still waits, and is approved by itself.
    const queue = `query { reviewQueue(first: 100) { edges { node { id sensitive locales { locale awaits contentNote } } } } }`;
    const { data } = await stage.ask<{ reviewQueue: { edges: { node: { id: string; locales: object[] } }[] } }>(
      REVIEWER,
      queue,
    );
    expect(data.reviewQueue.edges.find(({ node }) => node.id === revisionId)!.node).toEqual({
      id: revisionId,
      sensitive: true,
      locales: [
        { locale: 'en', awaits: null, contentNote: 'Of weight' },
        { locale: 'ja', awaits: 'ANY_REVIEWER', contentNote: 'Of weight' },
      ],
    });
  });

  it('the packs say what they read, how complete they are, and by what guidance', async () => {
    const { data } = await stage.ask<{
      policyPacks: { id: string; complete: boolean; subject: string; rules: object[] }[];
    }>(
      contributor,
      '{ policyPacks { id version locale subject complete informedBy rules { id severity message advice } } }',
    );
    expect(data.policyPacks.filter(({ complete }) => !complete).map(({ id }) => id)).toEqual([
      'es-suicide',
      'de-suicide',
      'fr-suicide',
      'pt-suicide',
    ]);
    expect(data.policyPacks.some(({ subject }) => ['METHODS', 'PLACES'].includes(subject))).toBe(false);
  });
});
