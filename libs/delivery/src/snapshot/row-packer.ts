import type { Programme, ProgrammeRows } from '#domain';
import { packRows, type PackedRows } from './packed-rows.js';

/** Packs the rows of a process once, for the disk and for everybody who follows it. */
export class RowPacker {
  private last: { readonly of: Programme; readonly packed: Promise<PackedRows> } | null = null;

  /** Of the same programme the same bytes, also while they are being packed. @param rows those of it, asked for when they are needed */
  pack(of: Programme, rows: () => ProgrammeRows): Promise<PackedRows> {
    if (this.last?.of !== of) {
      const packed = packRows(rows());
      this.last = { of, packed };
      packed.catch(() => (this.last = null));
    }
    return this.last.packed;
  }
}
