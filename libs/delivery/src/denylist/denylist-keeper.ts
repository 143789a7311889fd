import { readFile } from 'node:fs/promises';
import type { Clock, Denial, Denylist } from '#domain';
import { replaceFile } from '../snapshot/replace-file.js';
import { verifiedDenylist, type SignedDenylist } from './signed-list.js';

/** What became of a list that was given to a process. */
export type DenylistOutcome =
  | { readonly isTaken: true; readonly isNew: boolean; readonly list: Denylist }
  | { readonly isTaken: false; readonly refusal: string };

export interface DenylistAround {
  readonly clock: Clock;
  /** Of the break-glass key, base64 of DER. */
  readonly publicKey: string;
  /** Of the database of this process; null: not known yet. */
  readonly installation: () => string | null;
  /** From the next answer on; empty: nothing is denied. */
  readonly deny: (subjects: readonly Denial[]) => void;
}

/**
 * The list of one process of what is denied although the database cannot say so: the one with the highest serial that was given to it.
 *
 * It is kept on disk before it is acknowledged, and holds until it expires. Once everything on it is off the air in the database as well it is
 * settled, and the database decides again; its serial stays, so that no earlier list is ever taken after it.
 */
export class DenylistKeeper {
  private held: { readonly signed: SignedDenylist; readonly isSettled: boolean } | null = null;
  private denied = '';
  private unsettled: readonly Denial[] = [];
  /** When the database was first found to have all of the list off the air, without a break since; null: it was not. */
  private removedAtMs: number | null = null;

  /** @param path null: it is not kept over a restart */
  constructor(
    private readonly path: string | null,
    private readonly around: DenylistAround,
  ) {}

  /** What was kept, before anything is answered. @throws the system's error, or when the file is not what was written: somebody must look */
  async load(): Promise<void> {
    const text = this.path === null ? null : await textOf(this.path);
    if (text === null) return;
    const kept = JSON.parse(text) as { readonly signed: unknown; readonly isSettled: boolean };
    const list = verifiedDenylist(kept.signed, this.around.publicKey);
    if ('refusal' in list) throw new Error(`The denylist in ${this.path} is not used: ${list.refusal}`);
    this.held = { signed: kept.signed as SignedDenylist, isSettled: kept.isSettled };
    this.unsettled = kept.isSettled ? [] : list.subjects;
    this.apply();
  }

  /** @throws the system's error when it cannot be kept; it is applied all the same */
  async take(value: unknown): Promise<DenylistOutcome> {
    const list = verifiedDenylist(value, this.around.publicKey);
    if ('refusal' in list) return { isTaken: false, refusal: list.refusal };
    const installation = this.around.installation();
    if (installation !== list.installation)
      return refused(
        `It is for the installation ${list.installation}, and this process belongs to ${installation ?? 'none yet'}.`,
      );
    if (list.expiresAt <= this.around.clock.now()) return refused('It has expired. Sign a new one.');
    const held = this.list();
    if (held?.serial === list.serial && sameText(held, list)) return { isTaken: true, isNew: false, list };
    if (held !== null && list.serial <= held.serial)
      return refused(`It has the serial ${list.serial}, and ${held.serial} is held: sign it with a higher one.`);
    this.held = { signed: value as SignedDenylist, isSettled: false };
    this.unsettled = list.subjects;
    this.removedAtMs = null;
    this.apply();
    await this.keep();
    return { isTaken: true, isNew: true, list };
  }

  /** What is held, also when it is settled or has expired; null: nothing was ever given. */
  signed(): SignedDenylist | null {
    return this.held?.signed ?? null;
  }

  list(): Denylist | null {
    return this.held?.signed.list ?? null;
  }

  /** What is denied now. */
  subjects(): readonly Denial[] {
    const list = this.list();
    return list === null || this.held!.isSettled || list.expiresAt <= this.around.clock.now() ? [] : list.subjects;
  }

  /** Of what is denied, what the database does not have off the air, as of the last `settle`. */
  open(): readonly Denial[] {
    return this.subjects().length === 0 ? [] : this.unsettled;
  }

  /**
   * Holds the list against the database. To be called again and again while it is reached.
   *
   * It is let go of when the database has all of it off the air and the rows in memory were read after that was found: a programme of before
   * would show again what was denied.
   *
   * @param notRemoved of what is denied, what no removal stands over
   * @param foundAtMs when that was found, of a monotonic clock, as is the next
   * @param rowsReadAtMs when the rows in memory were last found to be what the database says; null: never
   */
  async settle(notRemoved: readonly Denial[], foundAtMs: number, rowsReadAtMs: number | null): Promise<void> {
    if (this.subjects().length === 0) return;
    this.unsettled = notRemoved;
    if (notRemoved.length > 0) {
      this.removedAtMs = null;
      return;
    }
    this.removedAtMs ??= foundAtMs;
    if (rowsReadAtMs === null || rowsReadAtMs <= this.removedAtMs) return;
    this.held = { ...this.held!, isSettled: true };
    this.apply();
    await this.keep();
  }

  /** Lets go of a list that has expired. To be called now and then. */
  apply(): void {
    const subjects = this.subjects();
    const text = JSON.stringify(subjects);
    if (text === (this.denied || '[]')) return;
    this.denied = text;
    this.around.deny(subjects);
  }

  private async keep(): Promise<void> {
    if (this.path !== null) await replaceFile(this.path, [Buffer.from(`${JSON.stringify(this.held)}\n`)]);
  }
}

function refused(refusal: string): DenylistOutcome {
  return { isTaken: false, refusal };
}

function sameText(a: Denylist, b: Denylist): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}
