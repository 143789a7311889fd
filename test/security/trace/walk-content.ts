import type { ContentStage } from '../../support/content-stage.js';
import { ARTICLE } from '../../support/desk.js';
import type { TraceWalk } from './trace-walk.js';

const REVISION = 'revision { id }';
const EDITED = { ...ARTICLE, localizations: ARTICLE.localizations.map((one) => ({ ...one, title: 'Softer' })) };

/** Items, their reviews, and many of them at once. */
export async function walkContent(walk: TraceWalk, stage: ContentStage): Promise<void> {
  await walkWriting(walk, stage);
  await walkReview(walk, stage);
  await walkEdits(walk, stage);
  await walkBulk(walk, stage);
}

async function walkWriting(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { OWNER, CONTRIBUTOR } = cast.partner.members;
  const { REVIEWER, ADMIN } = cast.staff;
  const itemId = (await walk.do('createContentItem', CONTRIBUTOR, { document: ARTICLE }, 'item { id }')).item!.id;
  await walk.do('saveDraft', CONTRIBUTOR, { itemId, version: 1, document: EDITED }, 'item { id }');
  const revisionId = (await walk.do('submitDraft', CONTRIBUTOR, { itemId, version: 2 }, REVISION)).revision!.id;
  const memberId = REVIEWER.actor.memberId;
  await walk.do('assignReview', REVIEWER, { revisionId, memberId }, 'review { id }');
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  await walk.do('setReviewDue', REVIEWER, { revisionId, dueAt }, 'review { id }');
  await walk.do('skipReview', REVIEWER, { revisionId }, 'review { id }');
  await walk.do('setReviewCap', REVIEWER, { dailyMax: 90 }, 'cap { dailyMax }');
  const conflict = { partnerId: cast.otherPartner.id, reason: 'My sister works there' };
  const { conflictId } = await walk.do<string>('declareConflict', REVIEWER, conflict, 'conflictId');
  await walk.do('endConflict', ADMIN, { conflictId }, 'conflictId');
  await walk.do('requestChanges', REVIEWER, { revisionId, reason: 'Shorter' }, REVISION);
  await walk.do('withdrawContentItem', OWNER, { itemId, reason: 'Not now' }, 'item { id }');
  const waiting = (await desk.submitted()).revisionId;
  await walk.do('withdrawRevision', OWNER, { revisionId: waiting }, REVISION);
}

async function walkReview(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { OWNER } = cast.partner.members;
  const { REVIEWER, SAFETY_REVIEWER } = cast.staff;
  const good = (await desk.submitted()).revisionId;
  await walk.do('approveRevision', REVIEWER, { revisionId: good, reason: 'A good text' }, REVISION);
  const { revisionId } = await desk.submitted();
  const no = { revisionId, code: 'OTHER', reason: 'Not for us' };
  await walk.do('rejectRevision', SAFETY_REVIEWER, no, REVISION);
  await walk.do('appealRejection', OWNER, { revisionId, text: 'It is for you' }, REVISION);
  await walk.do('decideAppeal', REVIEWER, { revisionId, outcome: 'GRANTED', reason: 'It is' }, REVISION);
  const packs = { partnerId: cast.partner.id, packIds: ['en-suicide'], reason: 'Their own style guide' };
  await walk.do('choosePolicyPacks', SAFETY_REVIEWER, packs, 'packs { id }');
}

async function walkEdits(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { OWNER } = cast.partner.members;
  const { SAFETY_REVIEWER } = cast.staff;
  const edited = async () => {
    const { revisionId } = await desk.submitted();
    const input = { revisionId, document: EDITED, reason: 'A softer title' };
    return (await walk.do('editRevision', SAFETY_REVIEWER, input, REVISION)).revision!.id;
  };
  await walk.do('acceptEdit', OWNER, { revisionId: await edited() }, REVISION);
  await walk.do('declineEdit', OWNER, { revisionId: await edited(), reason: 'Too soft' }, REVISION);
}

async function walkBulk(walk: TraceWalk, stage: ContentStage): Promise<void> {
  const { OWNER } = stage.cast.otherPartner.members;
  const importId = (await walk.do('openImport', OWNER, { dryRun: false }, 'import { id }')).import!.id;
  const rows = [{ row: 1, reference: 'one', document: ARTICLE }];
  await walk.do('importRows', OWNER, { importId, batch: 1, rows }, 'import { id }');
  await walk.do('closeImport', OWNER, { importId }, 'import { id }');
  const partner = stage.cast.otherPartner.slug;
  type Exported = { partnerExport: { edges: { node: { line: string } }[] } };
  const query = `{ partnerExport(partner: "${partner}", first: 10) { edges { node { line } } } }`;
  const { edges } = (await stage.ask<Exported>(OWNER, query)).data.partnerExport;
  // As in a database that has lost it.
  await stage.database.query("DELETE FROM content_item WHERE reference = 'one'");
  const lines = edges.map(({ node }) => node.line);
  await walk.do('restoreItems', stage.cast.staff.ADMIN, { partner, lines }, 'restored');
}
