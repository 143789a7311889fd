
/*
 * -------------------------------------------------------
 * THIS FILE WAS AUTOMATICALLY GENERATED (DO NOT MODIFY)
 * -------------------------------------------------------
 */

/* tslint:disable */
/* eslint-disable */
export type Platform = "IOS" | "ANDROID" | "WEB";
export type Freshness = "LIVE" | "AGEING" | "EVERGREEN_ONLY";
export type TextDirection = "LTR" | "RTL";
export type ContentKind = "VIDEO" | "ARTICLE" | "AUDIO" | "LINK";
export type MediaKind = "VIDEO" | "AUDIO" | "IMAGE" | "LINK";
export type GuideAudience = "SHARING_YOUR_STORY" | "SUPPORTING_SOMEONE" | "CAREGIVER" | "EDUCATOR" | "GENERAL";
export type GuideStatus = "SHOWN" | "UNDER_REVIEW" | "RETIRED" | "TAKEN_DOWN";
export type GuideSlot = "ABOUT" | "READINESS" | "INTENTION" | "CHOOSE_WHO" | "TELL_SAFELY" | "REACTIONS" | "RESPOND" | "NOTICE" | "ASK" | "LISTEN" | "CONNECT" | "EMERGENCY" | "STAY_IN_TOUCH" | "IN_CLASS" | "LOOK_AFTER_YOURSELF";
export type HelpResolution = "EXACT" | "REGION" | "DIRECTORY" | "STATIC";
export type HelplineCoverage = "NATIONAL" | "PARTIAL";
export type DispatchPolicy = "NEVER" | "IMMINENT_RISK" | "UNKNOWN";
export type ChannelCost = "FREE" | "STANDARD_RATE" | "PREMIUM" | "UNKNOWN";
export type BillVisibility = "NO" | "YES" | "UNKNOWN";
export type OtherChannelKind = "APP" | "RELAY" | "SIGN_VIDEO" | "IN_PERSON";
export type HelplineChannelKind = "PHONE" | "SMS" | "WHATSAPP" | "WEBCHAT" | "EMAIL";

export interface ViewerInput {
    region?: Nullable<CountryCode>;
    subdivision?: Nullable<string>;
    locale?: Nullable<Locale>;
    timeZone?: Nullable<TimeZone>;
    localDate?: Nullable<LocalDate>;
    platform?: Nullable<Platform>;
    appVersion?: Nullable<string>;
}

export interface IQuery {
    activeCampaign: ActiveCampaign;
    programme: Programme;
    guides: Guide[];
    guide?: Nullable<Guide>;
    help: Help;
}

export interface ActiveCampaign {
    help: Help;
    servedAt: DateTime;
    validUntil: DateTime;
    version: string;
    campaign?: Nullable<Campaign>;
    alsoOnAir: Campaign[];
    next?: Nullable<Segment>;
    programmeCheckedAt?: Nullable<DateTime>;
    freshness: Freshness;
}

export interface Programme {
    help: Help;
    servedAt: DateTime;
    programmeCheckedAt?: Nullable<DateTime>;
    freshness: Freshness;
    version: string;
    segments: Segment[];
}

export interface Segment {
    from: DateTime;
    until: DateTime;
    campaign?: Nullable<Campaign>;
    alsoOnAir: Campaign[];
}

export interface Campaign {
    id: string;
    slug: string;
    title: string;
    summary?: Nullable<string>;
    locale: Locale;
    direction: TextDirection;
    startsAt: DateTime;
    endsAt?: Nullable<DateTime>;
    playlist: PlaylistEntry[];
    partners: Partner[];
}

export interface PlaylistEntry {
    position: number;
    item: ContentItem;
}

export interface ContentItem {
    id: string;
    kind: ContentKind;
    title: string;
    summary?: Nullable<string>;
    body?: Nullable<string>;
    locale: Locale;
    direction: TextDirection;
    contentNote?: Nullable<ContentNote>;
    ageMin?: Nullable<number>;
    media: Media[];
    partner: Partner;
}

export interface ContentNote {
    text: string;
    alternative: string;
}

export interface Media {
    url: URL;
    kind: MediaKind;
    alt?: Nullable<string>;
    captions: Caption[];
    transcript?: Nullable<URL>;
    durationSeconds?: Nullable<number>;
    blurred: boolean;
}

export interface Caption {
    locale: Locale;
    url: URL;
}

export interface Partner {
    slug: string;
    name: string;
    website?: Nullable<URL>;
}

export interface Guide {
    slug: string;
    title: string;
    audience: GuideAudience;
    locale: Locale;
    direction: TextDirection;
    disclaimer: string;
    sections: GuideSection[];
    partners: Partner[];
    reviewedOn: LocalDate;
    reviewBy?: Nullable<LocalDate>;
    status: GuideStatus;
    notice?: Nullable<GuideNotice>;
    help: Help;
}

export interface GuideNotice {
    text: string;
    successor?: Nullable<string>;
    pointer?: Nullable<URL>;
}

export interface GuideSection {
    slot?: Nullable<GuideSlot>;
    heading: string;
    body: string;
}

export interface Help {
    resolution: HelpResolution;
    emergency: string;
    services: Helpline[];
    directory: URL;
    notices: HelpNotice[];
}

export interface HelpNotice {
    text: string;
    until?: Nullable<DateTime>;
}

export interface Helpline {
    slug: string;
    name: string;
    description?: Nullable<string>;
    topics: string[];
    languages: Locale[];
    channels: HelplineChannel[];
    otherChannels: OtherChannel[];
    verifiedOn: LocalDate;
    stale: boolean;
    coverage?: Nullable<HelplineCoverage>;
    audiences: string[];
    ageMin?: Nullable<number>;
    ageMax?: Nullable<number>;
    anonymous?: Nullable<boolean>;
    confidential?: Nullable<boolean>;
    confidentialLimits?: Nullable<string>;
    human?: Nullable<boolean>;
    emergencyDispatch: DispatchPolicy;
}

export interface OtherChannel {
    kind: OtherChannelKind;
    display: string;
    link: URL;
    alwaysOpen: boolean;
    openNow?: Nullable<boolean>;
    languages: Locale[];
    cost: ChannelCost;
    waitNote?: Nullable<string>;
}

export interface HelplineChannel {
    kind: HelplineChannelKind;
    display: string;
    keyword?: Nullable<string>;
    link: URL;
    alwaysOpen: boolean;
    openNow?: Nullable<boolean>;
    languages: Locale[];
    cost: ChannelCost;
    showsOnBill: BillVisibility;
    waitNote?: Nullable<string>;
    dialableFromAbroad?: Nullable<boolean>;
    roamingNote?: Nullable<string>;
}

export type DateTime = Date;
export type LocalDate = string;
export type TimeZone = string;
export type CountryCode = string;
export type Locale = string;
export type URL = string;
type Nullable<T> = T | null;
