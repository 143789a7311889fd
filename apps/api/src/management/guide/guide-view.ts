import {
  AUDIENCE_SLOTS,
  GUIDE_AUDIENCES,
  isStaff,
  STAFF_ROLES,
  textDirection,
  type Actor,
  type GuideDocument,
  type GuideOnFile,
  type Instant,
} from '#domain';
import type { GuideRecordView, GuideRevisionView, ItemHistoryEntry } from '#persistence';
import type * as Api from '../../generated/management.js';
import { localeTexts } from '../care/care-view.js';

/** A revision with the document that it was made of, for the check that is worked out where it is asked for. */
export type GuideRevisionWithSource = Omit<Api.GuideRevision, 'check'> & { readonly source: GuideDocument };

export function guideRecordObject(guide: GuideRecordView, actor: Actor): Api.GuideRecord {
  const { slug, audience, draftVersion, retirement, known, readAt } = guide;
  return {
    slug,
    audience,
    draftVersion,
    createdAt: new Date(guide.createdAt),
    updatedAt: new Date(guide.updatedAt),
    draft: guideDocumentObject(guide.draft),
    standing: Object.entries(known?.texts ?? {}).map(([locale, text]) => standingObject(locale, text, readAt)),
    retirement: retirement && {
      at: new Date(retirement.at),
      reason: isStaff(actor) ? retirement.why : '',
      successor: retirement.successor,
      pointer: retirement.pointer,
      notices: localeTexts(retirement.notices),
    },
    revisions: guide.revisions.map((revision) => guideRevisionObject(revision, actor)),
  };
}

function standingObject(locale: string, onFile: GuideOnFile, at: Instant): Api.StandingGuideText {
  const { number, text, dueFrom, lapsesAt } = onFile;
  const overdue = at < lapsesAt ? ('PAST_REVIEW' as const) : ('LAPSED' as const);
  return {
    locale,
    revisionNumber: number,
    reviewedOn: text.reviewedOn,
    reviewBy: text.reviewBy,
    state: at < dueFrom ? 'CURRENT' : overdue,
    lapsesAt: new Date(lapsesAt),
  };
}

/** A partner learns what was decided and why, not which person decided it. */
export function guideRevisionObject(revision: GuideRevisionView, actor: Actor): Api.GuideRevision {
  const { id, slug, number, state, submittedBy, hashes } = revision;
  const forStaff = isStaff(actor);
  const shown = (name: string | null) => (forStaff || name === null ? name : 'staff');
  const object: GuideRevisionWithSource = {
    source: revision.document,
    id,
    slug,
    number,
    state,
    submittedBy: shown(submittedBy),
    submittedAt: new Date(revision.submittedAt),
    writers: forStaff ? [...revision.writers] : [],
    document: guideDocumentObject(revision.document),
    hashes: Object.entries(hashes).map(([locale, contentHash]) => ({ locale, contentHash })),
    decisions: revision.decisions.map((one) => ({
      ...one,
      decidedBy: shown(one.decidedBy),
      decidedAt: new Date(one.decidedAt),
    })),
    signOffs: forStaff ? revision.signOffs.map((one) => ({ ...one, signedAt: new Date(one.signedAt) })) : [],
  };
  return object as unknown as Api.GuideRevision;
}

export function guideDocumentObject(document: GuideDocument): Api.GuideDocument {
  const { audience, topics, partners, defaultLocale, localizations } = document;
  return {
    audience,
    defaultLocale,
    topics: [...topics],
    helplines: [...(document.helplines ?? [])],
    partners: [...partners],
    localizations: Object.entries(localizations).map(([locale, text]) => ({
      locale,
      direction: textDirection(locale),
      title: text.title,
      disclaimer: text.disclaimer,
      sections: text.sections.map((section) => ({ ...section })),
      reviewedOn: text.reviewedOn,
      reviewBy: text.reviewBy,
    })),
  };
}

const DECISIONS = ['guide.approved', 'guide.changes-requested', 'guide.rejected'];

export function guideHistoryObject(entry: ItemHistoryEntry, actor: Actor): Api.GuideHistoryEntry {
  const { at, action, revisionId, revisionNumber, reason, actorName, role } = entry;
  const isHidden = !isStaff(actor) && (STAFF_ROLES as readonly string[]).includes(role);
  return {
    at: new Date(at),
    by: isHidden ? 'staff' : actorName,
    action,
    revisionId,
    revisionNumber,
    reason: isStaff(actor) || DECISIONS.includes(action) ? reason : null,
  };
}

export function audienceSlotsObjects(): Api.AudienceSlots[] {
  return GUIDE_AUDIENCES.map((audience) => ({
    audience,
    slots: AUDIENCE_SLOTS[audience].map(({ slot, isRequired }) => ({ slot, required: isRequired })),
  }));
}
