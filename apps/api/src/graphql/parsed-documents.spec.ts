import { parse } from 'graphql';
import { ParsedDocuments } from './parsed-documents.js';

const operation = (index: number) => parse(`query Q${index} { help(viewer: { region: "GB" }) { services { name } } }`);

describe('parsed operations', () => {
  it('are there again, until they are taken out', async () => {
    const documents = new ParsedDocuments();
    const document = operation(1);
    await documents.set('one', document);
    expect(await documents.get('one')).toBe(document);
    expect(await documents.get('two')).toBeUndefined();
    await documents.delete('one');
    expect(await documents.get('one')).toBeUndefined();
  });

  it('take no more than their room, however many come, and the ones that are asked for stay', async () => {
    const documents = new ParsedDocuments();
    await documents.set('hot', operation(0));
    for (let index = 1; index <= 10_000; index += 1) {
      await documents.set(String(index), operation(index));
      if (index % 50 === 0) expect(await documents.get('hot')).toBeDefined();
    }
    expect(documents.sizeBytes).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(await documents.get('1')).toBeUndefined();
  });
});
