/** How a body may travel, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const REMEMBERED_MAX = 200;
const remembered = new Map<string, readonly Encoding[]>();

/**
 * The encodings that a client takes, ours in the order of the client's weights, the smaller body first among equals; `identity` is
 * always the last resort, also of who forbids it and takes nothing else that we have.
 *
 * @param header `accept-encoding` as it came; undefined: the client said nothing, and gets identity
 */
export function acceptedEncodings(header: string | undefined): readonly Encoding[] {
  if (header === undefined || header === '') return ONLY_IDENTITY;
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const accepted = parsedEncodings(header);
  // Clients send a handful of values; whoever sends others is not remembered at the cost of them.
  if (remembered.size < REMEMBERED_MAX && header.length <= 100) remembered.set(header, accepted);
  return accepted;
}

const ONLY_IDENTITY: readonly Encoding[] = ['identity'];

function parsedEncodings(header: string): readonly Encoding[] {
  const weights = new Map<string, number>();
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
    if (name !== '') weights.set(name === 'x-gzip' ? 'gzip' : name, weightOf(parameters));
  }
  const any = weights.get('*');
  const weight = (encoding: Encoding) => weights.get(encoding) ?? any ?? (encoding === 'identity' ? LEAST : 0);
  const accepted = ENCODINGS.filter((encoding) => weight(encoding) > 0).sort((a, b) => weight(b) - weight(a));
  return accepted.length === 0 ? ONLY_IDENTITY : accepted;
}

/** Identity where nobody spoke of it: allowed, and behind whatever was asked for. */
const LEAST = 0.000_1;

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find((one) => /^q\s*=/.test(one));
  if (q === undefined) return 1;
  const value = q.slice(q.indexOf('=') + 1).trim();
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(value) ? Number(value) : 0;
}
