import type { ProgrammeSource } from '#delivery';
import type { ProgrammeRows } from '#domain';
import type { Logger } from '#operations';
import type { RemovalLedger } from '#persistence';

/**
 * The programme of the rows, read only after they were held against the ledger: at the first read of a process, and whenever the
 * version has gone back, which it only does in a database that was restored. While that fails nothing is read.
 */
export class LedgeredProgramme implements ProgrammeSource {
  private highest = 0;
  private isChecked = false;

  constructor(
    private readonly source: ProgrammeSource,
    private readonly ledger: RemovalLedger,
    private readonly logger: Logger,
  ) {}

  async version(): Promise<number> {
    return this.noted(await this.source.version());
  }

  async read(): Promise<ProgrammeRows> {
    if (!this.isChecked) await this.check();
    const rows = await this.source.read();
    this.noted(rows.version);
    if (this.isChecked) return rows;
    await this.check();
    return this.source.read();
  }

  private noted(version: number): number {
    if (version < this.highest) this.isChecked = false;
    this.highest = version;
    return version;
  }

  private async check(): Promise<void> {
    const { reapplied } = await this.ledger.reapply();
    if (reapplied > 0)
      this.logger.error(
        { reapplied },
        'the database lacked removals that stand in the ledger: they were removed again',
      );
    this.isChecked = true;
  }
}
