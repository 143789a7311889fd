import { getOperationAST, type DocumentNode, type GraphQLSchema } from 'graphql';
import { HotStore, type Keepable } from '#delivery';
import { DELIVERY_LIMITS, faultsOf, parseWithin } from '../../graphql/limits/operation-limits.js';
import { FrontOperation } from './front-operation.js';

const BOUNDS = { entriesMax: 1_000, bytesMax: 64 * 1024 * 1024 } as const;

/** An operation that the front leaves to Apollo, remembered so that it is not looked at twice. */
class Declined implements Keepable {
  wasAsked = false;

  constructor(readonly sizeBytes: number) {}

  forget(): void {
    // There is nothing in it.
  }
}

/** Operations by their text and name: each parsed, validated by the rules of the endpoint, and compiled once. */
export class FrontOperations {
  private readonly known = new HotStore<FrontOperation | Declined>(BOUNDS);

  constructor(private readonly schema: GraphQLSchema) {}

  /** @returns null: not for the front; Apollo answers it, or says what is wrong with it */
  operation(text: string, name: string | null): FrontOperation | null {
    const key = `${name ?? ''}\n${text}`;
    const known = this.known.get(key);
    if (known !== undefined) return known instanceof Declined ? null : known;
    const prepared = this.prepare(text, name);
    this.known.set(key, prepared ?? new Declined(key.length + 200));
    return prepared;
  }

  private prepare(text: string, name: string | null): FrontOperation | null {
    const document = this.validDocument(text);
    const operation = document && getOperationAST(document, name);
    return document && operation ? FrontOperation.prepare(this.schema, document, operation) : null;
  }

  private validDocument(text: string): DocumentNode | null {
    try {
      const document = parseWithin(text, DELIVERY_LIMITS);
      return faultsOf(this.schema, document, DELIVERY_LIMITS).length === 0 ? document : null;
    } catch {
      // A syntax error; or a stack that was not deep enough for what somebody nested.
      return null;
    }
  }
}
