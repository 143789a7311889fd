import { DAY_MS, HOUR_MS, SECOND_MS, type StaffRole } from '#domain';
import type { Draws } from './draws.js';
import type { Cast, TestMember } from './actors.js';
import type { Desk, WindowInput } from './desk.js';
import type { StandingClock } from './test-api.js';

const TOPICS = ['help_seeking', 'suicide', 'self_harm', 'eating_disorder', 'grief'];
const LOCALES = ['en', 'es', 'de'];
const COMMANDS = {
  create: 3,
  save: 3,
  submit: 5,
  decide: 18,
  edit: 2,
  respond: 2,
  appeal: 1,
  decideAppeal: 2,
  withdrawItem: 1,
  withdrawRevision: 1,
  campaign: 3,
  playlist: 2,
  schedule: 5,
  reschedule: 2,
  replace: 2,
  cancel: 1,
  pause: 1,
  resume: 2,
} as const;

/**
 * People of all roles, of two partners and of staff, who do anything at any moment: also what they may not, in any order, with
 * whatever they have heard of. Everything through the management API; a fault there ends the play, a refusal does not.
 */
export class RandomPeople {
  /** What was accepted, by command, and what was refused in all. */
  readonly accepted = new Map<string, number>();
  refused = 0;
  private readonly items: { id: string; version: number }[] = [];
  private readonly revisions: string[] = [];
  private readonly campaigns: string[] = [];
  private readonly runs: string[] = [];
  private readonly pauses: string[] = [];
  private texts = 0;

  constructor(
    private readonly draws: Draws,
    private readonly desk: Desk,
    private readonly cast: Cast,
    private readonly clock: StandingClock,
  ) {}

  /** One command, after a moment. */
  async act(): Promise<void> {
    this.clock.set(this.clock.now() + this.draws.from([SECOND_MS, SECOND_MS, HOUR_MS, 7 * HOUR_MS]));
    const name = this.draws.weighted(COMMANDS);
    const isAccepted = await this[name]();
    if (isAccepted === null) return;
    if (isAccepted) this.accepted.set(name, (this.accepted.get(name) ?? 0) + 1);
    else this.refused += 1;
  }

  private async create() {
    const made = await this.send<{ id: string }>(this.writer(), 'createContentItem', 'item', {
      document: this.document(),
    });
    if (made !== null) this.items.push({ id: made.id, version: 1 });
    return made !== null;
  }

  private save() {
    return this.with(this.items, async (item) => {
      const input = { itemId: item.id, version: item.version, document: this.document() };
      const made = await this.send(this.writer(), 'saveDraft', 'item', input);
      if (made !== null) item.version += 1;
      return made !== null;
    });
  }

  private submit() {
    return this.with(this.items, async ({ id, version }) => {
      const input = { itemId: id, version };
      const made = await this.send<{ id: string }>(this.writer(), 'submitDraft', 'revision', input);
      if (made !== null) this.revisions.push(made.id);
      return made !== null;
    });
  }

  private decide() {
    return this.with(this.revisions.slice(-6), async (revisionId) => {
      const by = this.staff(['REVIEWER', 'SAFETY_REVIEWER', 'ADMIN']);
      const mutation = this.draws.weighted({ approveRevision: 8, requestChanges: 1, rejectRevision: 1 });
      const reason = `Because of ${this.texts}`;
      if (mutation !== 'approveRevision') {
        const code = mutation === 'rejectRevision' ? { code: 'OTHER' } : {};
        return (await this.send(by, mutation, 'revision', { revisionId, reason, ...code })) !== null;
      }
      const locales = this.draws.below(4) === 0 ? { locales: ['en'] } : {};
      const answers = this.draws.below(6) === 0 ? {} : await this.desk.answersTo(this.cast.staff.ADMIN, revisionId);
      return (await this.send(by, mutation, 'revision', { revisionId, reason, ...answers, ...locales })) !== null;
    });
  }

  private edit() {
    return this.with(this.revisions, async (revisionId) => {
      const input = { revisionId, document: this.document(), reason: 'A clearer word' };
      const made = await this.send<{ id: string }>(
        this.staff(['REVIEWER', 'SAFETY_REVIEWER']),
        'editRevision',
        'revision',
        input,
      );
      if (made !== null) this.revisions.push(made.id);
      return made !== null;
    });
  }

  private respond() {
    return this.with(this.revisions, async (revisionId) => {
      const isAccepted = this.draws.below(3) > 0;
      const [mutation, more] = isAccepted ? ['acceptEdit', {}] : ['declineEdit', { reason: 'Not in our voice' }];
      return (
        (await this.send(this.writer(), mutation as string, 'revision', { revisionId, ...(more as object) })) !== null
      );
    });
  }

  private appeal() {
    return this.with(this.revisions, async (revisionId) => {
      return (
        (await this.send(this.writer(), 'appealRejection', 'revision', { revisionId, text: 'Look again' })) !== null
      );
    });
  }

  private decideAppeal() {
    return this.with(this.revisions, async (revisionId) => {
      const input = { revisionId, outcome: this.draws.from(['GRANTED', 'UPHELD']), reason: 'We looked again' };
      return (await this.send(this.staff(['REVIEWER']), 'decideAppeal', 'revision', input)) !== null;
    });
  }

  private withdrawItem() {
    return this.with(this.items, async ({ id }) => {
      const input = { itemId: id, reason: 'Not ours any more' };
      return (await this.send(this.writer(), 'withdrawContentItem', 'item', input)) !== null;
    });
  }

