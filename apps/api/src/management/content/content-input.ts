import { invalidValue, LOCALES_MAX, refused, type ContentDocument, type ContentText, type Outcome } from '#domain';
import type * as Api from '../../generated/management.js';

/** A document as it was sent; refused when two texts claim one locale, since one of them would be lost. */
export function readDocument(input: Api.ContentDocumentInput): ContentDocument | Outcome<never> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { locale } of input.localizations) (seen.has(locale) ? twice : seen).add(locale);
  if (twice.size > 0)
    return refused(
      [...twice]
        .slice(0, LOCALES_MAX)
        .map((locale) => invalidValue(['input', 'document', 'localizations'], locale, 'each locale once')),
    );
  return {
    kind: input.kind,
    topics: input.topics,
    // Left out where none is named: documents from before keep their hashes.
    ...(input.helplines.length === 0 ? {} : { helplines: input.helplines }),
    ageMin: input.ageMin ?? null,
    rights: { from: input.rights?.from ?? null, to: input.rights?.to ?? null, regions: input.rights?.regions ?? [] },
    defaultLocale: input.defaultLocale,
    localizations: Object.fromEntries(input.localizations.map((text) => [text.locale, readText(text)])),
  };
}

export function isRefused(document: ContentDocument | Outcome<never>): document is Outcome<never> {
  return 'refusals' in document;
}

function readText(input: Api.ContentTextInput): ContentText {
  return {
    title: input.title,
    summary: input.summary ?? null,
    body: input.body ?? null,
    contentNote: input.contentNote
      ? { text: input.contentNote.text, alternative: input.contentNote.alternative }
      : null,
    media: input.media.map((media) => ({
      url: media.url,
      kind: media.kind,
      alt: media.alt ?? null,
      // A text that was not given is left out: documents from before there were any keep their hashes.
      captions: media.captions.map(({ locale, url, text }) => ({ locale, url, ...(text == null ? {} : { text }) })),
      transcript: media.transcript ?? null,
      ...(media.transcriptText == null ? {} : { transcriptText: media.transcriptText }),
      durationSeconds: media.durationSeconds ?? null,
      blurred: media.blurred,
    })),
  };
}
