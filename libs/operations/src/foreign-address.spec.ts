import { foreignAddress, isPublicAddress } from './foreign-address.js';

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:93.184.215.14',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'nonsense',
    '',
  ])('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.215.14', '172.32.0.1', '172.15.0.1', '100.128.0.1', '2606:4700::1', '2a00:1450::1'])(
    '%j is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('a host that somebody else named', () => {
  const never = new AbortController().signal;
  const at = (addresses: readonly string[]) => foreignAddress('host.example', never, async () => addresses);

  it('is asked at its first address when all of them are public', async () => {
    expect(await at(['93.184.215.14', '2606:4700::1'])).toEqual({ kind: 'PUBLIC', address: '93.184.215.14' });
  });

  it('is not asked when one of them is not, or there is none', async () => {
    expect(await at(['93.184.215.14', '127.0.0.1'])).toEqual({ kind: 'PRIVATE' });
    expect(await at([])).toEqual({ kind: 'NONE' });
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:169.254.169.254]'])('is %s itself without a look-up', async (host) => {
    const fails = () => Promise.reject(new Error('looked up'));
    expect(await foreignAddress(host, never, fails)).toEqual({ kind: 'PRIVATE' });
  });
});
