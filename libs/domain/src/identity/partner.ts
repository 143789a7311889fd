import { slugRefusals } from '../campaign/campaign.js';
import { LOCALES_MAX, REGIONS_MAX, textRefusals, TITLE_LENGTH_MAX, urlRefusals } from '../content/document-rules.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { canonicalLocale } from '../text/locale.js';
import { domainNameRefusals } from './domain-proof.js';

/** What a partner says of itself. */
export interface PartnerProfile {
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
  /** ISO 3166-1 alpha-2; empty: nowhere in particular. */
  readonly regions: readonly string[];
  /** BCP 47. */
  readonly languages: readonly string[];
}

/** Whom staff write to. Never shown to viewers. */
export interface PartnerContact {
  readonly name: string;
  readonly email: string;
}

export const CONTACT_NAME_LENGTH_MAX = 100;
export const EMAIL_LENGTH_MAX = 254;
export const DOMAINS_MAX = 50;
/** Enough to tell a mistake from an address; whether somebody reads it is found out by writing there. */
const EMAIL = /^[^\s@<>",;:]+@[^\s@<>",;:]+\.[^\s@<>",;:.]+$/;

/** What no partner may be called or say of itself, all at once. */
export function partnerRefusals(profile: PartnerProfile, path: readonly string[]): Refusal[] {
  return [
    ...slugRefusals(profile.slug, [...path, 'slug']),
    ...nameRefusals(profile.name, TITLE_LENGTH_MAX, [...path, 'name']),
    ...urlRefusals(profile.website, [...path, 'website']),
    ...manyRefusals(profile.regions, REGIONS_MAX, [...path, 'regions']),
    ...profile.regions
      .slice(0, REGIONS_MAX)
      .filter((region) => !/^[A-Z]{2}$/.test(region))
      .map((region) => invalidValue([...path, 'regions'], region, 'ISO 3166-1 codes such as GB')),
    ...manyRefusals(profile.languages, LOCALES_MAX, [...path, 'languages']),
    ...profile.languages
      .slice(0, LOCALES_MAX)
      .filter((locale) => canonicalLocale(locale) !== locale)
      .map((locale) => invalidValue([...path, 'languages'], locale, 'BCP 47 tags such as en')),
  ];
}

export function contactRefusals(contact: PartnerContact, path: readonly string[]): Refusal[] {
  const { name, email } = contact;
  const isEmail = email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email);
  return [
    ...nameRefusals(name, CONTACT_NAME_LENGTH_MAX, [...path, 'contactName']),
    ...(isEmail
      ? textRefusals(email, EMAIL_LENGTH_MAX, [...path, 'contactEmail'])
      : [
          invalidValue(
            [...path, 'contactEmail'],
            email,
            `an address such as office@example.org, at most ${EMAIL_LENGTH_MAX} characters`,
          ),
        ]),
  ];
}

/** Names on the web, each well formed and once. */
export function domainsRefusals(domains: readonly string[], path: readonly string[]): Refusal[] {
  if (domains.length > DOMAINS_MAX) return manyRefusals(domains, DOMAINS_MAX, path);
  return domains.flatMap((domain, index) => [
    ...domainNameRefusals(domain, [...path, String(index)]),
    ...(domains.indexOf(domain) < index ? [invalidValue([...path, String(index)], domain, 'each name once')] : []),
  ]);
}

/** What staff have to have on file before they vouch for a partner. */
export function verificationRefusals(
  partner: { readonly contact: PartnerContact | null; readonly verifiedDomains: number },
  path: readonly string[],
): Refusal[] {
  return [
    ...(partner.contact === null
      ? [invalidValue([...path, 'contact'], null, 'a contact on file: save one with updatePartner first')]
      : []),
    ...(partner.verifiedDomains === 0
      ? [
          invalidValue(
            [...path, 'domains'],
            null,
            'at least one verified domain: addPartnerDomain, then recordDomainCheck once its proof was seen',
          ),
        ]
      : []),
  ];
}

/** A partner for which nobody vouches yet writes drafts; it hands nothing in. */
export function unverifiedRefusals(isVerified: boolean, partnerId: string, path: readonly string[]): Refusal[] {
  if (isVerified) return [];
  const message =
    'Your partner is not verified yet, so nothing is handed in; drafts are kept. Staff verify it once a contact and a domain are proved: ask them.';
  return [refuse('PARTNER_NOT_VERIFIED', path, { message, partnerId })];
}

function nameRefusals(name: string, lengthMax: number, path: readonly string[]): Refusal[] {
  return name.trim() === ''
    ? [invalidValue(path, null, `1 to ${lengthMax} characters`)]
    : textRefusals(name, lengthMax, path);
}

function manyRefusals(list: readonly string[], max: number, path: readonly string[]): Refusal[] {
  return list.length > max ? [invalidValue(path, `${list.length} of them`, `at most ${max}`)] : [];
}
