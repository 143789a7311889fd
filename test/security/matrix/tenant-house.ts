import type { TestMember } from '../../support/actors.js';
import type { ContentStage, ItemObject } from '../../support/content-stage.js';
import { made } from '../../support/desk.js';
import type { Ids } from './sweep.js';

/** A word that stands in the texts of the house, and in nobody else's. */
export const HOUSE_WORD = 'Wisteria';

/** One partner with something of everything: handed in, decided, appealed, withdrawn, taken off the air, invited, said to be its own. */
export class TenantHouse {
  /** What arguments and queries by these names are about. */
  ids: Ids = {};
  /** The same of things that are gone: withdrawn, revoked, removed, closed. */
  goneIds: Ids = {};

  constructor(private readonly stage: ContentStage) {}

  async furnish(): Promise<void> {
    const { desk } = this.stage;
    const approved = await desk.submitted(documentOf('first', ['suicide']));
    await desk.approve(approved.revisionId);
    const waiting = await desk.submitted(documentOf('second'));
    await this.decideInPart();
    const withdrawn = await desk.submitted(documentOf('third'));
    await this.withdraw(withdrawn.itemId);
    const removal = await this.takeDown(approved.revisionId);
    await this.publishGuide();
    const [standing, gone] = [await this.furniture('standing'), await this.furniture('gone')];
    const { memberId, keyId } = this.stage.cast.partner.members.CONTRIBUTOR.actor;
    const things = (itemId: string, revisionId: string) => ({
      itemId,
      revisionId,
      revisionIds: revisionId,
      subjectId: itemId,
      from: revisionId,
      contentItem: itemId,
      revision: revisionId,
    });
    this.ids = {
      ...things(approved.itemId, approved.revisionId),
      revisionId: waiting.revisionId,
      ...standing,
      memberId,
      keyId: keyId!,
      removal,
      removalId: removal,
      guide: GUIDE_SLUG,
    };
    this.goneIds = { ...things(withdrawn.itemId, withdrawn.revisionId), ...gone };
    await this.clearAway(gone);
  }

  /** A rejection that the partner appeals. */
  private async decideInPart(): Promise<void> {
    const { REVIEWER } = this.stage.cast.staff;
    const { revisionId } = await this.stage.desk.submitted(documentOf('fourth'));
    made(await this.stage.change(REVIEWER, 'rejectRevision', { revisionId, reason: `Too much ${HOUSE_WORD}` }));
    const { OWNER } = this.stage.cast.partner.members;
    made(
      await this.stage.change(OWNER, 'appealRejection', { revisionId, text: `There is never too much ${HOUSE_WORD}` }),
    );
  }

  private async withdraw(itemId: string): Promise<void> {
    const { OWNER } = this.stage.cast.partner.members;
    const reason = `No more ${HOUSE_WORD}`;
    made(await this.stage.change<ItemObject>(OWNER, 'withdrawContentItem', { itemId, reason }));
  }

  private async takeDown(revisionId: string): Promise<string> {
    const input = {
      kind: 'IN_ERROR',
      reason: `${HOUSE_WORD} by mistake`,
      subjectType: 'REVISION',
      subjectId: revisionId,
    };
    const { SAFETY_REVIEWER } = this.stage.cast.staff;
    return (await this.mutate<{ id: string }>(SAFETY_REVIEWER, 'takeDown', 'removal { id }', input)).id;
  }

  private async publishGuide(): Promise<void> {
    const { ADMIN, REVIEWER, SAFETY_REVIEWER } = this.stage.cast.staff;
    const input = { slug: GUIDE_SLUG, document: guideOf(this.stage.cast.partner.slug) };
    await this.mutate(ADMIN, 'beginGuide', 'guide { slug }', input);
    const submitted = await this.mutate<{ id: string }>(ADMIN, 'submitGuideDraft', 'revision { id }', {
      slug: GUIDE_SLUG,
      version: 1,
    });
    for (const by of [REVIEWER, SAFETY_REVIEWER]) await this.approveGuide(by, submitted.id);
  }

  private async approveGuide(by: TestMember, revisionId: string): Promise<void> {
    interface Check {
      readonly guideRevision: { check: { findings: { key: string; severity: string }[] } };
    }
    const query = `query ($id: ID!) { guideRevision(id: $id) { check { findings { key severity } } } }`;
    const { findings } = (await this.stage.ask<Check>(by, query, { id: revisionId })).data.guideRevision.check;
    const keys = (severity: string) => findings.filter((one) => one.severity === severity).map(({ key }) => key);
    await this.mutate(by, 'decideGuideRevision', 'revision { id }', {
      revisionId,
      decision: 'APPROVED',
      acknowledged: keys('WARN'),
      answers: keys('HUMAN').map((key) => ({ key, fine: true })),
    });
  }

