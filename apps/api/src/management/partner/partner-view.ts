import { proofPlace } from '#domain';
import type { InvitationView, PartnerApplicationView, PartnerDomainView, PartnerView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { partnerView } from '../identity/identity-view.js';

const date = (at: number | null) => (at === null ? null : new Date(at));

/** @param partner what came of it; null: nothing yet */
export function applicationView(
  application: PartnerApplicationView,
  partner: PartnerView | null,
): Api.PartnerApplication {
  const { id, state, profile, contact, domains, message, reason } = application;
  return {
    id,
    state,
    slug: profile.slug,
    name: profile.name,
    website: profile.website,
    regions: [...profile.regions],
    languages: [...profile.languages],
    contact: { name: contact.name, email: contact.email },
    domains: [...domains],
    message,
    recordedAt: new Date(application.recordedAt),
    decidedAt: date(application.decidedAt),
    reason,
    partner: partner && partnerView(partner),
  };
}

export function domainView(row: PartnerDomainView): Api.PartnerDomain {
  const { id, domain, proof, challenge, checkNote } = row;
  const { where, what } = proofPlace(domain, proof, challenge);
  return {
    id,
    domain,
    proof,
    proofWhere: where,
    proofWhat: what,
    addedAt: new Date(row.addedAt),
    checkedAt: date(row.checkedAt),
    checkNote,
    verifiedAt: date(row.verifiedAt),
  };
}

export function invitationView(invitation: InvitationView): Api.Invitation {
  const { id, displayName, role, prefix, state, invitedAt, expiresAt } = invitation;
  return { id, displayName, role, prefix, state, invitedAt: new Date(invitedAt), expiresAt: new Date(expiresAt) };
}
