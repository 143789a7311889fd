import type { KeyView, MemberView, PartnerView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function partnerView(partner: PartnerView): Api.PartnerRecord {
  const { id, slug, name, website, contactName, contactEmail, verifiedAt } = partner;
  return {
    id,
    slug,
    name,
    website,
    regions: [...partner.regions],
    languages: [...partner.languages],
    contact: contactName === null || contactEmail === null ? null : { name: contactName, email: contactEmail },
    verifiedAt: verifiedAt === null ? null : new Date(verifiedAt),
  };
}

export function memberView(member: MemberView, partner: PartnerView | null): Api.Member {
  return {
    id: member.id,
    displayName: member.displayName,
    role: member.role,
    partner: partner && partnerView(partner),
    removedAt: date(member.removedAt),
    keys: member.keys.map(keyView),
  };
}

export function keyView(key: KeyView): Api.ApiKey {
  const { id, name, prefix, scopes, createdAt, lastUsedOn } = key;
  return {
    id,
    name,
    prefix,
    scopes: scopes && [...scopes],
    createdAt: new Date(createdAt),
    expiresAt: date(key.expiresAt),
    revokedAt: date(key.revokedAt),
    lastUsedOn,
  };
}

function date(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
