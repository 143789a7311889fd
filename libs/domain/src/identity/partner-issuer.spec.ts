import { issuerRefusals } from './partner-issuer.js';

const GOOD = { name: 'Example', issuer: 'https://login.example.org', clientId: 'marquee', clientSecret: null };

describe('an issuer of a partner', () => {
  it.each([
    [{}, []],
    [{ issuer: 'https://login.example.org:8443/realms/staff' }, []],
    [{ clientSecret: 'x'.repeat(512) }, []],
    [{ name: ' ' }, ['name']],
    [{ name: 'x'.repeat(101) }, ['name']],
    [{ issuer: 'http://login.example.org' }, ['issuer']],
    [{ issuer: 'https://user@login.example.org' }, ['issuer']],
    [{ issuer: 'https://login.example.org?tenant=1' }, ['issuer']],
    [{ issuer: 'https://login.example.org#a' }, ['issuer']],
    [{ issuer: 'https://2130706433/' }, ['issuer']],
    [{ issuer: 'javascript:alert(1)' }, ['issuer']],
    [{ clientId: '' }, ['clientId']],
    [{ clientId: 'a b' }, ['clientId']],
    [{ clientSecret: '' }, ['clientSecret']],
    [{ clientSecret: 'line\nbreak' }, ['clientSecret']],
    [{ name: '', clientId: '' }, ['name', 'clientId']],
  ])('given %j is refused at %j', (changed, places) => {
    const refusals = issuerRefusals({ ...GOOD, ...changed }, ['input']);
    expect(refusals.map(({ path }) => path.slice(1).join('.'))).toEqual(places);
  });

  it('is refused without its secret', () => {
    const refusals = issuerRefusals({ ...GOOD, clientSecret: 'my secret' }, []);
    expect(JSON.stringify(refusals)).not.toContain('my secret');
  });
});
