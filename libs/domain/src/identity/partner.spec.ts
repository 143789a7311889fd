import { domainNameRefusals, proofPlace } from './domain-proof.js';
import { invitationHoursRefusals, lastOfRoleRefusals } from './membership.js';
import { contactRefusals, domainsRefusals, partnerRefusals, verificationRefusals } from './partner.js';

const PROFILE = {
  slug: 'samaritans',
  name: 'Samaritans',
  website: 'https://www.samaritans.org/',
  regions: ['GB', 'IE'],
  languages: ['en', 'cy'],
};
const paths = (refusals: readonly { path: readonly string[] }[]) => refusals.map(({ path }) => path.join('.'));

describe('a domain', () => {
  it.each([
    ['samaritans.org'],
    ['www.samaritans.org'],
    ['xn--bcher-kva.example'],
    ['a1.example.co.uk'],
    [`${'a'.repeat(63)}.org`],
  ])('may be %s', (domain) => {
    expect(domainNameRefusals(domain, ['domain'])).toEqual([]);
  });

  it.each([
    [''],
    ['org'],
    ['Samaritans.org'],
    ['samaritans.org.'],
    ['https://samaritans.org'],
    ['samaritans.org/help'],
    ['samaritans.org:443'],
    ['bücher.example'],
    ['-a.org'],
    ['a-.org'],
    ['a..org'],
    ['127.0.0.1'],
    ['[::1]'],
    ['server.localhost'],
    ['printer.local'],
    ['a b.org'],
    [`${'a'.repeat(64)}.org`],
    [`${'abcdefg.'.repeat(32)}org`],
  ])('is not %j', (domain) => {
    expect(domainNameRefusals(domain, ['domain'])).toMatchObject([{ code: 'INVALID_VALUE', path: ['domain'] }]);
  });

  it('is proved at a place of its own, by what was made for it', () => {
    expect(proofPlace('example.org', 'DNS_TXT', 'abc')).toEqual({
      where: '_marquee-challenge.example.org',
      what: 'marquee-verification=abc',
    });
    expect(proofPlace('example.org', 'FILE', 'abc').where).toBe(
      'https://example.org/.well-known/marquee-challenge.txt',
    );
  });

  it('stands once in a list of at most 50', () => {
    expect(paths(domainsRefusals(['a.org', 'b.org', 'a.org'], ['domains']))).toEqual(['domains.2']);
    expect(
      paths(
        domainsRefusals(
          Array.from({ length: 51 }, (_, i) => `a${i}.org`),
          ['domains'],
        ),
      ),
    ).toEqual(['domains']);
  });
});

describe('a partner', () => {
  it('is told all that is wrong at once', () => {
    expect(partnerRefusals(PROFILE, ['input'])).toEqual([]);
    const broken = { slug: 'A b', name: ' ', website: 'http://x', regions: ['gb', 'FR'], languages: ['EN'] };
    expect(paths(partnerRefusals(broken, ['input']))).toEqual([
      'input.slug',
      'input.name',
      'input.website',
      'input.regions',
      'input.languages',
    ]);
    expect(paths(partnerRefusals({ ...PROFILE, regions: Array(261).fill('G') }, ['input']))[0]).toBe('input.regions');
  });

  it.each([
    ['a person and an address', 'Ada', 'office@example.org', []],
    ['no name', ' ', 'office@example.org', ['input.contactName']],
    ['no address', 'Ada', 'office', ['input.contactEmail']],
    ['two addresses', 'Ada', 'a@b.org, c@d.org', ['input.contactEmail']],
    ['a name around the address', 'Ada', 'Ada <a@b.org>', ['input.contactEmail']],
    ['an address of 255 characters', 'Ada', `${'a'.repeat(249)}@b.org`, ['input.contactEmail']],
  ])('has as its contact %s', (_, name, email, expected) => {
    expect(paths(contactRefusals({ name, email }, ['input']))).toEqual(expected);
  });

  it('is verified with a contact and a domain that was proved, not with less', () => {
    const contact = { name: 'Ada', email: 'a@b.org' };
    expect(verificationRefusals({ contact, verifiedDomains: 1 }, ['input'])).toEqual([]);
    expect(paths(verificationRefusals({ contact: null, verifiedDomains: 0 }, ['input']))).toEqual([
      'input.contact',
      'input.domains',
    ]);
  });
});

describe('membership', () => {
  it.each([
    ['OWNER', 0, 1],
    ['OWNER', 1, 0],
    ['ADMIN', 0, 1],
    ['CONTRIBUTOR', 0, 0],
    ['REVIEWER', 0, 0],
  ] as const)('a %s with %i others of that role: %i refusals to leave', (role, others, expected) => {
    expect(lastOfRoleRefusals(role, others, ['input'])).toHaveLength(expected);
  });

  it.each([
    [0, 1],
    [1, 0],
    [336, 0],
    [337, 1],
    [1.5, 1],
    [Number.NaN, 1],
  ])('an invitation of %d hours: %i refusals', (hours, expected) => {
    expect(invitationHoursRefusals(hours, ['hours'])).toHaveLength(expected);
  });
});
