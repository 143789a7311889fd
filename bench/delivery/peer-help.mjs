/** A helpline's record as the peers answer it: the least that the query asks for. */
export function serviceOf(line, locale = 'en') {
  const channels = line.channels.map(({ kind, display, value, hours, keywords }) => ({
    kind,
    display,
    keyword: keywords[locale] ?? keywords.en ?? null,
    link: `tel:${value}`,
    alwaysOpen: hours.always,
    openNow: true,
  }));
  return {
    slug: line.slug,
    name: line.names[locale] ?? line.names.en,
    description: line.descriptions[locale] ?? line.descriptions.en ?? null,
    topics: line.topics,
    languages: line.languages,
    channels,
    verifiedOn: line.evidence.verifiedOn,
  };
}
