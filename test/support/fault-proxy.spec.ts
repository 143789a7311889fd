import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Draws } from './draws.js';
import { FaultProxy } from './fault-proxy.js';
import { CLEAR_LINK, drawFaults, FAULT_KINDS, stepsOf } from './fault-schedule.js';
import { until } from './until.js';

/** Timers may fire a little before the millisecond that was asked for. */
const EARLY_MS = 2;

describe('a link with faults', () => {
  let server: Server;
  let proxy: FaultProxy;
  let accepted: Socket[];
  let clients: Client[];
  beforeEach(async () => {
    [accepted, clients] = [[], []];
    server = createServer({ allowHalfOpen: true }, (socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await FaultProxy.start({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  });
  afterEach(async () => {
    for (const client of clients) client.socket.destroy();
    proxy.close();
    for (const socket of accepted) socket.destroy();
    server.close();
  });

  /** A client of the echo server, and all that it has seen. */
  class Client {
    readonly socket: Socket;
    text = '';
    isEnded = false;
    error: string | null = null;

    constructor() {
      this.socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
      this.socket.on('data', (piece) => (this.text += String(piece)));
      this.socket.on('end', () => (this.isEnded = true));
      this.socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code ?? 'unknown'));
      clients.push(this);
    }

    async echo(text: string): Promise<void> {
      const wanted = this.text + text;
      this.socket.write(text);
      await until(`the echo of ${text.length} characters`, () => this.text === wanted || this.error !== null);
      expect([this.text.length, this.error]).toEqual([wanted.length, null]);
    }
  }

  it('that is clear hands on every byte in order, and the ends of both ways', async () => {
    const client = new Client();
    await client.echo('a'.repeat(3_000_000));
    await client.echo('z');
    client.socket.end();
    await until('the end comes back', () => client.isEnded);
    await until('the link is gone', () => proxy.connections === 0);
    expect(client.error).toBeNull();
  });

  it('that is late takes the latency on each way, and lets nothing overtake', async () => {
    const client = new Client();
    await client.echo('warm');
    await proxy.set({ latencyMs: 40, jitterMs: 30 });
    const begin = performance.now();
    await client.echo('0123456789'.repeat(20));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(80 - 2 * EARLY_MS);
  });

  it('that is narrow takes the time that its bytes need', async () => {
    await proxy.set({ bytesPerSecond: 100_000 });
    const client = new Client();
    const begin = performance.now();
    await client.echo('n'.repeat(20_000));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(200 - EARLY_MS);
  });

  it('that is cut ends every connection in order, and takes new ones', async () => {
    const client = new Client();
    await client.echo('here');
    proxy.cut();
    await until('the end', () => client.isEnded);
    expect([client.error, proxy.connections]).toEqual([null, 0]);
    await new Client().echo('again');
  });

  it('that is reset ends every connection with an RST, on the side of the server too', async () => {
    const client = new Client();
    await client.echo('here');
    const failed = once(accepted[0]!, 'error');
    proxy.reset();
    await until('the reset', () => client.error !== null);
    expect([client.error, ((await failed) as NodeJS.ErrnoException[])[0]!.code]).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('that is half open accepts and never answers; what was held arrives when it heals', async () => {
    const old = new Client();
    await old.echo('before ');
    await proxy.set({ held: 'both' });
    const young = new Client();
    await once(young.socket, 'connect');
    for (const client of [old, young]) client.socket.write('held');
    await until('both are accepted', () => proxy.connections === 2);
    expect([old.text, young.text, accepted.length]).toEqual(['before ', '', 1]);
    await proxy.heal();
    await until('it arrives', () => old.text === 'before held' && young.text === 'held');
  });

  it('that is half open does not tell that the server has died', async () => {
    const client = new Client();
    await client.echo('here');
    await proxy.set({ held: 'both' });
    accepted[0]!.destroy();
    await once(accepted[0]!, 'close');
    client.socket.write('anybody?');
    // What is not to come had the time of a round trip on another way.
    const other = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    other.write('other');
    await once(other, 'data');
    other.destroy();
    expect([client.isEnded, client.error, client.text]).toEqual([false, null, 'here']);
    await proxy.heal();
    await until('it is told', () => client.isEnded || client.error !== null);
  });

  it.each(['to-server', 'to-client'] as const)('that is held %s lets the other way through', async (held) => {
    const client = new Client();
    await client.echo('here');
    await proxy.set({ held });
    const heard: string[] = [];
    accepted[0]!.on('data', (piece: Buffer) => void heard.push(String(piece)));
    client.socket.write(' up');
    accepted[0]!.write(' down');
    await until('one way', () => (held === 'to-server' ? client.text === 'here down' : heard.join('') === ' up'));
    expect(held === 'to-server' ? heard : client.text).toEqual(held === 'to-server' ? [] : 'here');
    await proxy.heal();
    await until('the other way', () => heard.join('') === ' up' && client.text.length === 'here down up'.length);
  });

  it('that refuses takes no new connection, keeps the open ones, and has the same port after', async () => {
    const client = new Client();
    await client.echo('here');
    const { port } = proxy;
    await proxy.set({ isRefusing: true });
    const refused = new Client();
    await until('it is refused', () => refused.error !== null);
    expect(refused.error).toBe('ECONNREFUSED');
    await client.echo('still');
    await proxy.heal();
    expect(proxy.port).toBe(port);
    await new Client().echo('back');
  });

  it('whose server is gone resets who connects', async () => {
    server.close();
    const client = new Client();
    await until('the reset', () => client.error !== null);
    expect(client.error).toBe('ECONNRESET');
  });

  it('plays a schedule to its end, and is clear then', async () => {
    const faults = drawFaults(new Draws(3), { durationMs: 400, quietMs: 20, faultMs: 40, kinds: FAULT_KINDS });
    const steps: number[] = [];
    await proxy.play(faults, { onStep: (atMs) => void steps.push(atMs) });
    expect(steps).toEqual(stepsOf(faults).map(({ atMs }) => atMs));
    await new Client().echo('clear');
  });
});

describe('a schedule of faults', () => {
  const plan = { durationMs: 60_000, quietMs: 500, faultMs: 1_000, kinds: FAULT_KINDS };
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);

  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number) => JSON.stringify(drawFaults(new Draws(seed), plan));
    expect(of(1)).toBe(of(1));
    expect(new Set(seeds.map(of)).size).toBe(seeds.length);
  });

  it('has every kind, none over another, and is over in time with a clear link', () => {
    for (const seed of seeds) {
      const faults = drawFaults(new Draws(seed), plan);
      for (const [i, fault] of faults.entries())
        expect(fault.atMs + fault.forMs).toBeLessThan(faults[i + 1]?.atMs ?? plan.durationMs);
      const steps = stepsOf(faults);
      const times = steps.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(steps.at(-1)).toMatchObject({ ending: null, conditions: CLEAR_LINK });
    }
    const kinds = new Set(seeds.flatMap((seed) => drawFaults(new Draws(seed), plan).map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual([...FAULT_KINDS].toSorted());
  });
});
