import fc from 'fast-check';
import { resolveHelp, type HelpRegistry } from './help.js';
import type { Helpline } from './helpline.js';
import { DIRECTORY_URL, staticHelp } from './static-help.js';

const AT = Date.UTC(2026, 10, 23, 12);

function line(slug: string, overrides: Partial<Helpline> = {}): Helpline {
  return {
    slug,
    operator: null,
    names: { en: `Line ${slug}` },
    descriptions: {},
    regions: ['GB'],
    languages: ['en'],
    topics: ['suicide_prevention'],
    channels: [
      {
        kind: 'PHONE',
        dialType: 'NATIONAL_SHORT',
        value: '116123',
        display: '116 123',
        keywords: {},
        hours: { always: true },
      },
    ],
    evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-11-23', verifiedBy: 'test', method: 'SITE' },
    validFrom: null,
    validTo: null,
    ...overrides,
  };
}

const registry = (...helplines: Helpline[]): HelpRegistry => ({
  helplines,
  emergency: [{ region: 'GB', texts: { en: 'Call 999.', es: 'Llama al 999.' }, verifiedOn: '2026-11-23' }],
});
const help = (held: HelpRegistry, region: string | null, locale: string | null, at = AT) =>
  resolveHelp(held, region, locale, at).help;

describe('the help chain', () => {
  it.each([
    ['region and language', 'GB', 'en-GB', 'EXACT'],
    ['region in another language', 'GB', 'cy', 'REGION'],
    ['region, language unknown', 'GB', null, 'EXACT'],
    ['a region of which nothing is on file', 'FR', 'fr', 'DIRECTORY'],
    ['no region', null, 'en', 'DIRECTORY'],
  ])('%s is answered %s', (_, region, locale, expected) => {
    expect(help(registry(line('a')), region, locale).resolution).toBe(expected);
  });

  it('puts the services in the viewer’s language first, and keeps the others', () => {
    const held = registry(line('a-welsh', { languages: ['cy'] }), line('b-english'));
    expect(help(held, 'GB', 'en').services.map((service) => service.slug)).toEqual(['b-english', 'a-welsh']);
  });

  it('says what to do in the words reviewed for the region, in the viewer’s language where there is one', () => {
    expect(help(registry(), 'GB', 'es-MX').emergency).toBe('Llama al 999.');
    expect(help(registry(), 'GB', 'fr').emergency).toBe('Call 999.');
  });

  it('says something to do where nothing reviewed is on file, and always names the directory', () => {
    const answer = help(registry(), 'FR', 'es');
    expect(answer.emergency).toContain('emergencia');
    expect(answer.directory).toBe(DIRECTORY_URL);
  });

  it('gives the word to send in the viewer’s language, in the link too', () => {
    const text = line('text', {
      channels: [
        {
          kind: 'SMS',
          dialType: 'SMS_SHORT',
          value: '741741',
          display: '741741',
          keywords: { en: 'HOME', es: 'AYUDA' },
          hours: { always: true },
        },
      ],
    });
    expect(help(registry(text), 'GB', 'es').services[0]!.channels[0]).toMatchObject({
      keyword: 'AYUDA',
      link: 'sms:741741?body=AYUDA',
    });
  });

  it('shows a service from its first day through its last, and says when that changes', () => {
    const held = registry(line('a', { validFrom: '2026-11-23', validTo: '2026-11-23' }));
    expect(help(held, 'GB', 'en', Date.UTC(2026, 10, 23) - 1).services).toEqual([]);
    expect(resolveHelp(held, 'GB', 'en', Date.UTC(2026, 10, 23) - 1).until).toBe(Date.UTC(2026, 10, 23));
    expect(help(held, 'GB', 'en', Date.UTC(2026, 10, 24) - 1).services).toHaveLength(1);
    expect(help(held, 'GB', 'en', Date.UTC(2026, 10, 24)).services).toEqual([]);
  });

  it('compiled in names no number, because numbers change', () => {
    for (const locale of ['en', 'es', 'xx', null]) {
      expect(staticHelp(locale)).toMatchObject({ resolution: 'STATIC', services: [], directory: DIRECTORY_URL });
      expect(staticHelp(locale).emergency).not.toMatch(/\d/);
    }
  });
});

describe('properties', () => {
  const region = fc.constantFrom('GB', 'IE', 'US', 'CA', 'SG', 'NZ');
  const lines = fc.array(
    fc.record({
      regions: fc.uniqueArray(region, { minLength: 1, maxLength: 3 }),
      languages: fc.uniqueArray(fc.constantFrom('en', 'es', 'fr'), { minLength: 1 }),
    }),
    { maxLength: 8 },
  );

  it('a number never crosses a border, and help is never empty', () => {
    fc.assert(
      fc.property(
        lines,
        fc.option(fc.oneof(region, fc.constant('XX'))),
        fc.option(fc.constantFrom('en', 'es-MX', 'zh', 'fr-CA')),
        (list, where, locale) => {
          const held = registry(...list.map((one, index) => line(`line-${index}`, one)));
          const answer = help(held, where, locale);
          for (const service of answer.services) {
            expect(held.helplines.find((one) => one.slug === service.slug)!.regions).toContain(where);
          }
          expect(answer.services.length).toBe(
            held.helplines.filter((one) => where !== null && one.regions.includes(where)).length,
          );
          expect(answer.emergency.length).toBeGreaterThan(0);
          expect(answer.directory).toMatch(/^https:/);
          expect(answer.resolution === 'DIRECTORY').toBe(answer.services.length === 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
