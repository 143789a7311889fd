import { deflateSync, gzipSync } from 'node:zlib';

/** What one hostile request is, to the byte; `PUBLIC` and `MANAGED` stand for the two paths. */
export interface Probe {
  readonly name: string;
  readonly bytes: Buffer;
}

const JSON_TYPE = 'content-type: application/json';
const HELP = '{"query":"{ help { emergency } }"}';

/** A request of lines; the last of the parts is its body. @param lines of the head, the host's aside */
function request(name: string, lines: readonly string[], body: string | Buffer = ''): Probe {
  const [first, ...others] = lines;
  const head = [first, 'host: marquee.test', ...others, '', ''].join('\r\n');
  return { name, bytes: Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]) };
}

/** A POST with the length that it has. */
function post(name: string, body: string | Buffer, lines: readonly string[] = [JSON_TYPE], path = '/graphql'): Probe {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return request(name, [`POST ${path} HTTP/1.1`, length, ...lines], body);
}

const exact = (name: string, text: string): Probe => ({ name, bytes: Buffer.from(text, 'latin1') });
const operation = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** Two readings of where a request ends: if the second of them won, what follows would be a request of somebody else's. */
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nhost: marquee.test\r\n\r\n';
export const SMUGGLING: readonly Probe[] = [
  request(
    'two lengths',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'content-length: 4', 'content-length: 50'],
    `{}  ${SMUGGLED}`,
  ),
  request(
    'two lengths in one header',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'content-length: 4, 50'],
    `{}  ${SMUGGLED}`,
  ),
  request('a length with a sign', ['POST /graphql HTTP/1.1', JSON_TYPE, 'content-length: +4'], `{}  ${SMUGGLED}`),
  request(
    'a length and chunks',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'content-length: 4', 'transfer-encoding: chunked'],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  request(
    'chunks and a length',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: chunked', 'content-length: 4'],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  request(
    'chunks that are not the last coding',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: chunked, identity'],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  request(
    'chunks with a space before the colon',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding : chunked'],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  request(
    'a coding that is none',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: xchunked'],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  request(
    'a chunk that never ends',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: chunked'],
    `fffffffffffffffff\r\n${SMUGGLED}`,
  ),
  request(
    'a chunk with a length in words',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: chunked'],
    `0x4\r\n{}  \r\n0\r\n\r\n${SMUGGLED}`,
  ),
  exact('lines without a carriage return', `GET /health/live HTTP/1.1\nhost: marquee.test\n\n${SMUGGLED}`),
  exact('one line without a carriage return', `GET /health/live HTTP/1.1\r\nhost: marquee.test\nx: y\r\n\r\n`),
  exact('a carriage return in a header', `GET /health/live HTTP/1.1\r\nhost: marquee.test\r\nx: a\rb\r\n\r\n`),
  exact(
    'a body that a GET says nothing of',
    `GET /missing HTTP/1.1\r\nhost: marquee.test\r\nconnection: close\r\n\r\n`,
  ),
];

