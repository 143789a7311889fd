import { readFileSync } from 'node:fs';
import { MARQUEE_SETTINGS } from './marquee-settings.js';
import { settingsMarkdown } from './settings.js';

/** Prettier pads the cells of a table; what they say is compared. */
const unpadded = (markdown: string) => markdown.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');

describe('docs/operations.md', () => {
  it('has the table of settings as the program has it', () => {
    const table = settingsMarkdown(MARQUEE_SETTINGS);
    // When this fails: put this very table into docs/operations.md.
    expect(unpadded(readFileSync('docs/operations.md', 'utf8'))).toContain(unpadded(table));
  });
});
