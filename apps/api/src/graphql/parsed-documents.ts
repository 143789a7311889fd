import type { DocumentNode } from 'graphql';
import { HotStore, type Keepable } from '#delivery';

/** For each endpoint: some six hundred operations of a console or an app, of which there are a few dozen. */
const BOUNDS = { entriesMax: 2_000, bytesMax: 16 * 1024 * 1024 } as const;
/** What a parsed operation takes in memory for each character of its text, with the tokens that its places point to; measured. */
const BYTES_A_CHARACTER = 100;

class ParsedDocument implements Keepable {
  wasAsked = false;
  readonly sizeBytes: number;

  constructor(readonly document: DocumentNode) {
    this.sizeBytes = BYTES_A_CHARACTER * (document.loc?.end ?? 0) + 500;
  }

  forget(): void {
    // Nobody else holds it.
  }
}

/**
 * Operations that were parsed and found valid, for Apollo. By itself it keeps 30 MB of them by the length of their JSON, which is
 * four times as much in memory, for each endpoint: whoever sends ever new operations could fill that.
 */
export class ParsedDocuments {
  private readonly kept = new HotStore<ParsedDocument>(BOUNDS);

  get sizeBytes(): number {
    return this.kept.sizeBytes;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.kept.get(key)?.document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.kept.set(key, new ParsedDocument(document));
  }

  async delete(key: string): Promise<void> {
    this.kept.delete(key);
  }
}
