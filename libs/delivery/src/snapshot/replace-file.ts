import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let written = 0;

/** All of it or, after a crash at any instant, what was there before. @throws the system's error */
export async function replaceFile(path: string, parts: readonly Buffer[]): Promise<void> {
  written += 1;
  const temporary = `${path}.${process.pid}-${written}.new`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name, too, must outlive a loss of power.
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
