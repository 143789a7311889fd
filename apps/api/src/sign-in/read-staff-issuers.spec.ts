import { readStaffIssuers } from './read-staff-issuers.js';

const GOOD = { id: 'work', name: 'Work', issuer: 'https://login.example.org', clientId: 'marquee' };

describe('STAFF_ISSUERS', () => {
  it('is nobody when it is unset', () => {
    expect(readStaffIssuers(null)).toEqual([]);
  });

  it('trusts no second factor unless it says so', () => {
    expect(readStaffIssuers(JSON.stringify([GOOD]))).toEqual([
      { ...GOOD, clientSecret: null, trustedAmr: [], trustedAcr: [] },
    ]);
  });

  it.each([
    ['{', /no JSON list/],
    ['{}', /no JSON list/],
    ['[null]', /entry 1, needs "id"/],
    [JSON.stringify([{ ...GOOD, id: 'A/b' }]), /"id"/],
    [JSON.stringify([{ ...GOOD, issuer: 'http://login.example.org' }]), /"issuer"/],
    [JSON.stringify([{ ...GOOD, issuer: 'https://somebody@login.example.org' }]), /"issuer"/],
    [JSON.stringify([{ ...GOOD, issuer: 'https://login.example.org?a' }]), /"issuer"/],
    [JSON.stringify([GOOD, { ...GOOD, clientId: 3 }]), /entry 2, needs "clientId"/],
    [JSON.stringify([{ ...GOOD, trustedAmr: 'mfa' }]), /"trustedAmr"/],
    [JSON.stringify([GOOD, GOOD]), /two issuers/],
  ])('%s is refused', (text, message) => {
    expect(() => readStaffIssuers(text)).toThrow(message);
  });

  it('is refused without its secrets', () => {
    const text = JSON.stringify([{ ...GOOD, id: '', clientSecret: 'my secret' }]);
    expect(() => readStaffIssuers(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('my secret') }) as Error,
    );
  });
});
