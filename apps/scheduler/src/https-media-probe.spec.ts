import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { headAt, HttpsMediaProbe } from './https-media-probe.js';

const FILE = 'https://media.example.org/film.mp4';

describe('the probe of media', () => {
  let asked: string[];
  let addresses: readonly string[];
  let answer: () => Promise<number>;
  const probe = (hosts: readonly string[] = ['media.example.org']) =>
    new HttpsMediaProbe({
      hosts,
      addressesOf: () => Promise.resolve(addresses),
      head: (url, address) => {
        asked.push(`${url.href} at ${address}`);
        return answer();
      },
    });
  beforeEach(() => {
    asked = [];
    addresses = ['93.184.215.14'];
    answer = () => Promise.resolve(200);
  });

  it('asks at the address that was looked up', async () => {
    expect(await probe().probe(FILE)).toBe('REACHABLE');
    expect(asked).toEqual([`${FILE} at 93.184.215.14`]);
  });

  it.each([
    [200, 'REACHABLE'],
    [206, 'REACHABLE'],
    [302, 'REACHABLE'],
    [404, 'UNREACHABLE'],
    [403, 'UNREACHABLE'],
    [405, 'REACHABLE'],
    [500, 'UNREACHABLE'],
  ])('takes the status %i for %s', async (status, expected) => {
    answer = () => Promise.resolve(status);
    expect(await probe().probe(FILE)).toBe(expected);
  });

  it('takes no answer, and a host without an address, for unreachable', async () => {
    answer = () => Promise.reject(new Error('connection refused'));
    expect(await probe().probe(FILE)).toBe('UNREACHABLE');
    addresses = [];
    expect(await probe().probe(FILE)).toBe('UNREACHABLE');
  });

  it.each([
    'http://media.example.org/film.mp4',
    'https://media.example.org:8443/film.mp4',
    'https://user:secret@media.example.org/film.mp4',
    'https://other.example.org/film.mp4',
    'https://sub.media.example.org/film.mp4',
    'https://media.example.org.evil.example/film.mp4',
    'https://93.184.215.14/film.mp4',
    'https://[2606:4700::1]/film.mp4',
    'nonsense',
  ])('does not ask %s', async (url) => {
    expect(await probe(['media.example.org', '93.184.215.14']).probe(url)).toBe('NOT_ASKED');
    expect(asked).toEqual([]);
  });

  it('asks nobody where no host is named', async () => {
    expect(await probe([]).probe(FILE)).toBe('NOT_ASKED');
  });

  it('does not ask a host of which one address is not public', async () => {
    addresses = ['93.184.215.14', '10.0.0.1'];
    expect(await probe().probe(FILE)).toBe('NOT_ASKED');
    expect(asked).toEqual([]);
  });

  it('gives up what is under way when it is stopped, without calling it unreachable', async () => {
    const one = new HttpsMediaProbe({
      hosts: ['media.example.org'],
      addressesOf: () => new Promise(() => undefined),
    });
    const waiting = one.probe(FILE);
    one.stop();
    expect(await waiting).toBe('NOT_ASKED');
    expect(await one.probe(FILE)).toBe('NOT_ASKED');
  });
});

describe('a question for a file', () => {
  it('goes to the address it was given and asks for the name, though that name has no address', async () => {
    let hello = '';
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (bytes) => {
        hello = bytes.toString('latin1');
        socket.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = new URL(`https://media.invalid:${port}/film.mp4`);
    await expect(headAt(url, '127.0.0.1', AbortSignal.timeout(4_000))).rejects.toThrow();
    expect(hello).toContain('media.invalid');
    server.close();
    await once(server, 'close');
  });

  it('is given up when its time is over', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const giveUp = new AbortController();
    const asking = headAt(new URL(`https://media.invalid:${port}/`), '127.0.0.1', giveUp.signal);
    await once(server, 'connection');
    giveUp.abort();
    await expect(asking).rejects.toThrow('aborted');
    server.close();
    await once(server, 'close');
  });
});
