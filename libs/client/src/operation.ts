/** The one operation this package asks. Its hash registers it (a trusted document) and makes its URL short. */
export const OPERATION_NAME = 'MarqueeActive';

export const OPERATION = `query MarqueeActive($surface: String!, $viewer: ViewerInput) {
  activeCampaign(surface: $surface, viewer: $viewer) {
    servedAt
    validUntil
    version
    help {
      resolution
      emergency
      directory
      services {
        slug
        name
        description
        topics
        languages
        verifiedOn
        stale
        channels { kind display keyword link alwaysOpen openNow }
      }
      notices { text until }
    }
    campaign { ...Shown }
    alsoOnAir { ...Shown }
    next { from until campaign { ...Shown } alsoOnAir { ...Shown } }
  }
}

fragment Shown on Campaign {
  id
  slug
  title
  summary
  locale
  direction
  startsAt
  endsAt
  playlist {
    position
    item {
      id
      kind
      title
      summary
      body
      locale
      direction
      contentNote { text alternative }
      ageMin
      media { url kind alt captions { locale url } transcript durationSeconds blurred }
      partner { slug name website }
    }
  }
  partners { slug name website }
}
`;

/** SHA-256 of the text above in hex; a test holds the two together. */
export const OPERATION_SHA256 = '5e579e1aad694fe5f820719c31a557bfabd259b1c3ff5f69701a2b26caeb3179';
