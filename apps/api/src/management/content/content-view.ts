import { isStaff, textDirection, type Actor, type ContentDocument, type ContentText } from '#domain';
import type { ItemView, RevisionView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function itemObject(item: ItemView, actor: Actor): Api.ContentItem {
  const { id, partner, draftVersion, withdrawnWhy } = item;
  return {
    id,
    partner,
    draftVersion,
    withdrawnWhy,
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
    withdrawnAt: item.withdrawnAt === null ? null : new Date(item.withdrawnAt),
    draft: documentObject(item.draft),
    revisions: item.revisions.map((revision) => revisionObject(revision, actor)),
  };
}

/** A revision with the document that it was made of, for fields that are worked out from it where they are asked for. */
export type RevisionWithSource = Omit<Api.Revision, 'check' | 'media'> & {
  readonly source: ContentDocument;
  readonly isForStaff: boolean;
};

export function revisionObject(revision: RevisionView, actor: Actor): Api.Revision {
  const { id, itemId, partner, number, state, submittedBy, editedFrom, edit, appeal } = revision;
  const object: RevisionWithSource = {
    source: revision.document,
    isForStaff: isStaff(actor),
    editedFrom,
    edit,
    appeal: appeal && {
      ...appeal,
      appealedAt: new Date(appeal.appealedAt),
      decidedAt: appeal.decidedAt === null ? null : new Date(appeal.decidedAt),
    },
    signOffs: isStaff(actor) ? revision.signOffs.map((one) => ({ ...one, signedAt: new Date(one.signedAt) })) : [],
    id,
    itemId,
    partner,
    number,
    state,
    // An edit was made by one of the staff.
    submittedBy: isStaff(actor) || editedFrom === null ? submittedBy : 'staff',
    submittedAt: new Date(revision.submittedAt),
    document: documentObject(revision.document),
    hashes: Object.entries(revision.hashes).map(([locale, contentHash]) => ({ locale, contentHash })),
    // A partner learns what was decided and why, not which person decided it.
    decisions: revision.decisions.map((one) => ({
      ...one,
      decidedBy: isStaff(actor) ? one.decidedBy : 'staff',
      decidedAt: new Date(one.decidedAt),
    })),
  };
  return object as unknown as Api.Revision;
}

export function documentObject(document: ContentDocument): Api.ContentDocument {
  const { kind, ageMin, defaultLocale, rights } = document;
  return {
    kind,
    ageMin,
    defaultLocale,
    topics: [...document.topics],
    helplines: [...(document.helplines ?? [])],
    rights: { from: rights.from, to: rights.to, regions: [...rights.regions] },
    localizations: Object.entries(document.localizations).map(([locale, text]) => textObject(locale, text)),
  };
}

function textObject(locale: string, { title, summary, body, contentNote, media }: ContentText): Api.ContentText {
  return {
    locale,
    direction: textDirection(locale),
    title,
    summary,
    body,
    contentNote,
    media: media.map((one) => ({ ...one, captions: one.captions.map((caption) => ({ ...caption })) })),
  };
}
