import fc from 'fast-check';
import type { Actor } from '../identity/actor.js';
import { ARTICLE, articleWith, TEXT } from './content-fixtures.js';
import { contentHash } from './content-hash.js';
import {
  approvedLocales,
  fourEyesRefusals,
  REVIEW_DECISIONS,
  REVISION_STATES,
  REVISION_TRANSITIONS,
  revisionStateRefusals,
  type LocaleDecision,
  type RevisionState,
} from './revision.js';

describe('the states of a revision', () => {
  const steps = REVISION_STATES.flatMap((from) => REVISION_STATES.map((to) => [from, to] as const));
  const ALLOWED: readonly (readonly [RevisionState, RevisionState])[] = [
    ['SUBMITTED', 'APPROVED'],
    ['SUBMITTED', 'CHANGES_REQUESTED'],
    ['SUBMITTED', 'REJECTED'],
    ['SUBMITTED', 'WITHDRAWN'],
    ['APPROVED', 'WITHDRAWN'],
    ['CHANGES_REQUESTED', 'WITHDRAWN'],
    ['REJECTED', 'SUBMITTED'],
    ['REJECTED', 'WITHDRAWN'],
  ];

  it.each(steps)('a step from %s to %s is allowed exactly when the table has it', (from, to) => {
    const isAllowed = ALLOWED.some((step) => step[0] === from && step[1] === to);
    const refusals = revisionStateRefusals(from, to, ['input', 'revisionId']);
    expect(refusals.length === 0).toBe(isAllowed);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'WRONG_STATE', state: from, path: ['input', 'revisionId'] });
      expect(refusal).toHaveProperty(
        'allowedStates',
        ALLOWED.filter((step) => step[1] === to).map((step) => step[0]),
      );
    }
  });

  it('are all reached from SUBMITTED, and end in WITHDRAWN', () => {
    const reached = new Set<RevisionState>(['SUBMITTED']);
    for (const state of reached) for (const next of REVISION_TRANSITIONS[state]) reached.add(next);
    expect([...reached].toSorted()).toEqual([...REVISION_STATES].toSorted());
    expect(REVISION_STATES.filter((state) => REVISION_TRANSITIONS[state].length === 0)).toEqual(['WITHDRAWN']);
  });

  it('are decided once: no decision leads to another', () => {
    for (const first of REVIEW_DECISIONS)
      for (const second of REVIEW_DECISIONS) expect(REVISION_TRANSITIONS[first]).not.toContain(second);
  });
});

describe('the locales that may be shown', () => {
  const decided = (locale: string, overrides: Partial<LocaleDecision> = {}): LocaleDecision => ({
    locale,
    contentHash: contentHash(ARTICLE, locale),
    decision: 'APPROVED',
    ...overrides,
  });

  it.each<[string, readonly LocaleDecision[], readonly string[]]>([
    ['none while nothing is decided', [], []],
    ['the approved one, not the undecided', [decided('es')], ['es']],
    ['all that were approved', [decided('es'), decided('en')], ['en', 'es']],
    ['none that was approved with another text', [decided('en', { contentHash: contentHash(ARTICLE, 'es') })], []],
    ['none that was sent back', [decided('en', { decision: 'CHANGES_REQUESTED' })], []],
    ['none that was rejected', [decided('en', { decision: 'REJECTED' })], []],
    ['none that was rejected after its approval', [decided('en'), decided('en', { decision: 'REJECTED' })], []],
    ['one that was approved after it was sent back', [decided('en', { decision: 'REJECTED' }), decided('en')], ['en']],
    ['none that the document does not have', [decided('en', { locale: 'fr' })], []],
  ])('are %s', (_, decisions, expected) => {
    expect(approvedLocales(ARTICLE, decisions)).toEqual(expected);
  });

  it('hold no text that differs from the approved one in any way (property)', () => {
    const approvals = [decided('en'), decided('es')];
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('title' as const, 'summary' as const, 'body' as const),
        (text, field) => {
          const changed = articleWith({ localizations: { ...ARTICLE.localizations, en: { ...TEXT, [field]: text } } });
          const isSame = TEXT[field] === text;
          expect(approvedLocales(changed, approvals)).toEqual(isSame ? ['en', 'es'] : ['es']);
        },
      ),
    );
  });
});

describe('four eyes', () => {
  const submission = { submittedBy: 'member-1', partnerId: 'partner-1' };
  const reviewer = (memberId: string | null, partnerId: string | null): Actor => ({
    kind: 'MEMBER',
    memberId,
    keyId: null,
    sessionId: null,
    displayName: 'Somebody',
    role: 'REVIEWER',
    partnerId,
  });

  it.each<[string, Actor, boolean]>([
    ['somebody else on staff decides', reviewer('member-2', null), true],
    ['whoever submitted does not, also as staff now', reviewer('member-1', null), false],
    ['nobody of the same partner does', reviewer('member-2', 'partner-1'), false],
    ['somebody of another partner is no colleague', reviewer('member-2', 'partner-2'), true],
  ])('%s', (_, actor, isAllowed) => {
    const refusals = fourEyesRefusals(actor, submission, ['input', 'revisionId']);
    expect(refusals.map(({ code }) => code)).toEqual(isAllowed ? [] : ['OWN_SUBMISSION']);
    if (!isAllowed) expect(refusals[0]).toMatchObject({ submittedBy: 'member-1', path: ['input', 'revisionId'] });
  });
});
