import { approvedAgainRefusals, playlistHash, type PinnedRevision } from './run-approval.js';

describe('approved again', () => {
  const pinned: PinnedRevision[] = [
    { revisionId: 'a', hashes: { en: '1', es: '2' } },
    { revisionId: 'b', hashes: { en: '3' } },
  ];
  const hash = playlistHash(pinned);
  const codes = (run: { observanceYear: number | null; approved: string[] }) =>
    approvedAgainRefusals({ runId: 'r', ...run }, hash, []).map(({ code }) => code);

  it('the hash is another for another order, another revision and another word', () => {
    const others = [
      pinned.toReversed(),
      pinned.slice(1),
      [{ ...pinned[0]!, revisionId: 'c' }, pinned[1]!],
      [{ ...pinned[0]!, hashes: { en: '1', es: '9' } }, pinned[1]!],
    ];
    expect(new Set([hash, ...others.map(playlistHash)]).size).toBe(5);
    expect(playlistHash([{ revisionId: 'a', hashes: { es: '2', en: '1' } }, pinned[1]!])).toBe(hash);
  });

  it.each([
    ['people planned it', null, [], []],
    ['nobody approved it', 2027, [], ['NOT_APPROVED_AGAIN']],
    ['another playlist was approved', 2027, ['f00'], ['NOT_APPROVED_AGAIN']],
    ['this playlist was approved', 2027, ['f00', hash], []],
  ])('%s', (_, observanceYear, approved, expected) => {
    expect(codes({ observanceYear, approved })).toEqual(expected);
  });

  it('says what to do next', () => {
    const [refusal] = approvedAgainRefusals({ runId: 'r', observanceYear: 2027, approved: [] }, hash, []);
    expect(refusal!.message).toContain('call approveRun');
  });
});
