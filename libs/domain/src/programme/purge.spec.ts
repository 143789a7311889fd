import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../time/instant.js';
import { isPastPurging, purgedBy, purgeKeys, type PurgeNames, type PurgeSubject, type ToldEvent } from './purge.js';

const NAMES: PurgeNames = {
  runs: new Map([['r1', { campaignId: 'c1', surface: 'discover' }]]),
  partners: new Map([['p1', 'samaritans']]),
  helplines: new Map([
    ['gb', ['GB', 'IE']],
    ['world', []],
  ]),
};

function event(type: string, subjectType: string, subjectId: string, payload = {}): ToldEvent {
  return { type, subjectType, subjectId, payload, occurredAt: 0 };
}

const keysAfter = (...told: readonly ToldEvent[]) => purgeKeys(told.flatMap(purgedBy), NAMES);

describe('what caches forget after an event', () => {
  it.each<[ToldEvent, readonly string[]]>([
    [event('content.taken_down', 'revision', 'v1'), ['revision:v1', 'crowded']],
    [event('content.taken_down', 'content-item', 'i1'), ['item:i1', 'crowded']],
    [event('campaign.taken_down', 'campaign', 'c1'), ['campaign:c1', 'crowded']],
    [event('partner.taken_down', 'partner', 'p1'), ['partner:samaritans', 'crowded']],
    [event('partner.suspended', 'partner', 'p1'), ['partner:samaritans', 'crowded']],
    [event('partner.suspended', 'partner', 'not-there'), ['all']],
    [event('guide.taken_down', 'guide', 'caring'), ['guide:caring', 'crowded']],
    [event('guide.retired', 'guide', 'caring'), ['guide:caring', 'crowded']],
    [event('helpline.taken_down', 'helpline', 'gb'), ['help:GB', 'help:IE', 'help:none']],
    [event('helpline.saved', 'helpline', 'world'), ['help']],
    [event('helpline.saved', 'helpline', 'not-there'), ['all']],
    [event('emergency-advice.saved', 'emergency-advice', 'SG'), ['help:SG', 'help:none']],
    [event('care-policy.chosen', 'care-policy', '1'), ['all']],
    [event('consent.withdrawn', 'content-item', 'i1'), ['item:i1', 'crowded']],
    [event('removal.reapplied', 'revision', 'v1'), ['revision:v1', 'crowded']],
    [event('help-only.begun', 'help-only', 'h1', { regions: ['SG'] }), ['help:SG', 'help:none']],
    [event('help-only.begun', 'help-only', 'h1', { regions: [] }), ['help']],
    [event('help-only.begun', 'help-only', 'h1'), ['all']],
    [event('programme.paused', 'pause', 'u1', { regions: ['GB'], until: null }), ['help:GB', 'help:none']],
    [event('help.overridden', 'help-override', 'o1', { regions: ['GB'] }), ['help:GB', 'help:none']],
    [event('run.cancelled', 'run', 'r1'), ['campaign:c1', 'crowded', 'surface:discover']],
    [event('run.scheduled', 'run', 'r1'), ['campaign:c1', 'crowded', 'surface:discover']],
    [event('run.cancelled', 'run', 'not-there'), ['all']],
    [event('campaign.updated', 'campaign', 'c1', { surface: 'search' }), ['campaign:c1', 'crowded', 'surface:search']],
    [event('surface.declared', 'surface', 'search'), ['surface:search']],
    [event('run.activated', 'run', 'r1'), []],
    [event('run.retired', 'run', 'r1'), []],
    [event('run.rehearsed', 'run', 'r1'), []],
    [event('content.takedown_lifted', 'content-item', 'i1'), []],
    [event('help-only.ended', 'help-only', 'h1', { regions: [] }), []],
    [event('member.joined', 'member', 'm1'), []],
    [event('key.revoked', 'key', 'k1'), []],
    [event('something.new', 'thing', 't1'), ['all']],
    [event('removal.reapplied', 'thing', 't1'), ['all']],
  ])('$type of a $subjectType: %#', (told, expected) => {
    expect(keysAfter(told)).toEqual(expected);
  });

  it('is named once however many events name it, in the order of the events', () => {
    expect(keysAfter(event('run.cancelled', 'run', 'r1'), event('campaign.taken_down', 'campaign', 'c1'))).toEqual([
      'campaign:c1',
      'crowded',
      'surface:discover',
    ]);
  });

  it('is everything as soon as one of them cannot be told narrowly', () => {
    const subjects: PurgeSubject[] = [{ kind: 'ITEM', id: 'i1' }, { kind: 'EVERYTHING' }, { kind: 'GUIDE', id: 'g' }];
    expect(purgeKeys(subjects, NAMES)).toEqual(['all']);
  });
});

it.each([
  [0, false],
  [DAY_MS - 1, false],
  [DAY_MS, true],
])('an event is past purging after %d ms: %s', (now, expected) => {
  expect(isPastPurging(event('run.cancelled', 'run', 'r1'), now)).toBe(expected);
});