  private withdrawRevision() {
    return this.with(this.revisions, async (revisionId) => {
      return (await this.send(this.writer(), 'withdrawRevision', 'revision', { revisionId })) !== null;
    });
  }

  private async campaign() {
    this.texts += 1;
    const input = {
      slug: `campaign-${this.texts}`,
      surface: 'discover',
      tier: this.draws.from(['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN']),
      defaultLocale: 'en',
      texts: [{ locale: 'en', title: `Campaign ${this.texts}` }],
    };
    const made = await this.send<{ id: string }>(this.planner(), 'createCampaign', 'campaign', input);
    if (made !== null) this.campaigns.push(made.id);
    return made !== null;
  }

  private playlist() {
    return this.with(this.campaigns, async (campaignId) => {
      const input = { campaignId, revisionIds: this.someRevisions() };
      return (await this.send(this.planner(), 'setPlaylist', 'campaign', input)) !== null;
    });
  }

  private schedule() {
    return this.with(this.campaigns, async (campaignId) => {
      await this.send(this.planner(), 'setPlaylist', 'campaign', { campaignId, revisionIds: this.someRevisions() });
      const input = { campaignId, window: this.window() };
      const made = await this.send<{ id: string }>(this.planner(), 'scheduleCampaign', 'run', input);
      if (made !== null) this.runs.push(made.id);
      return made !== null;
    });
  }

  private reschedule() {
    return this.with(this.runs, async (runId) => {
      return (await this.send(this.planner(), 'rescheduleRun', 'run', { runId, window: this.window() })) !== null;
    });
  }

  private replace() {
    return this.with(this.runs, async (runId) => {
      const input = { runId, revisionIds: this.someRevisions() };
      return (await this.send(this.planner(), 'replaceRunPlaylist', 'run', input)) !== null;
    });
  }

  private cancel() {
    return this.with(this.runs, async (runId) => {
      return (await this.send(this.planner(), 'cancelRun', 'run', { runId, reason: 'Changed our minds' })) !== null;
    });
  }

  private async pause() {
    const input = { reason: 'Sad news', regions: this.draws.below(2) === 0 ? [] : ['GB'] };
    const made = await this.send<{ id: string }>(this.planner(), 'pauseProgramme', 'pause', input);
    if (made !== null) this.pauses.push(made.id);
    return made !== null;
  }

  private resume() {
    return this.with(this.pauses, async (pauseId) => {
      const input = { pauseId, otherwise: this.draws.from(['CONTINUE', 'RETIRE']) };
      return (await this.send(this.planner(), 'resumeProgramme', 'pause', input)) !== null;
    });
  }

  /** @returns null when it was refused */
  private async send<Node>(by: TestMember, mutation: string, field: string, input: object): Promise<Node | null> {
    return (await this.desk.mutate<Node>(by, mutation, input, field, `${field} { id }`)).node;
  }

  /** @returns null when there is nothing to do it with */
  private with<T>(things: readonly T[], act: (thing: T) => Promise<boolean>): Promise<boolean | null> {
    return things.length === 0 ? Promise.resolve(null) : act(this.draws.from(things));
  }

  /** A text that was never written before: an answer tells which draft it comes from. */
  private document(): object {
    this.texts += 1;
    const topics = [this.draws.from(TOPICS)];
    const locales = LOCALES.slice(0, 1 + this.draws.below(LOCALES.length));
    const note = { text: 'Speaks of loss', alternative: 'Read about rest instead' };
    const localizations = locales.map((locale) => {
      const body = `Body ${this.texts} in ${locale}. You can talk to somebody.`;
      return { locale, title: `Text ${this.texts} ${locale}`, summary: null, body, contentNote: note };
    });
    return { kind: 'ARTICLE', topics, ageMin: 13, defaultLocale: 'en', localizations };
  }

  private window(): WindowInput {
    const now = this.clock.now();
    const day = (offset: number) => new Date(now + offset * DAY_MS).toISOString().slice(0, 10);
    const first = this.draws.below(4) - 1;
    const [start, end] = [day(first), day(first + this.draws.below(5))];
    const mode = this.draws.from(['VIEWER_LOCAL', 'VIEWER_LOCAL', 'ZONED', 'INSTANT'] as const);
    if (mode === 'ZONED') return { mode, zone: 'Europe/London', start, end };
    if (mode === 'VIEWER_LOCAL') return { mode, start, end };
    return { mode, start: new Date(now).toISOString(), end: new Date(now + 2 * DAY_MS).toISOString() };
  }

  private someRevisions(): string[] {
    const recent = this.revisions.slice(-8);
    const chosen = recent.filter(() => this.draws.below(3) === 0);
    return chosen.length > 0 ? chosen : recent.slice(-1);
  }

  private writer(): TestMember {
    const { partner, otherPartner } = this.cast;
    const members = [partner, partner, partner, otherPartner].map((one) => one.members);
    if (this.draws.below(12) === 0) return this.staff();
    return this.draws.from(members)[this.draws.from(['OWNER', 'CONTRIBUTOR', 'CONTRIBUTOR', 'VIEWER'] as const)];
  }

  private planner(): TestMember {
    return this.draws.below(8) === 0 ? this.writer() : this.staff(['SCHEDULER', 'ADMIN']);
  }

  /** Mostly of the roles named. */
  private staff(roles: readonly StaffRole[] = []): TestMember {
    const { staff } = this.cast;
    if (roles.length === 0 || this.draws.below(10) === 0) return this.draws.from(Object.values(staff));
    return staff[this.draws.from(roles)];
  }
}
