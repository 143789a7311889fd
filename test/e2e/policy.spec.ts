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
const document = {
  ...ARTICLE,
  localizations: [
    { ...ARTICLE.localizations[0], body: BODY },
    { locale: 'ja', title: 'こんにちは', body: '話してください' },
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
    expect(
      findings.map(({ rule, severity, downgraded, path }) => [rule, severity, downgraded, path.join('.')]),
    ).toEqual([
      ['lang.commit', 'WARN', true, 'localizations.en.body'],
      ['ed.weight', 'BLOCK', false, 'localizations.en.body'],
    ]);
    expect(BODY.slice(findings[1]!.start, findings[1]!.end)).toBe('38 kg');
    expect([unchecked, hintsOnly]).toEqual([['ja'], []]);
    expect(JSON.stringify(findings)).not.toContain('38');
  });

  it('names of partners and helplines are right wherever they stand', async () => {
    const named = { ...ARTICLE, localizations: [{ ...ARTICLE.localizations[0], body: 'The Committed Suicide Fund' }] };
    const query = `query ($document: ContentDocumentInput!) { checkDocument(document: $document) { ${CHECK} } }`;
    const rules = async () =>
      (
        await stage.ask<{ checkDocument: Check }>(contributor, query, { document: named })
      ).data.checkDocument.findings.map(({ rule }) => rule);
    expect(await rules()).toEqual(['lang.commit']);
    await stage.database.query(`UPDATE partner SET name = 'Committed Suicide Fund' WHERE slug = 'iasp'`);
    expect(await rules()).toEqual([]);
  });

  it('what blocks is approved by a safety reviewer with a written reason, and by nobody else', async () => {
    const { revisionId } = await stage.desk.submitted(document);
    const { REVIEWER, SAFETY_REVIEWER } = stage.cast.staff;
    const { data } = await stage.ask<{ revision: { check: Check } }>(
      REVIEWER,
      `query ($id: ID!) { revision(id: $id) { check { ${CHECK} } } }`,
      { id: revisionId },
    );
    expect(data.revision.check.findings.map(({ rule }) => rule)).toEqual(['lang.commit', 'ed.weight']);
    const approve = (by: TestMember, more: object = {}) => stage.change(by, 'approveRevision', { revisionId, ...more });
    expect(places(await approve(REVIEWER, { reason: 'Fine by me' }))).toEqual(['FindingsBlock input.revisionId']);
    expect(places(await approve(SAFETY_REVIEWER))).toEqual(['InvalidValue input.reason']);
    // The locale in which nothing blocks needs no more than a reviewer.
    const other = await stage.desk.submitted(document);
    made(await stage.change(REVIEWER, 'approveRevision', { revisionId: other.revisionId, locales: ['ja'] }));
    expect(made(await approve(SAFETY_REVIEWER, { reason: 'It is the number of a bus.' }))).toMatchObject({
      state: 'APPROVED',
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
