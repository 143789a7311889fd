import type { Role } from '../identity/actor.js';
import { findingKey, type Finding } from './check-document.js';
import { approvalRefusals, NO_ANSWERS, type FindingAnswers } from './finding-refusals.js';

const finding = (severity: Finding['severity'], overrides: Partial<Finding> = {}): Finding => ({
  rule: `rule.${severity.toLowerCase()}`,
  pack: 'p',
  packVersion: '1',
  severity,
  isDowngraded: false,
  message: '',
  advice: '',
  start: 0,
  end: 1,
  locale: 'en',
  path: ['localizations', 'en', 'body'],
  ...overrides,
});
const key = (severity: Finding['severity']) => findingKey(finding(severity));

describe('an approval', () => {
  it.each<[string, Finding, Role, Partial<FindingAnswers & { overridden: string[] }>, readonly string[]]>([
    [
      'passes nothing that is HARD, whoever asks',
      finding('HARD'),
      'SAFETY_REVIEWER',
      { reason: 'Please' },
      ['FINDINGS_HARD'],
    ],
    [
      'passes nothing that blocks by a reviewer',
      finding('BLOCK'),
      'REVIEWER',
      { reason: 'Please' },
      ['FINDINGS_BLOCK'],
    ],
    ['passes nothing that blocks by an admin', finding('BLOCK'), 'ADMIN', { reason: 'Please' }, ['FINDINGS_BLOCK']],
    ['passes what blocks by a safety reviewer in words', finding('BLOCK'), 'SAFETY_REVIEWER', { reason: 'A bus' }, []],
    ['passes nothing by blank words', finding('BLOCK'), 'SAFETY_REVIEWER', { reason: ' \n' }, ['INVALID_VALUE']],
    ['passes what was let pass for this text', finding('BLOCK'), 'REVIEWER', { overridden: [key('BLOCK')] }, []],
    [
      'acknowledges what would block but is an example',
      finding('BLOCK', { isDowngraded: true }),
      'REVIEWER',
      {},
      ['FINDINGS_OPEN'],
    ],
    ['acknowledges warnings', finding('WARN'), 'REVIEWER', {}, ['FINDINGS_OPEN']],
    ['passes an acknowledged warning', finding('WARN'), 'REVIEWER', { acknowledged: [key('WARN')] }, []],
    ['needs no word on a warning that is an example', finding('WARN', { isDowngraded: true }), 'REVIEWER', {}, []],
    ['answers questions', finding('HUMAN'), 'REVIEWER', {}, ['FINDINGS_OPEN']],
    [
      'passes a question that is well',
      finding('HUMAN'),
      'REVIEWER',
      { answers: [{ key: key('HUMAN'), isFine: true }] },
      [],
    ],
    [
      'passes no question that is not',
      finding('HUMAN'),
      'REVIEWER',
      { answers: [{ key: key('HUMAN'), isFine: false }] },
      ['INVALID_VALUE'],
    ],
    ['asks nothing of other locales', finding('HARD', { locale: 'es' }), 'REVIEWER', {}, []],
  ])('%s', (_, found, role, given, expected) => {
    const refusals = approvalRefusals([found], ['en'], { ...NO_ANSWERS, overridden: [], role, ...given }, ['input']);
    expect(refusals.map(({ code }) => code)).toEqual(expected);
  });

  it('says all of it at once, by rule and place, and never repeats the text', () => {
    const all = (['HARD', 'BLOCK', 'WARN', 'HUMAN'] as const).map((severity) => finding(severity));
    const refusals = approvalRefusals(all, ['en'], { ...NO_ANSWERS, overridden: [], role: 'REVIEWER' }, ['input']);
    expect(refusals.map(({ code }) => code)).toEqual(['FINDINGS_HARD', 'FINDINGS_BLOCK', 'FINDINGS_OPEN']);
    expect(refusals[2]).toMatchObject({
      warnings: [key('WARN')],
      questions: [key('HUMAN')],
      places: ['localizations.en.body'],
    });
  });

  it('an acknowledgement is of one place in one text by one version of one pack', () => {
    const keys = [
      finding('WARN'),
      finding('WARN', { start: 2 }),
      finding('WARN', { packVersion: '2' }),
      finding('WARN', { path: ['localizations', 'en', 'title'] }),
    ].map(findingKey);
    expect(new Set(keys).size).toBe(4);
  });
});