/** No HTTP, or none that is answered. */
export const HEADS: readonly Probe[] = [
  exact('another protocol', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'),
  exact('the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'),
  exact('the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  exact('a method that is none', 'HACK /graphql HTTP/1.1\r\nhost: x\r\n\r\n'),
  exact('a version that is none', 'GET /graphql HTTP/9.9\r\nhost: x\r\n\r\n'),
  exact('no host', 'GET /graphql HTTP/1.1\r\nconnection: close\r\n\r\n'),
  exact('a NUL in a header', 'GET /graphql HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n'),
  exact('a NUL in the path', 'GET /graph\0ql HTTP/1.1\r\nhost: x\r\n\r\n'),
  exact('a space in the name of a header', 'GET /graphql HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n'),
  exact('a header of 40 kB', `GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
  exact(
    'three thousand headers',
    `GET /graphql HTTP/1.1\r\nhost: x\r\n${times(3_000, (i) => `x${i}: y\r\n`).replaceAll(' x', 'x')}\r\n`,
  ),
  exact('a path of 40 kB', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`),
  request('a path that cannot be decoded', ['GET /%E0%A4%A HTTP/1.1']),
  request('TRACE', ['TRACE /graphql HTTP/1.1']),
  request('an expectation that is none', ['GET /graphql HTTP/1.1', 'expect: the-unexpected']),
  request('a WebSocket', [
    'GET /graphql HTTP/1.1',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
    'sec-websocket-protocol: graphql-transport-ws',
  ]),
  request('a WebSocket of management', [
    'GET /manage/graphql HTTP/1.1',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]),
  post('server-sent events', HELP, [JSON_TYPE, 'accept: text/event-stream']),
  post('server-sent events of management', HELP, [JSON_TYPE, 'accept: text/event-stream'], '/manage/graphql'),
  request('server-sent events by a link', [
    'GET /graphql?query=%7B__typename%7D HTTP/1.1',
    'accept: text/event-stream',
  ]),
];

/** Small on the wire, large when unpacked. */
const zeros = Buffer.alloc(50_000_000);
const deepList = (depth: number) =>
  `{"query": "{ __typename }", "variables": {"a": ${'['.repeat(depth)}${']'.repeat(depth)}}}`;
const wide = (value: string, count: number) => `[${`${value},`.repeat(count)}${value}]`;
const manyNames = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}a":0`).join()}}`;

export const BODIES: readonly Probe[] = [
  post('50 MB in gzip', gzipSync(zeros), [JSON_TYPE, 'content-encoding: gzip']),
  post('50 MB in deflate', deflateSync(zeros), [JSON_TYPE, 'content-encoding: deflate']),
  post('gzip of an operation', gzipSync(HELP), [JSON_TYPE, 'content-encoding: gzip']),
  post('UTF-16', Buffer.from(HELP, 'utf16le'), ['content-type: application/json; charset=utf-16le']),
  post('a form', 'query=%7B__typename%7D', ['content-type: application/x-www-form-urlencoded']),
  post('parts', '--x\r\n\r\n{}\r\n--x--', ['content-type: multipart/form-data; boundary=x']),
  post('a type that is none', HELP, ['content-type: ;;;']),
  post('no type', HELP, []),
  post('2 MB', operation(`# ${'x'.repeat(2_000_000)}`)),
  post('2 MB for management', operation(`# ${'x'.repeat(2_000_000)}`), [JSON_TYPE], '/manage/graphql'),
  // Of these nothing is sent but what is in the heads.
  request('a body that is too large, told in the head', ['POST /graphql HTTP/1.1', JSON_TYPE, 'content-length: 65537']),
  request('a body that is too large for management, told in the head', [
    'POST /manage/graphql HTTP/1.1',
    JSON_TYPE,
    'content-length: 1048577',
  ]),
  request(
    'a body that is too large, in chunks',
    ['POST /graphql HTTP/1.1', JSON_TYPE, 'transfer-encoding: chunked'],
    `10001\r\n${' '.repeat(65_537)}\r\n`,
  ),
  post('no JSON', '{"query": '),
  post('a NUL alone', '\0'),
  post('bytes that are no text', Buffer.from([0xff, 0xfe, 0xc0, 0xaf])),
  post('a batch', `[${HELP},${HELP}]`),
  post('a batch of management', `[${HELP}]`, [JSON_TYPE], '/manage/graphql'),
  post('the prototype as a field', `{"__proto__": {"polluted": true}, "query": "{ __typename }"}`),
  post('the prototype as a variable', `{"query": "{ __typename }", "variables": {"__proto__": {"polluted": true}}}`),
  post(
    'a constructor with a prototype',
    `{"query": "{ __typename }", "variables": {"constructor": {"prototype": {"polluted": true}}}}`,
  ),
  post('an operation named constructor', operation('{ __typename }', { operationName: 'constructor' })),
  post('an operation named __proto__', operation('{ __typename }', { operationName: '__proto__' })),
  post('arrays in one another', deepList(200_000)),
  post('arrays in one another, as many as fit', deepList(32_000)),
  post('arrays in one another for management', deepList(500_000), [JSON_TYPE], '/manage/graphql'),
  post('arrays that never end for management', '['.repeat(1_000_000), [JSON_TYPE], '/manage/graphql'),
  post('a list of empty lists for management', wide('[]', 300_000), [JSON_TYPE], '/manage/graphql'),
  post('as many values as management reads', wide('0', 199_000), [JSON_TYPE], '/manage/graphql'),
  post(
    'names of a prototype and many lists',
    `{"constructor": ${wide('[]', 99_000)}, "__proto__": {}}`,
    [JSON_TYPE],
    '/manage/graphql',
  ),
  post('fields of many names', manyNames(95_000), [JSON_TYPE], '/manage/graphql'),
  post('selections in one another', operation(`${'{ a '.repeat(5_000)}${'}'.repeat(5_000)}`)),
  post('values in one another', operation(`{ a(b: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`)),
  post('ten thousand aliases', operation(`{ ${times(2_000, (i) => `a${i}: __typename`)} }`)),
  post('a field a thousand times', operation(`{ ${times(900, () => '__typename')} }`)),
  post(
    'fragments that double',
    operation(
      `{ ...F0 } ${times(25, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F25 on Query { help { emergency } a: help { emergency } b: __typename c: __typename }`,
    ),
  ),
  post(
    'a NUL and half a pair in the text of an operation',
    `{"query": "{ help(viewer: {locale: \\"\\\\ud800\\"}) { nothing\\u0000 } }"}`,
  ),
  request('a link with half a pair', ['GET /graphql?query=%7B%20%ED%A0%80%00 HTTP/1.1']),
  request('variables in a link that are no object', [
    'GET /graphql?query=%7B__typename%7D&variables=%5B1%5D&extensions=1 HTTP/1.1',
  ]),
  request('a mutation in a link', ['GET /graphql?query=mutation%7B__typename%7D HTTP/1.1']),
];

/** Of the one path, however it is spelled. */
export const SPELLINGS: readonly string[] = [
  '/graphql',
  '/graphql#x',
  '/graphql?x#y',
  '/%67raphql',
  '/graph%71l#x',
  'http://marquee.test/graphql',
  'https://other.example/graphql#x',
  'HTTP://marquee.test/graphql',
  'http://a?b/graphql',
  '/graphql/',
  '//graphql',
  '/./graphql',
  '/x/../graphql',
  '/graphql;x',
  '/graphql%00',
  '/GRAPHQL',
  '/graphql%23',
  '/graphql%3F',
  '*',
];
