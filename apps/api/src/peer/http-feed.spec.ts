import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { packRows, ROWS_FORMAT, type PackedRows } from '#delivery';
import type { ProgrammeRows } from '#domain';
import { FEED_HEADERS, HttpFeed, type FeedPatience } from './http-feed.js';

const NEVER_MS = 150_000;
const PATIENT: FeedPatience = { headMs: NEVER_MS, pieceMs: NEVER_MS, bodyMs: NEVER_MS };
const ROWS: ProgrammeRows = {
  version: 7,
  commonVersion: 7,
  mark: 'mark',
  surfaces: [],
  runs: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  pauses: [],
  partners: [],
};

describe('another process that is asked for its programme', () => {
  let server: Server;
  let url: string;
  let packed: PackedRows;
  let answer: (response: ServerResponse, head: () => void) => void;
  beforeAll(async () => {
    packed = await packRows(ROWS);
    server = createServer((_, response) => {
      const { version, sha256 } = packed;
      const said = { format: ROWS_FORMAT, version, ageMs: 0, now: 0, denylistSerial: 0, sha256 };
      const headers = Object.entries(said).map(([name, value]) => [
        FEED_HEADERS[name as keyof typeof said],
        String(value),
      ]);
      answer(response, () => response.writeHead(200, Object.fromEntries(headers) as Record<string, string>));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const ask = (patience: Partial<FeedPatience>) =>
    new HttpFeed('token', { ...PATIENT, ...patience }).ask(url, null, 0, new AbortController().signal, null);

  it('is understood, in however many pieces it tells it', async () => {
    answer = (response, head) => {
      head();
      for (const byte of packed.body) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await ask({})).toMatchObject({ version: 7, rows: { version: 7, mark: 'mark' } });
  });

  it('is left when it does not begin', async () => {
    answer = () => undefined;
    await expect(ask({ headMs: 20 })).rejects.toThrow();
  });

  it('is left when it has begun and stands still, before its first piece or in the middle', async () => {
    answer = (response, head) => {
      head();
      response.flushHeaders();
    };
    await expect(ask({ pieceMs: 20 })).rejects.toThrow();
    answer = (response, head) => {
      head();
      response.write(packed.body.subarray(0, 10));
    };
    await expect(ask({ pieceMs: 20 })).rejects.toThrow();
  });

  it('is left when it goes on without end', async () => {
    answer = (response, head) => {
      head();
      const more = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(more));
    };
    await expect(ask({ bodyMs: 60 })).rejects.toThrow();
  });
});
