import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: the schemas are read from its sources, also by the built program. */
function checkoutRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'nest-cli.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(
        'The schemas stand in apps/api/src of the checkout, which was not found above this program. Run it from there.',
      );
    folder = parent;
  }
  return folder;
}

/** The schema of an endpoint: its modules in the order of their names. */
export function schemaText(endpoint: 'delivery' | 'management'): string {
  const folder = join(checkoutRoot(), 'apps/api/src', endpoint, 'schema');
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
