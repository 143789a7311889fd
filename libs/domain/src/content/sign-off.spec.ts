import fc from 'fast-check';
import type { Role } from '../identity/actor.js';
import { ARTICLE, TEXT } from './content-fixtures.js';
import { contentHash } from './content-hash.js';
import type { ContentDocument } from './document.js';
import { approvedLocales } from './revision.js';
import {
  awaitedReviewer,
  revisionStateOf,
  secondPersonRefusals,
  standingDecisions,
  undecidedLocales,
  type Awaited,
  type DatedDecision,
  type SignOff,
} from './sign-off.js';

const TEXT_OF = { locale: 'en', contentHash: 'a', isSensitive: true };
const signed = (memberId: string, role: Role, overrides: Partial<SignOff> = {}): SignOff => ({
  locale: 'en',
  contentHash: 'a',
  memberId,
  role,
  ...overrides,
});

describe('an approval of a sensitive text', () => {
  it.each<[string, readonly SignOff[], Awaited]>([
    ['waits for anybody at first', [], 'ANY_REVIEWER'],
    ['waits for a safety reviewer after a reviewer', [signed('1', 'REVIEWER')], 'SAFETY_REVIEWER'],
    ['waits for one after two reviewers, too', [signed('1', 'REVIEWER'), signed('2', 'ADMIN')], 'SAFETY_REVIEWER'],
    ['waits for somebody else after a safety reviewer', [signed('1', 'SAFETY_REVIEWER')], 'SECOND_REVIEWER'],
    [
      'waits still when one person signed in two roles',
      [signed('1', 'REVIEWER'), signed('1', 'SAFETY_REVIEWER')],
      'SECOND_REVIEWER',
    ],
    ['stands by a reviewer and a safety reviewer', [signed('1', 'REVIEWER'), signed('2', 'SAFETY_REVIEWER')], null],
    ['stands by two safety reviewers', [signed('1', 'SAFETY_REVIEWER'), signed('2', 'SAFETY_REVIEWER')], null],
    [
      'counts no signature of another text',
      [signed('1', 'REVIEWER'), signed('2', 'SAFETY_REVIEWER', { contentHash: 'b' })],
      'SAFETY_REVIEWER',
    ],
    [
      'counts no signature of another locale',
      [signed('1', 'REVIEWER', { locale: 'es' }), signed('2', 'SAFETY_REVIEWER')],
      'SECOND_REVIEWER',
    ],
  ])('%s', (_, signOffs, expected) => {
    expect(awaitedReviewer(TEXT_OF, signOffs)).toBe(expected);
  });

  it.each<[string, { memberId: string; role: Role }, readonly SignOff[], boolean]>([
    ['anybody may be the first', { memberId: '1', role: 'REVIEWER' }, [], true],
    ['nobody is their own second', { memberId: '1', role: 'SAFETY_REVIEWER' }, [signed('1', 'REVIEWER')], false],
    ['two reviewers are not enough', { memberId: '2', role: 'REVIEWER' }, [signed('1', 'REVIEWER')], false],
    ['a safety reviewer is the second', { memberId: '2', role: 'SAFETY_REVIEWER' }, [signed('1', 'REVIEWER')], true],
    ['a reviewer is the second of one', { memberId: '2', role: 'REVIEWER' }, [signed('1', 'SAFETY_REVIEWER')], true],
  ])('%s', (_, reviewer, signOffs, isAllowed) => {
    const refusals = secondPersonRefusals(reviewer, [TEXT_OF], signOffs, ['input']);
    expect(refusals.map(({ code }) => code)).toEqual(isAllowed ? [] : ['SECOND_PERSON_NEEDED']);
  });

  it('is asked for no second person when the text is not sensitive', () => {
    expect(awaitedReviewer({ ...TEXT_OF, isSensitive: false }, [signed('1', 'REVIEWER')])).toBeNull();
  });
});

