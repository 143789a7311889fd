import { createHash } from 'node:crypto';

/** A word that stands nowhere else, for everything that a viewer can put a word into. */
export const WORD = 'mark7f3a9c2e';
export const ADDRESS = '203.0.113.77';
export const ADDRESS_6 = '2001:db8:7f3a::77';
export const BATCH_ID = '3f2a8c1e-90ab-4cde-8f01-7f3a9c2e0001';

/** What an app may say of a viewer. */
export const VIEWER = {
  region: 'BV',
  subdivision: 'BV-7F3',
  locale: 'qya-Latn-BV',
  // Another name of Asia/Makassar: those that zones go by here stand in windows, whoever asks.
  timeZone: 'Asia/Ujung_Pandang',
  platform: 'WEB',
  appVersion: '7.3091.9172',
} as const;

/** What browsers, proxies and networks add to it. */
export const HEADERS: Readonly<Record<string, string>> = {
  'user-agent': `agent ${WORD}`,
  'x-forwarded-for': `${ADDRESS}, ${ADDRESS_6}`,
  'x-real-ip': ADDRESS,
  'cf-connecting-ip': ADDRESS,
  forwarded: `for=${ADDRESS};host=${WORD}.example`,
  cookie: `id=${WORD}`,
  referer: `https://${WORD}.example/`,
  'accept-language': `x-${WORD}`,
  'if-none-match': `"${WORD}"`,
  'x-request-id': WORD,
  traceparent: '00-7f3a9c2e7f3a9c2e7f3a9c2e7f3a9c2e-7f3a9c2e7f3a9c2e-01',
  'x-device-id': WORD,
};

const MARKS: readonly string[] = [
  WORD,
  ADDRESS,
  ADDRESS_6,
  VIEWER.subdivision,
  VIEWER.locale,
  VIEWER.timeZone,
  VIEWER.appVersion,
  '7f3a9c2e7f3a9c2e',
];

/** Too short to be looked for among bytes that are by chance; as a word of its own in texts. */
const REGION = /(?<![\w+/=-])BV(?![\w+/=-])/;

/** A mark as it is, in the forms that a table or a log may give it, and hashed, which for an address hides nothing. */
function formsOf(mark: string): string[] {
  const bytes = Buffer.from(mark);
  const hashes = ['sha256', 'sha1', 'md5'].flatMap((name) => {
    const hash = createHash(name).update(mark);
    return [hash.copy().digest('hex'), hash.digest('base64url')];
  });
  // Base64 of a text that something else stands before begins at one of three places; what depends on the neighbours is left out.
  const encoded = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 4) / 3));
  });
  return [mark, mark.toUpperCase(), encodeURIComponent(mark), bytes.toString('hex'), ...encoded, ...hashes];
}

/** Of a batch its hash is kept for some days, so that it counts once; a batch is nobody, and its id is good for nothing else. */
const FORMS = [...new Set([...MARKS.flatMap(formsOf), BATCH_ID, BATCH_ID.replaceAll('-', '')])];

/** Which marks stand in some bytes, each with what stands around it. */
export function marksIn(bytes: Buffer, what: 'TEXT' | 'BYTES'): string[] {
  const found = FORMS.flatMap((form) => {
    const at = bytes.indexOf(form, 'latin1');
    return at === -1 ? [] : [around(bytes, at, form.length)];
  });
  const region = what === 'TEXT' ? REGION.exec(bytes.toString('latin1')) : null;
  return region === null ? found : [...found, around(bytes, region.index, 2)];
}

function around(bytes: Buffer, at: number, length: number): string {
  return bytes.subarray(Math.max(0, at - 60), at + length + 20).toString('latin1');
}
