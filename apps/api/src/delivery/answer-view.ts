import {
  lookupLocale,
  textDirection,
  type AnswerSegment,
  type Help,
  type HelpService,
  type Locale,
  type PartnerFacts,
  type ProgrammeEntry,
  type Shown,
  type Viewer,
} from '#domain';
import type { GuideAnswer } from '#delivery';
import type * as Api from '../generated/delivery.js';

/** What is on air as this viewer gets it: their window, their locale where it was approved. */
export function campaignObject({ candidate, window, entries }: Shown, viewer: Viewer): Api.Campaign {
  const locale = lookupLocale(viewer.locale, Object.keys(candidate.texts), candidate.defaultLocale);
  const text = candidate.texts[locale]!;
  return {
    id: candidate.campaignId,
    slug: candidate.slug,
    title: text.title,
    summary: text.summary,
    locale,
    direction: textDirection(locale),
    startsAt: new Date(window.start),
    endsAt: window.end === null ? null : new Date(window.end),
    playlist: entries.map((entry, index) => ({
      position: index + 1,
      item: itemObject(entry, viewer.locale),
    })),
    partners: distinct(entries.map((entry) => entry.partner)).map(partnerObject),
  };
}

export function segmentObject(segment: AnswerSegment, viewer: Viewer): Api.Segment {
  return {
    from: new Date(segment.from),
    until: new Date(segment.until),
    campaign: segment.onAir && campaignObject(segment.onAir, viewer),
    alsoOnAir: segment.alsoOnAir.map((shown) => campaignObject(shown, viewer)),
  };
}

export function helpObject(help: Help): Api.Help {
  const { resolution, emergency, directory, notices = [] } = help;
  return {
    resolution,
    emergency,
    directory,
    services: help.services.map(serviceObject),
    notices: notices.map(({ text, until }) => ({ text, until: until === null ? null : new Date(until) })),
  };
}

function serviceObject({ isStale, ...service }: HelpService): Api.Helpline {
  return {
    ...service,
    stale: isStale,
    topics: [...service.topics],
    languages: [...service.languages],
    audiences: [...service.audiences],
    channels: service.channels.map((channel) => ({ ...channel, languages: [...channel.languages] })),
    otherChannels: service.otherChannels.map((channel) => ({ ...channel, languages: [...channel.languages] })),
  };
}

export function guideObject({ guide, partners, help }: GuideAnswer): Api.Guide {
  const { slug, audience, status, title, locale, disclaimer, reviewedOn, reviewBy, sections, notice } = guide;
  return {
    slug,
    audience,
    status,
    title,
    locale,
    direction: textDirection(locale),
    disclaimer,
    reviewedOn,
    reviewBy,
    sections: sections.map((section) => ({ ...section })),
    notice: notice && { ...notice },
    partners: partners.map(partnerObject),
    help: helpObject(help),
  };
}

function itemObject(entry: ProgrammeEntry, wanted: Locale | null): Api.ContentItem {
  const { document, locales } = entry;
  const fallback = locales.includes(document.defaultLocale) ? document.defaultLocale : locales[0]!;
  const locale = lookupLocale(wanted, locales, fallback);
  const { title, summary, body, contentNote, media } = document.localizations[locale]!;
  return {
    id: entry.itemId,
    kind: document.kind,
    title,
    summary,
    body,
    locale,
    direction: textDirection(locale),
    contentNote,
    ageMin: document.ageMin,
    media: media.map((one) => ({ ...one, captions: one.captions.map((caption) => ({ ...caption })) })),
    partner: partnerObject(entry.partner),
  };
}

function partnerObject({ slug, name, website }: PartnerFacts): Api.Partner {
  return { slug, name, website };
}

function distinct(partners: readonly PartnerFacts[]): PartnerFacts[] {
  return partners.filter((partner, index) => partners.findIndex((one) => one.slug === partner.slug) === index);
}