  /** Of each kind of thing that can be taken away again, one. */
  private async furniture(name: 'standing' | 'gone') {
    const { partner, staff } = this.stage.cast;
    const { OWNER } = partner.members;
    const make = async (by: TestMember, mutation: string, selection: string, input: object) =>
      (await this.mutate<{ id: string }>(by, mutation, selection, input)).id;
    const displayName = `${HOUSE_WORD} ${name}`;
    const memberId = await make(staff.ADMIN, 'addMember', 'member { id }', {
      displayName,
      role: 'VIEWER',
      partner: partner.slug,
    });
    const keyId = await this.mutate<string>(staff.ADMIN, 'issueKey', 'keyId', { memberId, name: `wisteria-${name}` });
    const invitationId = await make(OWNER, 'inviteMember', 'invitation { id }', { displayName, role: 'VIEWER' });
    const domain = `wisteria-${name}.example`;
    const domains = await this.mutate<{ id: string; domain: string }[]>(
      OWNER,
      'addPartnerDomain',
      'domains { id domain }',
      { domain },
    );
    const issuer = `https://login.${domain}`;
    const issuers = await this.mutate<{ id: string; issuer: string }[]>(
      staff.ADMIN,
      'addPartnerIssuer',
      'issuers { id issuer }',
      { partner: partner.slug, name: displayName, issuer, clientId: `wisteria-${name}` },
    );
    const issuerId = issuers.find((one) => one.issuer === issuer)!.id;
    const importId = await make(OWNER, 'openImport', 'import { id }', {});
    const domainId = domains.find((one) => one.domain === domain)!.id;
    return { memberId, keyId, invitationId, domainId, issuerId, importId, contentImport: importId };
  }

  private async clearAway({ memberId, keyId, invitationId, domainId, issuerId, importId }: Ids): Promise<void> {
    const { OWNER } = this.stage.cast.partner.members;
    await this.mutate(OWNER, 'revokeKey', 'keyId', { keyId });
    await this.mutate(OWNER, 'removeMember', 'member { id }', { memberId, reason: 'Moved on' });
    await this.mutate(OWNER, 'revokeInvitation', 'invitation { id }', { invitationId });
    await this.mutate(OWNER, 'removePartnerDomain', 'domains { id }', { domainId });
    await this.mutate(this.stage.cast.staff.ADMIN, 'removePartnerIssuer', 'issuers { id }', { issuerId });
    await this.mutate(OWNER, 'closeImport', 'import { id }', { importId });
  }

  private async mutate<Node>(by: TestMember, mutation: string, selection: string, input: object): Promise<Node> {
    return made(await this.stage.desk.mutate<Node>(by, mutation, input, selection.split(' ')[0]!, selection));
  }
}

const GUIDE_SLUG = 'wisteria';

function documentOf(name: string, topics: readonly string[] = ['help_seeking']): object {
  const medium = { kind: 'IMAGE', url: 'https://media.example.org/wisteria.jpg', alt: `A ${HOUSE_WORD}`, captions: [] };
  const text = {
    locale: 'en',
    title: `${HOUSE_WORD} ${name}`,
    summary: 'A short text',
    body: `Talk to somebody in the ${HOUSE_WORD}.`,
    contentNote: { text: 'Speaks of loss', alternative: 'Read about rest instead' },
    media: [{ ...medium, blurred: false }],
  };
  return { kind: 'ARTICLE', topics, ageMin: 16, defaultLocale: 'en', localizations: [text] };
}

function guideOf(partner: string): object {
  const slots = ['NOTICE', 'ASK', 'LISTEN', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'];
  const text = {
    locale: 'en',
    title: `${HOUSE_WORD} for friends`,
    disclaimer: 'For information only.',
    sections: slots.map((slot) => ({ slot, heading: slot, body: 'Take your time.' })),
    reviewedOn: new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10),
    reviewBy: new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10),
  };
  return {
    audience: 'SUPPORTING_SOMEONE',
    topics: ['suicide_prevention'],
    partners: [partner],
    defaultLocale: 'en',
    localizations: [text],
  };
}
