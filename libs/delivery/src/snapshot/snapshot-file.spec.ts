import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgrammeRows, RunRow } from '#domain';
import { packRows, unpackRows } from './packed-rows.js';
import { SnapshotFile } from './snapshot-file.js';

const MUTANTS = 3_000;
const SCHEMA = '20261128020000_installation';
const HERE = 'f3b1d1a0-0000-4000-8000-000000000001';
const ELSEWHERE = 'f3b1d1a0-0000-4000-8000-000000000002';

const DOCUMENT = { kind: 'ARTICLE', localizations: { en: { title: 'Talk — 话 🕊' } } };
const run = (id: string, shared: object = DOCUMENT): RunRow =>
  ({
    runId: id,
    texts: { en: { title: id, summary: null } },
    audience: { regions: ['GB'] },
    held: {},
    entries: [1, 2].map((position) => ({
      position,
      document: shared,
      decisions: [],
      partner: { slug: 'iasp' },
      times: { days: null },
      removal: null,
    })),
  }) as unknown as RunRow;
const rows = (version: number, count = 20): ProgrammeRows => ({
  version,
  surfaces: [{ slug: 'discover', capacity: 1 }],
  runs: Array.from({ length: count }, (_, index) => run(`run-${index}`)),
  pauses: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: [],
});

describe('rows in bytes', () => {
  it('are the same rows again, and what runs share is shared again', async () => {
    const given = { ...rows(7), runs: [run('a'), run('b'), run('c', { ...DOCUMENT, kind: 'VIDEO' })] };
    const read = await unpackRows((await packRows(given)).body);
    expect(read).toEqual(given);
    const documents = read.runs.map(({ entries }) => entries[0]!.document);
    expect(documents[0]).toBe(documents[1]);
    expect(documents[2]).not.toBe(documents[1]);
  });

  it('keep maps, and nothing at all', async () => {
    const given = { ...rows(1, 0), stamps: new Map([['discover', 3]]) };
    expect(await unpackRows((await packRows(given)).body)).toEqual(given);
  });

  it('hold once what a thousand runs share', async () => {
    const long = Array.from({ length: 20_000 }, (_, index) => (index * 7_919).toString(36)).join(' ');
    const document = { ...DOCUMENT, long };
    const runs = Array.from({ length: 1_000 }, (_, index) => run(`run-${index}`, document));
    expect((await packRows({ ...rows(1), runs })).body.length).toBeLessThan(long.length);
  });
});

describe('a snapshot', () => {
  let folder: string;
  let path: string;
  let file: SnapshotFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-snapshot-'));
    path = join(folder, 'programme.snapshot');
    file = new SnapshotFile(path, SCHEMA);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (version: number, { to = file, installation = HERE, count = 20 } = {}) =>
    to.write(await packRows(rows(version, count)), { installation, version, writtenAt: 2_000, checkedAt: 1_000 });
  const EXPECTED = { schema: SCHEMA, installation: null };
  const faultOf = async (expected: { schema: string; installation: string | null } = EXPECTED) => {
    const reading = await file.read(expected);
    return reading.isUsable ? null : reading.fault;
  };

  it('is read as it was written, with its age, and leaves nothing beside', async () => {
    await write(7);
    const reading = await file.read(EXPECTED);
    expect(reading).toMatchObject({ isUsable: true, header: { version: 7, writtenAt: 2_000, checkedAt: 1_000 } });
    expect(reading.isUsable && reading.content).toEqual(rows(7));
    expect((await readdir(folder)).toSorted()).toEqual(['programme.snapshot', 'programme.snapshot.floor']);
  });

  it('is missing where none was written', async () => {
    expect(await faultOf()).toBe('MISSING');
  });

  it.each([
    ['of another installation, as this process was told', { ...EXPECTED, installation: ELSEWHERE }, 'FOREIGN'],
    ['for another schema', { ...EXPECTED, schema: '20270101000000_later' }, 'SCHEMA'],
  ] as const)('is refused when it is %s', async (_, expected, fault) => {
    await write(7);
    expect(await faultOf(expected)).toBe(fault);
  });

  it('is refused when it was written elsewhere for another installation and copied here', async () => {
    await write(7);
    const other = new SnapshotFile(join(folder, 'other.snapshot'), SCHEMA);
    await write(9, { to: other, installation: ELSEWHERE });
    await copyFile(other.path, path);
    expect(await faultOf()).toBe('FOREIGN');
  });

  it('is refused when it is older than what was written here before', async () => {
    await write(7);
    await copyFile(path, join(folder, 'kept'));
    await write(8);
    await copyFile(join(folder, 'kept'), path);
    expect(await faultOf()).toBe('OLDER');
  });

  it('is refused when it has another format', async () => {
    await write(7);
    const text = await readFile(path);
    const end = text.indexOf(10);
    const line = text.toString('utf8', 0, end).replace('"format":1', '"format":2');
    const { sha256Of } = await import('./packed-rows.js');
    await writeFile(path, Buffer.concat([Buffer.from(`${line}\n${sha256Of(line)}\n`), text.subarray(end + 66)]));
    expect(await faultOf()).toBe('FORMAT');
  });

  it('never takes the place of a newer one of the same installation, and does of another', async () => {
    await write(8);
    expect(await write(7)).toBe(false);
    expect(await file.readHeader(EXPECTED)).toMatchObject({ header: { version: 8 } });
    expect(await write(3, { installation: ELSEWHERE })).toBe(true);
  });

  it(`is never taken for another one: ${MUTANTS} cut, flipped, doubled and swapped are all refused`, async () => {
    const seed = Number(process.env.MARQUEE_SEED ?? 20_261_128);
    let state = seed;
    const draw = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    await write(7, { count: 5 });
    const whole = await readFile(path);
    for (let i = 0; i < MUTANTS; i += 1) {
      const mutant = mutated(whole, draw);
      if (mutant.equals(whole)) continue;
      await writeFile(path, mutant);
      const fault = await faultOf();
      if (fault !== 'DAMAGED') throw new Error(`seed ${seed}, mutant ${i}: ${fault ?? 'taken'}`);
    }
  });
});

function mutated(whole: Buffer, draw: (below: number) => number): Buffer {
  const at = draw(whole.length);
  const copy = Buffer.from(whole);
  switch (draw(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      copy[at] = copy[at]! ^ (1 << draw(8));
      return copy;
    case 2:
      return Buffer.concat([copy, copy.subarray(at)]);
    case 3: {
      const other = draw(whole.length);
      [copy[at], copy[other]] = [copy[other]!, copy[at]!];
      return copy;
    }
    default:
      copy.fill(0, at, Math.min(whole.length, at + 1 + draw(64)));
      return copy;
  }
}
