import { createLogger } from '#operations';
import { ContentStage } from '../../support/content-stage.js';
import { TenantHouse } from '../matrix/tenant-house.js';
import { castOf } from './fuzz-cast.js';
import { FuzzClient } from './fuzz-client.js';
import { Fuzzer } from './fuzzer.js';

const OPERATIONS = Number(process.env.MARQUEE_FUZZ_OPERATIONS ?? 2_000);
const SEED = Number(process.env.MARQUEE_FUZZ_SEED ?? 20_210_910);
const CONNECTIONS = 4;
const TIMEOUT_MS = 120_000 + OPERATIONS * 100;

/** Random operations over both schemas, most of them valid by type and hostile by value; the same again by its seed. `npm run security -- --fuzz 1000000` asks more. */
describe(`a fuzzer (${OPERATIONS} operations, seed ${SEED})`, () => {
  let stage: ContentStage;
  let client: FuzzClient;
  let fuzzer: Fuzzer;
  /** What the log has at its default level, besides what it says of each request. */
  const logged: string[] = [];
  beforeAll(async () => {
    const destination = { write: (line: string) => void logged.push(line) };
    stage = await ContentStage.open({ logger: createLogger({ name: 'fuzzed', level: 'warn', destination }) });
    const house = new TenantHouse(stage);
    await house.furnish();
    await stage.api.refresh();
    fuzzer = new Fuzzer(SEED, castOf(stage, house));
    client = new FuzzClient(stage.api.url, CONNECTIONS);
  });
  afterAll(async () => {
    client.close();
    await stage.close();
  });

  it(
    'finds no 5xx, no leak and no crash',
    async () => {
      const found: string[] = [];
      const statuses: Record<number, number> = {};
      let next = 0;
      const row = async () => {
        while (next < OPERATIONS) {
          const request = fuzzer.request(next++);
          const answer = await client.ask(request);
          statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
          const fault = fuzzer.fault(request, answer);
          if (fault !== null) found.push(fault);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, row));
      const counts = Object.entries(statuses).map(([status, count]) => ` ${status} ${count}`);
      process.stdout.write(`${OPERATIONS} operations of the fuzzer, by status: ${counts.join()}\n`);
      expect(found).toEqual([]);
      // Whoever makes mistakes fills no disk.
      expect(logged).toEqual([]);
      // Or it asked for nothing.
      expect(statuses[200]).toBeGreaterThan(OPERATIONS / 4);
      expect((await stage.api.deliver('{ __typename }')).status).toBe(200);
    },
    TIMEOUT_MS,
  );
});
