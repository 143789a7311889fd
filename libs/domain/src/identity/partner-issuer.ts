import { textRefusals, urlRefusals } from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';

/** A partner's own provider of OpenID Connect, as staff write it down. */
export interface PartnerIssuer {
  /** As people read it. */
  readonly name: string;
  /** To the letter as the provider says it of itself: `https://login.example.org`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
}

export const ISSUERS_MAX = 5;
export const ISSUER_NAME_LENGTH_MAX = 100;
export const CLIENT_ID_LENGTH_MAX = 255;
export const CLIENT_SECRET_LENGTH_MAX = 512;
/** Of the name that a provider has for a person. */
export const SUBJECT_LENGTH_MAX = 255;

const VISIBLE = /^[\x21-\x7e]+$/;

/** What is not an issuer, all at once. The secret is never carried by a refusal. */
export function issuerRefusals(given: PartnerIssuer, path: readonly string[]): Refusal[] {
  const { name, issuer, clientId, clientSecret } = given;
  return [
    ...(name.trim() === ''
      ? [invalidValue([...path, 'name'], name, `1 to ${ISSUER_NAME_LENGTH_MAX} characters`)]
      : textRefusals(name, ISSUER_NAME_LENGTH_MAX, [...path, 'name'])),
    ...issuerUrlRefusals(issuer, [...path, 'issuer']),
    ...visibleRefusals(clientId, clientId, CLIENT_ID_LENGTH_MAX, [...path, 'clientId']),
    ...(clientSecret === null
      ? []
      : visibleRefusals(clientSecret, null, CLIENT_SECRET_LENGTH_MAX, [...path, 'clientSecret'])),
  ];
}

function issuerUrlRefusals(issuer: string, path: readonly string[]): Refusal[] {
  const refusals = urlRefusals(issuer, path);
  if (refusals.length > 0 || !/[?#]/.test(issuer)) return refusals;
  return [invalidValue(path, issuer, 'an issuer has neither a query nor a fragment')];
}

function visibleRefusals(text: string, shown: string | null, max: number, path: readonly string[]): Refusal[] {
  return VISIBLE.test(text) && text.length <= max
    ? []
    : [invalidValue(path, shown === null ? null : shown.slice(0, max), `1 to ${max} visible ASCII characters`)];
}
