import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublicAddress, OutboundGuard, OutboundRefusal } from './outbound-guard.js';

const guard = new OutboundGuard();
const refused = (url: string, by = guard) => expect(by.request(url)).rejects.toThrow(OutboundRefusal);

/** Forms under which an address of a network of one's own was let through elsewhere. */
const HOSTS =
  `127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 127.0.0.1. 127.127.127.127
  ①②⑦.0.0.1 127。0。0。1 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 169.254.169.254 169.254.0.1
  0xa9fea9fe 2852039166 0251.0376.0251.0376 100.64.0.1 100.127.255.254 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
  224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:a9fe:a9fe]
  [::ffff:169.254.169.254] [0:0:0:0:0:ffff:10.0.0.1] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1] [64:ff9b::127.0.0.1]
  [64:ff9b::a9fe:a9fe] [64:ff9b:1::1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2001:0:7f00:1::1] [2001:db8::1] [fe80::1] [febf::1]
  [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [100::1] [2001:20::1] [2001:10::1]`.split(/\s+/);

describe('the guard before URLs that others give', () => {
  it.each(HOSTS)('https://%s is not asked', (host) => refused(`https://${host}/`));

  it.each([
    'http://example.org/',
    'https://example.org:8443/',
    'https://user@example.org/',
    ['https://a:b', 'example.org/'].join('@'),
    'ftp://example.org/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'unix:/run/x.sock',
    'data:text/plain,x',
    'javascript:1',
    '//example.org',
    'example.org',
    '',
    'https://',
    'https:///',
    'https://[::1',
    'https://exa mple.org',
  ])('%p is not asked', (url) => refused(url));

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is of the public Internet', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each(['', 'x', '127.0.0.1%lo', 'fe80::1%eth0', '1.2.3'])('%p is not', (address) =>
    expect(isPublicAddress(address)).toBe(false),
  );

  it.each<[string, LookupAddress[]]>([
    ['one inside a network', [{ address: '10.1.2.3', family: 4 }]],
    [
      'one of each',
      [
        { address: '8.8.8.8', family: 4 },
        { address: '::1', family: 6 },
      ],
    ],
    ['a mapped one', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['none', []],
  ])('a name that resolves to %s is not connected to', (_, addresses) =>
    refused(
      'https://partner.example/',
      new OutboundGuard({ privateAllowed: false, lookup: (_host, _o, then) => then(null, addresses) }),
    ),
  );

  it('looks at the very addresses that the socket goes to, each time', async () => {
    const answers = ['8.8.8.8', '127.0.0.1'];
    const rebinding = new OutboundGuard({
      privateAllowed: false,
      lookup: (_host, _options, then) => then(null, [{ address: answers.shift()!, family: 4 }]),
    });
    const resolve = () =>
      new Promise((done) =>
        rebinding.lookup()('partner.example', { all: true }, (error, found) => done(error ?? found)),
      );
    expect(await resolve()).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await resolve()).toBeInstanceOf(OutboundRefusal);
  });

  describe('with a server', () => {
    let server: Server | null = null;
    let asked = 0;
    const serve = async (listener: RequestListener) => {
      asked = 0;
      server = createServer((request, response) => {
        asked += 1;
        listener(request, response);
      });
      await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
      return `http://localhost:${(server.address() as AddressInfo).port}`;
    };
    afterEach(async () => {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    });
    const own = new OutboundGuard({
      privateAllowed: true,
      lookup: (_host, _options, then) => then(null, [{ address: '127.0.0.1', family: 4 }]),
    });

    it('the operator may allow their own network', async () => {
      const url = await serve((_, response) => response.end('here'));
      const { status, body } = await own.request(url);
      expect([status, String(body)]).toEqual([200, 'here']);
    });

    it('a redirect is not followed', async () => {
      const url = await serve((_, response) => response.writeHead(302, { location: '/inside' }).end());
      await expect(own.request(url)).rejects.toThrow('redirects (302)');
      expect(asked).toBe(1);
    });

    it('a body without end is left', async () => {
      const url = await serve((_, response) => {
        const more = () => response.destroyed || response.write(Buffer.alloc(65_536), more);
        more();
      });
      await expect(own.request(url, { bytesMax: 100_000 })).rejects.toThrow('more than 100000 bytes');
    });

    it('a server that says nothing is left', async () => {
      const url = await serve(() => undefined);
      await expect(own.request(url, { timeoutMs: 30 })).rejects.toThrow('within 30 ms');
    });
  });
});
