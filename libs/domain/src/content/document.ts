import type { Locale } from '../text/locale.js';

export const CONTENT_KINDS = ['VIDEO', 'ARTICLE', 'AUDIO', 'LINK'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];
export const MEDIA_KINDS = ['VIDEO', 'AUDIO', 'IMAGE', 'LINK'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What a partner writes and people review: everything of an item that a viewer may see, in all its locales. */
export interface ContentDocument {
  readonly kind: ContentKind;
  readonly topics: readonly string[];
  /** Lowest age in years the partner allows, 0 to 99; null: no limit. */
  readonly ageMin: number | null;
  readonly rights: RightsWindow;
  /** Slugs of helplines that the text speaks of. Resolved where and when it is shown: numbers are never typed into prose. Left out: none. */
  readonly helplines?: readonly string[];
  /** The locale shown when a viewer's own is not offered; a key of `localizations`. */
  readonly defaultLocale: Locale;
  readonly localizations: Readonly<Record<Locale, ContentText>>;
}

/** When and where an item may be shown. Dates are wall dates wherever the viewer is, both inclusive; null: open. */
export interface RightsWindow {
  readonly from: string | null;
  readonly to: string | null;
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
}

/** The text and media of one locale. `body` is plain text, or structured: blank lines part paragraphs, `# ` heads, `- ` lists. Never HTML. */
export interface ContentText {
  readonly title: string;
  readonly summary: string | null;
  readonly body: string | null;
  readonly contentNote: ContentNote | null;
  readonly media: readonly Media[];
}

/** Short and specific, with something else to do: a note never unlocks what is otherwise unsafe. */
export interface ContentNote {
  readonly text: string;
  readonly alternative: string;
}

export interface Media {
  /** https only. */
  readonly url: string;
  readonly kind: MediaKind;
  readonly alt: string | null;
  readonly captions: readonly Caption[];
  /** Address of the words that are spoken. */
  readonly transcript: string | null;
  /** What stands in that file, so that it is read by the same rules; left out: a person reads it. */
  readonly transcriptText?: string;
  readonly durationSeconds: number | null;
  /** Stays blurred until the viewer chooses otherwise. */
  readonly blurred: boolean;
}

export interface Caption {
  readonly locale: Locale;
  readonly url: string;
  /** What stands in the file, so that it is read by the same rules; left out: a person reads it. */
  readonly text?: string;
}
