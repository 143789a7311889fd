import { openStage, type Stage } from '../support/delivery-stage.js';
import { heldMb } from '../support/held-memory.js';
import { getRequest, RawConnection } from '../support/raw-http.js';

/** Each takes some 17 kB while it is kept; the store has room for fewer than a thousand. */
const OPERATIONS = 5_000;
const HELD_MB_MAX = 45;

describe('whoever sends ever new operations', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.api.refresh();
  });
  afterAll(() => stage.close());

  it('makes a process keep none that was pushed out, and the first of them is answered again over the same connection', async () => {
    const connection = await RawConnection.open(stage.api.url);
    const answered = async (number: number) => {
      const query = `{ help { emergency } n${number}: __typename }`;
      connection.write(getRequest(`/graphql?${new URLSearchParams({ query }).toString()}`));
      const { body } = await connection.response();
      return JSON.parse(body.toString()) as unknown;
    };
    const before = await answered(0);
    expect(before).toEqual({ data: { help: { emergency: expect.any(String) as string }, n0: 'Query' } });
    const memory = heldMb();
    for (let number = 1; number <= OPERATIONS; number += 1) await answered(number);
    expect(heldMb() - memory).toBeLessThan(HELD_MB_MAX);
    expect(await answered(0)).toEqual(before);
    connection.destroy();
  });
});
