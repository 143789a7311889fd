import type { ContentDocument, ContentKind, ContentNote, ContentText, Media, RightsWindow } from '#domain';

/** A content item of the demo; texts were written for Marquee, not by the partner, and no partner has endorsed them. */
export interface DemoItem {
  readonly slug: string;
  readonly partner: string;
  readonly document: ContentDocument;
}

export interface Words {
  readonly title: string;
  readonly summary: string;
  readonly body?: string;
  readonly note?: ContentNote;
  /** The picture or the film's poster in words. */
  readonly alt?: string;
}

export interface ItemPlan {
  readonly slug: string;
  readonly partner: string;
  readonly kind: ContentKind;
  readonly topics: readonly string[];
  readonly ageMin?: number;
  readonly seconds?: number;
  readonly blurred?: boolean;
  readonly rights: RightsWindow;
  readonly en: Words;
  readonly es: Words;
}

export const RIGHTS_2021: RightsWindow = { from: '2021-09-01', to: '2021-09-30', regions: [] };
export const RIGHTS_OPEN: RightsWindow = { from: null, to: null, regions: [] };

/** Addresses below are of a domain reserved for examples: there is nothing to load. */
const PLACE = 'https://media.example.org';

export function item(plan: ItemPlan): DemoItem {
  const { slug, partner, kind, topics, rights } = plan;
  const localizations = { en: textOf(plan, 'en'), es: textOf(plan, 'es') };
  return {
    slug,
    partner,
    document: { kind, topics, rights, ageMin: plan.ageMin ?? null, defaultLocale: 'en', localizations },
  };
}

function textOf(plan: ItemPlan, locale: 'en' | 'es'): ContentText {
  const words = plan[locale];
  return {
    title: words.title,
    summary: words.summary,
    body: words.body ?? null,
    contentNote: words.note ?? null,
    media: mediaOf(plan, locale),
  };
}

function mediaOf(plan: ItemPlan, locale: 'en' | 'es'): Media[] {
  const { slug, kind } = plan;
  const at = `${PLACE}/${slug}`;
  const plain = {
    alt: plan[locale].alt ?? null,
    captions: [],
    transcript: null,
    durationSeconds: null,
    blurred: plan.blurred ?? false,
  };
  const sound = {
    captions: ['en', 'es'].map((one) => ({ locale: one, url: `${at}/captions.${one}.vtt` })),
    transcript: `${at}/transcript.${locale}.txt`,
    durationSeconds: plan.seconds ?? 60,
  };
  switch (kind) {
    case 'VIDEO':
      return [{ ...plain, ...sound, kind: 'VIDEO', url: `${at}/film.mp4` }];
    case 'AUDIO':
      return [{ ...plain, ...sound, kind: 'AUDIO', url: `${at}/sound.mp3` }];
    case 'LINK':
      return [{ ...plain, kind: 'LINK', url: `https://www.example.org/${slug}` }];
    case 'ARTICLE':
      return [{ ...plain, kind: 'IMAGE', url: `${at}/picture.webp` }];
  }
}
