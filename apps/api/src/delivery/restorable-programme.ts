import type { ProgrammeSource } from '#delivery';
import type { ProgrammeRows } from '#domain';
import type { Logger } from '#operations';
import type { RemovalLedger } from '#persistence';

/**
 * The programme of rows that may come back out of an older backup under a process that runs.
 *
 * A database never counts its version backwards by itself: one that does was restored. From then on its versions are told with a lead
 * over the highest that was told before, so that whoever holds the programme finds a newer one, and not an older one that it would
 * drop. At the first read of a process, and after each restoration, the rows are held against the ledger before anything of
 * them is told; while that fails nothing is.
 *
 * A database that was restored and has counted up to the very version again between two looks, a second apart, is not noticed
 * here; a scheduler holds it against the ledger each minute.
 */
export class RestorableProgramme implements ProgrammeSource {
  private lead = 0;
  private highest = 0;
  private isChecked = false;

  /** @param ledger null: there is none, and only versions are seen to */
  constructor(
    private readonly source: ProgrammeSource,
    private readonly ledger: Pick<RemovalLedger, 'reapply'> | null,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  async version(): Promise<number> {
    return this.told(await this.source.version());
  }

  async read(): Promise<ProgrammeRows> {
    if (!this.isChecked) await this.check();
    const rows = await this.source.read();
    const version = this.told(rows.version);
    if (this.isChecked) return { ...rows, version };
    // Restored between the last look and this one.
    await this.check();
    const again = await this.source.read();
    return { ...again, version: this.told(again.version) };
  }

  private told(version: number): number {
    if (version + this.lead < this.highest) {
      this.lead = this.highest + 1 - version;
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