describe('the state of a revision', () => {
  const hashes = { en: 'a', es: 'b' };
  const decided = (locale: 'en' | 'es', decision: DatedDecision['decision'], decidedAt = 1): DatedDecision => ({
    locale,
    contentHash: hashes[locale],
    decision,
    decidedBy: 'm',
    decidedAt,
  });

  it.each<[string, readonly DatedDecision[], string, readonly string[]]>([
    ['waits while nothing is decided', [], 'SUBMITTED', ['en', 'es']],
    ['waits while one locale does', [decided('en', 'REJECTED')], 'SUBMITTED', ['es']],
    ['is approved as soon as one locale is', [decided('en', 'APPROVED')], 'APPROVED', ['es']],
    ['is rejected when all are', [decided('en', 'REJECTED'), decided('es', 'REJECTED')], 'REJECTED', []],
    [
      'is the milder of what was decided',
      [decided('en', 'REJECTED'), decided('es', 'CHANGES_REQUESTED')],
      'CHANGES_REQUESTED',
      [],
    ],
    ['is the later of two decisions', [decided('en', 'REJECTED'), decided('en', 'APPROVED')], 'APPROVED', ['es']],
  ])('%s', (_, decisions, state, undecided) => {
    expect(revisionStateOf(hashes, decisions)).toBe(state);
    expect(undecidedLocales(hashes, decisions)).toEqual(undecided);
  });

  it('forgets a rejection that was lifted, and no later one', () => {
    const both = [decided('en', 'REJECTED', 1), decided('es', 'REJECTED', 3)];
    expect(standingDecisions(both, 2).map(({ locale }) => locale)).toEqual(['es']);
    expect(standingDecisions(both, null)).toEqual(both);
  });
});

/** What may happen to an item, with any member, text and locale. */
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('EDIT', 'SIGN', 'SIGN', 'REJECT', 'TOPIC', 'BLUR', 'LIFT'),
    locale: fc.constantFrom('en', 'es'),
    member: fc.constantFrom('1', '2', '3'),
    role: fc.constantFrom<Role>('REVIEWER', 'SAFETY_REVIEWER'),
    text: fc.constantFrom('a', 'b', 'c'),
  }),
  { maxLength: 40 },
);

it('an approval never survives an edit, over any sequence of edits, signatures, rejections and appeals (property)', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      let document: ContentDocument = { ...ARTICLE, topics: ['suicide_prevention'] };
      let liftedAt: number | null = null;
      const signOffs: SignOff[] = [];
      const decisions: DatedDecision[] = [];
      // Who signed which text, written out whole: what an approval is an approval of.
      const signers = new Map<string, { member: string; role: Role }[]>();
      const whole = (locale: string) => {
        const { localizations, ...facts } = document;
        return JSON.stringify([facts, localizations[locale]]);
      };
      sequence.forEach(({ kind, locale, member, role, text }, at) => {
        const own = document.localizations[locale] ?? TEXT;
        const hash = contentHash(document, locale);
        if (kind === 'EDIT')
          document = { ...document, localizations: { ...document.localizations, [locale]: { ...own, body: text } } };
        if (kind === 'TOPIC') document = { ...document, topics: ['suicide_prevention', `topic_${text}`] };
        if (kind === 'BLUR') document = { ...document, ageMin: text.charCodeAt(0) % 20 };
        if (kind === 'LIFT') liftedAt = at;
        const decide = (decision: 'APPROVED' | 'REJECTED') =>
          decisions.push({ locale, contentHash: hash, decision, decidedBy: member, decidedAt: at });
        if (kind === 'REJECT') decide('REJECTED');
        if (kind === 'SIGN') {
          signOffs.push({ locale, contentHash: hash, memberId: member, role });
          const key = `${locale} ${whole(locale)}`;
          signers.set(key, [...(signers.get(key) ?? []), { member, role }]);
          if (awaitedReviewer({ locale, contentHash: hash, isSensitive: true }, signOffs) === null) decide('APPROVED');
        }
        for (const shown of approvedLocales(document, standingDecisions(decisions, liftedAt))) {
          const own = signers.get(`${shown} ${whole(shown)}`) ?? [];
          expect(new Set(own.map((one) => one.member)).size).toBeGreaterThan(1);
          expect(own.map((one) => one.role)).toContain('SAFETY_REVIEWER');
        }
      });
    }),
    { numRuns: 300 },
  );
});
