import { ProgrammeHolder } from '#delivery';
import type { ProgrammeRows } from '#domain';
import { RestorableProgramme } from './restorable-programme.js';

const ROWS: ProgrammeRows = {
  version: 0,
  surfaces: [],
  runs: [],
  pauses: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: [],
};

/** A database that can be restored, whose ledger check counts a change as a re-applied removal does. */
class Rows {
  version = 22;
  lacks = 0;
  checks = 0;

  read(): Promise<ProgrammeRows> {
    return Promise.resolve({
      ...ROWS,
      version: this.version,
      partners: [{ slug: `${this.version}`, name: '', website: null }],
    });
  }

  reapply() {
    this.checks += 1;
    const reapplied = this.lacks;
    this.version += reapplied;
    this.lacks = 0;
    return Promise.resolve({ reapplied, damagedLines: [], isThere: true });
  }
}

describe('a programme whose database is restored under a process that runs', () => {
  let rows: Rows;
  let said: string[];
  let holder: ProgrammeHolder;
  const stateHeld = () => [...(holder.current()?.partners.keys() ?? [])][0];
  beforeEach(async () => {
    rows = new Rows();
    said = [];
    const source = {
      version: () => Promise.resolve(rows.version),
      read: () => rows.read(),
      changes: () => Promise.resolve(null),
    };
    const restorable = new RestorableProgramme(source, rows, {
      error: (_fields: object, message: string) => void said.push(message),
    } as never);
    const deaf = { start: () => undefined, stop: () => Promise.resolve() };
    holder = new ProgrammeHolder(restorable, () => deaf, { loaded: () => undefined, failed: () => undefined });
    await holder.refresh();
  });
  afterEach(() => holder.stop());

  it('is checked once, at the first read', async () => {
    rows.version = 23;
    await holder.refresh();
    expect([rows.checks, stateHeld(), said]).toEqual([1, '23', []]);
  });

  it('is read again, checked before it is told, and every later change of the restored database is seen', async () => {
    rows.version = 2;
    rows.lacks = 1;
    await holder.refresh();
    expect([rows.checks, stateHeld()]).toEqual([2, '3']);
    expect(said).toHaveLength(2);
    for (const version of [4, 5, 22, 23, 40]) {
      rows.version = version;
      const held = holder.current()!.version;
      await holder.refresh();
      expect(stateHeld()).toBe(String(version));
      expect(holder.current()!.version).toBeGreaterThan(held);
    }
    expect(rows.checks).toBe(2);
  });
});
