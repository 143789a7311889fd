import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { Draws } from '../../support/draws.js';
import { writeOperation, type Writing, type WrittenOperation } from '../operation-writer.js';
import { CURSORS, SPLINTERS, TEXTS, VALUES, WRONG } from './hostile-values.js';

/** Who asks, and what there is to be asked about. */
export interface FuzzCast {
  /** By the name of who has it. */
  readonly keys: Readonly<Record<string, string>>;
  /** Of things that exist, by the names of arguments. */
  readonly ids: Readonly<Record<string, string>>;
}

/** One request, and what it is about. */
export interface FuzzRequest {
  readonly index: number;
  readonly isPublic: boolean;
  /** Null: nobody that is known. */
  readonly by: string | null;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FuzzAnswer {
  readonly status: number;
  readonly text: string;
}

const LEAK = /node_modules|\bat [\w.<>]+ \(|\.ts:\d|\bSELECT\b.*\bFROM\b|PrismaClient|\/libs\/|postgres(ql)?:\/\//;
const BUG = /"code":"(INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE)"/;
/** Odd, so that neighbours draw nothing alike. */
const STRIDE = 0x9e37_79b1;
const SHOWN_CHARS = 700;

/** Writes operations over both schemas, most of them valid by type and hostile by value, and judges what comes back. */
export class Fuzzer {
  private readonly management = schemaOf('management');
  private readonly delivery = schemaOf('delivery');

  constructor(
    private readonly seed: number,
    private readonly cast: FuzzCast,
  ) {}

  /** The same for the same seed and index, but for the ids and keys of the cast. */
  request(index: number): FuzzRequest {
    const draws = new Draws(this.seed + Math.imul(index + 1, STRIDE));
    const isPublic = draws.below(100) < 25;
    const written = this.written(draws, isPublic);
    const query = draws.below(100) < 8 ? broken(written.query, draws) : written.query;
    const fields = { query, variables: written.variables, ...extras(draws) };
    const by = isPublic || draws.below(100) < 2 ? null : draws.from(Object.keys(this.cast.keys));
    const path = isPublic ? '/graphql' : '/manage/graphql';
    const headers = {
      ...(by !== null && { authorization: `Bearer ${this.cast.keys[by]}` }),
      'apollo-require-preflight': 'true',
    };
    const shared = { index, isPublic, by };
    const search = `?${new URLSearchParams({ query, variables: JSON.stringify(written.variables) }).toString()}`;
    if (draws.below(100) < 10 && search.length < 8_000)
      return { ...shared, method: 'GET', path: `${path}${search}`, headers, body: '' };
    const whole = JSON.stringify(fields);
    const body = draws.below(100) < 2 ? broken(whole, draws) : whole;
    return { ...shared, method: 'POST', path, headers: { ...headers, 'content-type': 'application/json' }, body };
  }

  /** What is wrong with an answer; null: nothing is. */
  fault(request: FuzzRequest, { status, text }: FuzzAnswer): string | null {
    const wrong = wrongWith(request, status, text);
    if (wrong === null) return null;
    const asked = `${request.method} ${request.path.slice(0, SHOWN_CHARS)} ${request.body.slice(0, SHOWN_CHARS)}`;
    return `operation ${request.index} by ${request.by}: ${wrong}: ${status} ${text.slice(0, SHOWN_CHARS)} of ${asked}`;
  }

  private written(draws: Draws, isPublic: boolean): WrittenOperation {
    const schema = isPublic ? this.delivery : this.management;
    const root = !isPublic && draws.below(100) < 60 ? schema.getMutationType()! : schema.getQueryType()!;
    return writeOperation(root, draws.from(Object.keys(root.getFields())), this.writing(draws));
  }

  private writing(draws: Draws): Writing {
    const chance = (percent: number) => draws.below(100) < percent;
    const everyId = Object.values(this.cast.ids);
    return {
      scalar: (type, name) => {
        if (chance(3)) return draws.from(WRONG);
        if (type === 'ID' && chance(70))
          return chance(80) ? (this.cast.ids[name] ?? draws.from(everyId)) : draws.from(everyId);
        return name === 'after' && chance(80) ? draws.from(CURSORS) : draws.from(VALUES[type] ?? TEXTS);
      },
      oneOf: (values) => (chance(2) ? 'NOTHING' : draws.from(values)),
      hasOptional: () => chance(50),
      itemsOf: () => draws.below(3),
      // Large ones are refused by their size, and reach nothing.
      asksFor: (name, depth) => name === 'refusals' || chance(depth <= 2 ? 40 : 15),
    };
  }
}

/** Fields of a request besides its text and variables. */
function extras(draws: Draws): object {
  const kind = draws.below(100);
  if (kind < 2) return { operationName: draws.from(TEXTS) };
  if (kind < 4) return { extensions: { persistedQuery: { version: 1, sha256Hash: draws.from(TEXTS) } } };
  if (kind < 5) return { variables: draws.from(WRONG) };
  return kind < 6 ? { documentId: draws.from(TEXTS) } : {};
}

/** Cut, or with something in it that does not belong there. */
function broken(text: string, draws: Draws): string {
  const at = draws.below(text.length + 1);
  const until = draws.below(3) === 0 ? at : Math.min(text.length, at + draws.below(12));
  return `${text.slice(0, at)}${draws.below(2) === 0 ? draws.from(SPLINTERS) : ''}${text.slice(until)}`;
}

function wrongWith({ isPublic }: FuzzRequest, status: number, text: string): string | null {
  if (status >= 500 || status === 0) return 'a fault of ours';
  let answer: { readonly errors?: unknown; readonly extensions?: { readonly help?: unknown } };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    return 'no JSON';
  }
  if (answer.errors === undefined) return null;
  const errors = JSON.stringify(answer.errors);
  if (BUG.test(errors)) return 'a bug, masked';
  if (LEAK.test(errors)) return 'a leak';
  return isPublic && !answer.extensions?.help ? 'no help' : null;
}

function schemaOf(name: string): GraphQLSchema {
  return buildSchema(readFileSync(new URL(`../../../docs/${name}.graphql`, import.meta.url), 'utf8'));
}
