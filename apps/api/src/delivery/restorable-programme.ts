import type { ProgrammeSource } from '#delivery';
import type { ProgrammeChange, ProgrammeRows, RowsVersion, SurfaceRow } from '#domain';
import type { Logger } from '#operations';
import type { RemovalLedger } from '#persistence';

/**
 * The programme of rows that may come back out of an older backup under a process that runs.
 *
 * A database never counts its version backwards by itself: one that does was restored. From then on its versions are told with a lead
 * over the highest that was told before, so that whoever holds the programme finds a newer one, and not an older one that it would
 * drop; and every stamp counts as of the restoration, since what changed with it nobody can tell. At the first read of a process,
 * and after each restoration, the rows are held against the ledger before anything of them is told; while that fails nothing is.
 *
 * A database that was restored and has counted up to the very version again between two looks, a second apart, is not noticed
 * here; a scheduler holds it against the ledger each minute. One that has counted further tells other marks, and is read whole.
 */
export class RestorableProgramme implements ProgrammeSource {
  private lead = 0;
  private highest = 0;
  /** No stamp is told lower: the version that was told first after the last restoration. */
  private stampMin = 0;
  private isChecked = false;

  /** @param ledger null: there is none, and only versions are seen to */
  constructor(
    private readonly source: ProgrammeSource,
    private readonly ledger: Pick<RemovalLedger, 'reapply'> | null,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** Before anything is read. @param version the highest that was told before this process began; 0: none is known */
  startAbove(version: number): void {
    this.highest = Math.max(this.highest, version);
  }

  async version(): Promise<number> {
    return this.told(await this.source.version());
  }

  async read(): Promise<ProgrammeRows> {
    if (!this.isChecked) await this.check();
    const rows = this.toldRows(await this.source.read());
    if (this.isChecked) return rows;
    // Restored between the last look and this one.
    await this.check();
    return this.toldRows(await this.source.read());
  }

  async changes(since: number, mark: string | null): Promise<ProgrammeChange | null> {
    if (!this.isChecked) return null;
    const change = await this.source.changes(since - this.lead, mark);
    if (change === null) return null;
    const told = this.toldRows(change);
    return this.isChecked ? { ...told, since } : null;
  }

  private toldRows<T extends RowsVersion & { readonly surfaces: readonly SurfaceRow[] }>(rows: T): T {
    const version = this.told(rows.version);
    if (this.lead === 0) return rows;
    const stamp = (counted: number) => Math.max(counted + this.lead, this.stampMin);
    return {
      ...rows,
      version,
      commonVersion: stamp(rows.commonVersion ?? rows.version),
      surfaces: rows.surfaces.map((row) => ({ ...row, changedVersion: stamp(row.changedVersion ?? 0) })),
    };
  }

  private told(version: number): number {
    if (version + this.lead < this.highest) {
      this.lead = this.highest + 1 - version;
      this.stampMin = this.highest + 1;
      this.isChecked = false;
      this.logger.error({ version }, 'the database has gone back: it was restored from an older backup');
    }
    this.highest = version + this.lead;
    return this.highest;
  }

  private async check(): Promise<void> {
    const { reapplied } = (await this.ledger?.reapply()) ?? { reapplied: 0 };
    if (reapplied > 0)
      this.logger.error(
        { reapplied },
        'the database lacked removals that stand in the ledger: they were removed again',
      );
    this.isChecked = true;
  }
}
