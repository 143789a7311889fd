/** The management API as the commands use it. */
export class BulkClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** @throws an error in words: not reached, not let in, or not understood */
  async ask<Data>(query: string, variables: object): Promise<Data> {
    const response = await fetch(`${this.url}/manage/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify({ query, variables }),
    }).catch((error: unknown) => {
      throw new BulkError(`${this.url} does not answer (${(error as Error).message}). Start it, or give --url.`);
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors !== undefined) throw new BulkError(errors.map(({ message }) => message).join(' '));
    return data!;
  }
}

/** What is said to whoever called, without a stack. */
export class BulkError extends Error {}

/** @throws BulkError with every reason */
export function refuseAll(refusals: readonly { message: string }[]): void {
  if (refusals.length > 0) throw new BulkError(refusals.map(({ message }) => message).join('\n'));
}
