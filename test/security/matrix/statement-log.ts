import pg from 'pg';

type Query = (...parameters: unknown[]) => unknown;

/** The SQL that this process sends, over whatever connection. */
export class StatementLog {
  private texts: string[] = [];
  private readonly original = Reflect.get(pg.Client.prototype, 'query') as Query;

  constructor() {
    const keep = (statement: unknown) => this.texts.push(textOf(statement));
    const { original } = this;
    pg.Client.prototype.query = function query(this: unknown, ...parameters: unknown[]) {
      keep(parameters[0]);
      return original.apply(this, parameters);
    } as typeof pg.Client.prototype.query;
  }

  /** What was sent while `work` went on; something that goes on beside it may be among it. */
  async during(work: () => Promise<unknown>): Promise<readonly string[]> {
    this.texts = [];
    await work();
    return this.texts;
  }

  stop(): void {
    pg.Client.prototype.query = this.original as typeof pg.Client.prototype.query;
  }
}

function textOf(statement: unknown): string {
  return typeof statement === 'string' ? statement : String((statement as { text?: string }).text);
}
