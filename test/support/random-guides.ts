import { DAY_MS, formatInstant } from '#domain';
import type { Cast, TestMember } from './actors.js';
import type { Desk } from './desk.js';
import type { Draws } from './draws.js';
import type { StandingClock, TestApi } from './test-api.js';

const COMMANDS = { begin: 2, save: 6, submit: 10, decide: 30, withdraw: 1, retire: 1, takeDown: 1 } as const;
/** Work is on few at a time, so that something comes of it. */
const GUIDES_MAX = 5;
const SLOTS = ['ABOUT', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'];

/** People of all roles who do anything to guides at any moment, also what they may not. A refusal does not end the play. */
export class RandomGuides {
  accepted = 0;
  refused = 0;
  readonly slugs: string[] = [];
  private readonly versions = new Map<string, number>();
  private readonly revisions: string[] = [];
  private texts = 0;

  constructor(
    private readonly draws: Draws,
    private readonly desk: Desk,
    private readonly api: TestApi,
    private readonly cast: Cast,
    private readonly clock: StandingClock,
  ) {}

  /** One command. */
  async act(): Promise<void> {
    const drawn = this.slugs.length === 0 ? 'begin' : this.draws.weighted(COMMANDS);
    const name = drawn === 'begin' && this.slugs.length >= GUIDES_MAX ? 'save' : drawn;
    if (await this[name]()) this.accepted += 1;
    else this.refused += 1;
  }

  private async begin() {
    const slug = `guide-${this.texts}`;
    const isMade = await this.send('beginGuide', 'guide { slug }', { slug, document: this.document() }, this.writer());
    if (isMade) {
      this.slugs.push(slug);
      this.versions.set(slug, 1);
    }
    return isMade;
  }

  private async save() {
    const slug = this.draws.from(this.slugs);
    const version = this.versions.get(slug)!;
    const isMade = await this.send(
      'saveGuideDraft',
      'guide { slug }',
      { slug, version, document: this.document() },
      this.writer(),
    );
    if (isMade) this.versions.set(slug, version + 1);
    return isMade;
  }

  private async submit() {
    const slug = this.draws.from(this.slugs);
    const input = { slug, version: this.versions.get(slug)! };
    const by = this.draws.from([this.cast.staff.ADMIN, this.cast.staff.ADMIN, this.anybody()]);
    const made = await this.desk.mutate<{ id: string }>(by, 'submitGuideDraft', input, 'revision', 'revision { id }');
    if (made.node !== null) this.revisions.push(made.node.id);
    return made.node !== null;
  }

  private async decide() {
    const { REVIEWER, SAFETY_REVIEWER } = this.cast.staff;
    const by = this.draws.from([REVIEWER, SAFETY_REVIEWER, this.anybody()]);
    const revisionId = this.draws.from([...this.revisions.slice(-3), '0190a0a0-0000-7000-8000-000000000000']);
    const decision = this.draws.weighted({ APPROVED: 8, CHANGES_REQUESTED: 1, REJECTED: 1 });
    const given = decision === 'APPROVED' && this.draws.below(6) > 0 ? await this.answersTo(revisionId) : {};
    const reason = decision === 'APPROVED' ? {} : { reason: `Because of ${this.texts}` };
    const code = decision === 'REJECTED' ? { code: 'OTHER' } : {};
    const locales = this.draws.below(3) === 0 ? { locales: ['en'] } : {};
    const input = { revisionId, decision, ...given, ...reason, ...code, ...locales };
    return this.send('decideGuideRevision', 'revision { id }', input, by);
  }

  private withdraw() {
    const revisionId = this.draws.from([...this.revisions.slice(-2), 'none']);
    return this.send('withdrawGuideRevision', 'revision { id }', { revisionId });
  }

  private retire() {
    const [slug, successor] = [this.draws.from(this.slugs), this.draws.from(this.slugs)];
    return this.send('supersedeGuide', 'guide { slug }', { slug, successor, reason: 'A better one' });
  }

  private takeDown() {
    const input = { subjectType: 'GUIDE', subjectId: this.draws.from(this.slugs), kind: 'IN_ERROR', reason: 'Wrong' };
    return this.draws.below(2) === 0 && this.send('takeDown', 'removal { id }', input, this.cast.staff.ADMIN);
  }

  private async send(mutation: string, selection: string, input: object, by = this.anybody()): Promise<boolean> {
    const field = selection.split(' ', 1)[0]!;
    return (await this.desk.mutate(by, mutation, input, field, selection)).node !== null;
  }

  private async answersTo(revisionId: string) {
    const query = `query ($id: ID!) { guideRevision(id: $id) { check { findings { key severity } } } }`;
    interface Check {
      guideRevision: { check: { findings: { key: string; severity: string }[] } } | null;
    }
    const { body } = await this.api.manage<Check>(this.cast.staff.ADMIN.key, query, { id: revisionId });
    const findings = body.data.guideRevision?.check.findings ?? [];
    const keys = (severity: string) => findings.filter((one) => one.severity === severity).map(({ key }) => key);
    return { acknowledged: keys('WARN'), answers: keys('HUMAN').map((key) => ({ key, fine: true })) };
  }

  /** A text that was never written before: an answer tells which draft it comes from. */
  private document(): object {
    this.texts += 1;
    const dayOf = (days: number) => formatInstant(this.clock.now() + days * DAY_MS).slice(0, 10);
    const localizations = ['en', 'es'].slice(0, 1 + this.draws.below(2)).map((locale) => ({
      locale,
      title: `Guide text ${this.texts} ${locale}`,
      disclaimer: 'For information only.',
      sections: SLOTS.map((slot) => ({ slot, heading: 'Heading', body: 'You can talk to somebody.' })),
      reviewedOn: dayOf(-1),
      reviewBy: dayOf(this.draws.below(30) + 5),
    }));
    const topics = [this.draws.from(['help_seeking', 'grief', 'suicide'])];
    return { audience: 'GENERAL', topics, partners: ['samaritans'], defaultLocale: 'en', localizations };
  }

  /** Mostly those who write: who reviews wrote nothing then, and something is approved. */
  private writer(): TestMember {
    const { staff, partner } = this.cast;
    return this.draws.below(4) === 0 ? this.anybody() : this.draws.from([staff.ADMIN, partner.members.CONTRIBUTOR]);
  }

  private anybody(): TestMember {
    const { staff, partner, otherPartner } = this.cast;
    const all = [...Object.values(staff), staff.ADMIN, staff.REVIEWER, ...Object.values(partner.members)];
    return this.draws.from([...all, otherPartner.members.OWNER]);
  }
}
