/** The shapes of one answer, as docs/delivery.graphql gives them to the operation of this package. */

export interface ViewerInput {
  /** ISO 3166-1 alpha-2. */
  readonly region?: string;
  /** ISO 3166-2, such as US-CA. */
  readonly subdivision?: string;
  /** BCP 47. */
  readonly locale?: string;
  /** IANA name; decides windows that follow the viewer's own day. */
  readonly timeZone?: string;
  /** Today's date where the viewer is, for apps that would rather not send a zone. */
  readonly localDate?: string;
  readonly platform?: 'IOS' | 'ANDROID' | 'WEB';
  readonly appVersion?: string;
}

export interface Partner {
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
}

export interface Caption {
  readonly locale: string;
  readonly url: string;
}

export interface Media {
  readonly url: string;
  readonly kind: string;
  readonly alt: string | null;
  readonly captions: readonly Caption[];
  readonly transcript: string | null;
  readonly durationSeconds: number | null;
  readonly blurred: boolean;
}

export interface ContentItem {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly summary: string | null;
  readonly body: string | null;
  readonly locale: string;
  readonly direction: 'LTR' | 'RTL';
  readonly contentNote: { readonly text: string; readonly alternative: string } | null;
  readonly ageMin: number | null;
  readonly media: readonly Media[];
  readonly partner: Partner;
}

export interface Campaign {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly summary: string | null;
  readonly locale: string;
  readonly direction: 'LTR' | 'RTL';
  /** RFC 3339, included. */
  readonly startsAt: string;
  /** RFC 3339, excluded; null: open. */
  readonly endsAt: string | null;
  readonly playlist: readonly { readonly position: number; readonly item: ContentItem }[];
  readonly partners: readonly Partner[];
}

export interface HelplineChannel {
  readonly kind: string;
  readonly display: string;
  readonly keyword: string | null;
  readonly link: string;
  readonly alwaysOpen: boolean;
  /** At the instant of the answer; null: not known, also once the answer has grown old. */
  readonly openNow: boolean | null;
}

export interface Helpline {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly topics: readonly string[];
  readonly languages: readonly string[];
  readonly verifiedOn: string;
  readonly stale: boolean;
  readonly channels: readonly HelplineChannel[];
}

export interface Help {
  readonly resolution: string;
  readonly emergency: string;
  readonly directory: string;
  readonly services: readonly Helpline[];
  /** `until` is RFC 3339, excluded; null: until it is taken back. */
  readonly notices: readonly { readonly text: string; readonly until: string | null }[];
}

export interface Segment {
  readonly from: string;
  readonly until: string;
  readonly campaign: Campaign | null;
  readonly alsoOnAir: readonly Campaign[];
}

export interface Answer {
  readonly help: Help;
  readonly servedAt: string;
  readonly validUntil: string;
  readonly version: string;
  readonly campaign: Campaign | null;
  readonly alsoOnAir: readonly Campaign[];
  readonly next: Segment | null;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isInstant = (value: unknown): boolean => isText(value) && Number.isFinite(Date.parse(value));

/** The answer in `value`, or null when it is none: a proxy's page, a cut body, another API. */
export function readAnswer(value: unknown): Answer | null {
  if (!isFields(value)) return null;
  const { help, servedAt, validUntil, version, campaign, next } = value;
  const isWhole =
    readHelp(help) !== null &&
    isInstant(servedAt) &&
    isInstant(validUntil) &&
    isText(version) &&
    isCampaign(campaign) &&
    isSegment(next) &&
    areCampaigns(value.alsoOnAir);
  return isWhole ? (value as unknown as Answer) : null;
}

/** The help in `value`, or null when it is none; an error carries it, too. */
export function readHelp(value: unknown): Help | null {
  if (!isFields(value)) return null;
  const { emergency, directory, services, notices = [] } = value;
  if (!isText(emergency) || !isText(directory) || !Array.isArray(services) || !Array.isArray(notices)) return null;
  const areServices = services.every((one) => isFields(one) && isText(one.name) && Array.isArray(one.channels));
  return areServices ? ({ ...value, notices } as unknown as Help) : null;
}

function isCampaign(value: unknown): boolean {
  if (value === null) return true;
  return isFields(value) && isText(value.id) && isText(value.title) && Array.isArray(value.playlist);
}

function areCampaigns(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => one !== null && isCampaign(one));
}

function isSegment(value: unknown): boolean {
  if (value === null) return true;
  return (
    isFields(value) &&
    isInstant(value.from) &&
    isInstant(value.until) &&
    isCampaign(value.campaign) &&
    areCampaigns(value.alsoOnAir)
  );
}

/** The part of a version that never goes back for a client of one surface; -1 where there is none. */
export function stampOf(version: string): number {
  const match = /^\d+/.exec(version);
  return match === null ? -1 : Number(match[0]);
}
