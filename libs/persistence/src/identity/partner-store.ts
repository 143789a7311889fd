import { Injectable } from '@nestjs/common';
import type { DomainProof, Instant, PartnerContact, PartnerProfile } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** A partner that nobody else writes to before the transaction is over: its members, domains and invitations neither. */
export interface LockedPartner {
  readonly id: string;
  readonly profile: PartnerProfile;
  readonly contact: PartnerContact | null;
  readonly verifiedAt: Instant | null;
}

export interface PartnerApplicationFacts {
  readonly profile: PartnerProfile;
  readonly contact: PartnerContact;
  readonly domains: readonly string[];
  readonly message: string | null;
}

export interface LockedApplication extends PartnerApplicationFacts {
  readonly id: string;
  readonly state: 'PENDING' | 'ACCEPTED' | 'DECLINED';
}

export interface LockedDomain {
  readonly id: string;
  readonly partnerId: string;
  readonly domain: string;
  readonly verifiedAt: Instant | null;
}

/** Writes partners, what they asked for, and the names on the web that are theirs. */
@Injectable()
export class PartnerStore {
  /** Null: no partner has this slug. */
  async lockPartner(tx: Transaction, slug: string): Promise<LockedPartner | null> {
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM partner WHERE slug = ${slug} FOR UPDATE`;
    return locked.length === 0 ? null : this.partner(tx, locked[0]!.id);
  }

  async lockPartnerById(tx: Transaction, id: string): Promise<LockedPartner | null> {
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM partner WHERE id = ${id}::uuid FOR UPDATE`;
    return locked.length === 0 ? null : this.partner(tx, id);
  }

  /** A partner for which nobody vouches yet. @returns its id */
  async insertApplied(tx: Transaction, profile: PartnerProfile, contact: PartnerContact): Promise<string> {
    const id = tx.newId();
    const { regions, languages, ...rest } = profile;
    await clientOf(tx).partner.create({
      data: {
        ...rest,
        id,
        regions: [...regions],
        languages: [...languages],
        contactName: contact.name,
        contactEmail: contact.email,
        createdAt: new Date(tx.now),
      },
    });
    return id;
  }

  async savePartner(
    tx: Transaction,
    id: string,
    profile: Omit<PartnerProfile, 'slug'>,
    contact: PartnerContact | null,
  ): Promise<void> {
    const { name, website, regions, languages } = profile;
    await clientOf(tx).partner.update({
      where: { id },
      data: {
        name,
        website,
        regions: [...regions],
        languages: [...languages],
        contactName: contact?.name ?? null,
        contactEmail: contact?.email ?? null,
      },
    });
  }

  async setVerified(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).partner.update({ where: { id }, data: { verifiedAt: new Date(tx.now) } });
  }

  /** @returns the id; null: another application for this slug waits already */
  async insertApplication(tx: Transaction, facts: PartnerApplicationFacts, recordedBy: string): Promise<string | null> {
    const { profile, contact, domains, message } = facts;
    const lock = `partner-application ${profile.slug}`;
    await clientOf(tx).$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text AS locked`;
    const waiting = await clientOf(tx).partnerApplication.count({ where: { slug: profile.slug, state: 'PENDING' } });
    if (waiting > 0) return null;
    const id = tx.newId();
    await clientOf(tx).partnerApplication.create({
      data: {
        id,
        slug: profile.slug,
        name: profile.name,
        website: profile.website,
        contactName: contact.name,
        contactEmail: contact.email,
        domains: [...domains],
        regions: [...profile.regions],
        languages: [...profile.languages],
        message,
        state: 'PENDING',
        recordedById: recordedBy,
        recordedAt: new Date(tx.now),
      },
    });
    return id;
  }

  async lockApplication(tx: Transaction, id: string): Promise<LockedApplication | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM partner_application WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).partnerApplication.findUniqueOrThrow({ where: { id } });
    const { slug, name, website, regions, languages } = row;
    return {
      id: row.id,
      state: row.state,
      profile: { slug, name, website, regions, languages },
      contact: { name: row.contactName, email: row.contactEmail },
      domains: row.domains,
      message: row.message,
    };
  }

  /** @param decided `partnerId`: the partner that came of it; null: declined */
  async decideApplication(
    tx: Transaction,
    id: string,
    decided: { readonly by: string; readonly partnerId: string | null; readonly reason: string | null },
  ): Promise<void> {
    await clientOf(tx).partnerApplication.update({
      where: { id },
      data: {
        state: decided.partnerId === null ? 'DECLINED' : 'ACCEPTED',
        decidedById: decided.by,
        decidedAt: new Date(tx.now),
        reason: decided.reason,
        partnerId: decided.partnerId,
      },
    });
  }

  /** The names that a locked partner has, proved or not; those that were removed are left out. */
  async domainsOf(tx: Transaction, partnerId: string): Promise<readonly LockedDomain[]> {
    const rows = await clientOf(tx).partnerDomain.findMany({
      where: { partnerId, removedAt: null },
      orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({ ...row, verifiedAt: row.verifiedAt?.getTime() ?? null }));
  }

  /** @returns its id */
  async insertDomain(
    tx: Transaction,
    domain: {
      readonly partnerId: string;
      readonly domain: string;
      readonly proof: DomainProof;
      readonly challenge: string;
      readonly addedBy: string;
    },
  ): Promise<string> {
    const id = tx.newId();
    const { addedBy, ...rest } = domain;
    await clientOf(tx).partnerDomain.create({
      data: { ...rest, id, addedById: addedBy, addedAt: new Date(tx.now) },
    });
    return id;
  }

  /** Not locked by itself: its partner is locked first. */
  async domain(tx: Transaction, id: string): Promise<LockedDomain | null> {
    if (!isUuid(id)) return null;
    const row = await clientOf(tx).partnerDomain.findFirst({ where: { id, removedAt: null } });
    return row && { ...row, verifiedAt: row.verifiedAt?.getTime() ?? null };
  }

  /** True when another partner has proved the name. Waits for whoever is about to, so that of two at once one finds the other. */
  async isProvedByAnother(tx: Transaction, domain: string, partnerId: string): Promise<boolean> {
    const lock = `partner-domain ${domain}`;
    await clientOf(tx).$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text AS locked`;
    const where = { domain, removedAt: null, verifiedAt: { not: null }, partnerId: { not: partnerId } };
    return (await clientOf(tx).partnerDomain.count({ where })) > 0;
  }

  async recordDomainCheck(
    tx: Transaction,
    id: string,
    check: { readonly by: string; readonly isProved: boolean; readonly note: string | null },
  ): Promise<void> {
    const at = new Date(tx.now);
    await clientOf(tx).partnerDomain.update({
      where: { id },
      data: { checkedById: check.by, checkedAt: at, checkNote: check.note, verifiedAt: check.isProved ? at : null },
    });
  }

  async removeDomain(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).partnerDomain.update({ where: { id }, data: { removedAt: new Date(tx.now) } });
  }

  private async partner(tx: Transaction, id: string): Promise<LockedPartner> {
    const row = await clientOf(tx).partner.findUniqueOrThrow({ where: { id } });
    const { slug, name, website, regions, languages, contactName, contactEmail } = row;
    return {
      id,
      profile: { slug, name, website, regions, languages },
      contact: contactName === null || contactEmail === null ? null : { name: contactName, email: contactEmail },
      verifiedAt: row.verifiedAt?.getTime() ?? null,
    };
  }
}
