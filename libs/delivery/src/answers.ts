import { hash } from 'node:crypto';
import {
  activeAnswerFor,
  EMPTY_PROGRAMME,
  endingBy,
  guideView,
  isHelpOnly,
  HOUR_MS,
  programmeAnswerFor,
  resolveHelp,
  SECOND_MS,
  stampOf,
  staticHelp,
  type ActiveAnswer,
  type Clock,
  type Freshness,
  type GuideAudience,
  type GuideView,
  type Help,
  type Instant,
  type PartnerFacts,
  type Programme,
  type ProgrammeAnswer,
  type PublicGuide,
  type Viewer,
  type ViewerClues,
} from '#domain';
import { foldViewer } from './front/fold-viewer.js';

/** How long an answer holds that was given before anything was read. */
const UNREAD_VALIDITY_MS = 5 * SECOND_MS;
const VERSION_HASH_LENGTH = 12;

export interface Versioned {
  /** Changes whenever anything that could change the answer does. */
  readonly version: string;
}

export interface GuideAnswer {
  readonly guide: GuideView;
  readonly partners: readonly PartnerFacts[];
  readonly help: Help;
}

export interface HelpAnswer {
  readonly help: Help;
  /** The first instant after which it may change by itself; null: never. */
  readonly validUntil: Instant | null;
}

/** How sure it is that the programme of an answer is still what the rows say. */
export interface Aged {
  readonly freshness: Freshness;
  /** When the rows were last found to be so; null: they never were. */
  readonly checkedAt: Instant | null;
}

/** What holds the programme; null until it was read once. */
export interface ProgrammeMemory {
  current(): Programme | null;
  /** Left out: it is always fresh. */
  freshness?(): Freshness;
  /** By the clock that says `at` now. */
  checkedAt?(at: Instant): Instant | null;
  /** When answers end at the latest, whatever the programme says; null, or left out: when it says. */
  freshUntil?(at: Instant): Instant | null;
  /** Another number whenever answers are to be made anew of the same rows: whoever keeps one keeps this beside it. Left out: never. */
  epoch?(): number;
}

/** Answers client apps out of memory: a pure function of the programme, the viewer's clues and the clock. */
export class Answers {
  constructor(
    private readonly memory: ProgrammeMemory,
    private readonly clock: Clock,
  ) {}

  /**
   * Who stands for the viewer behind the clues, see `foldViewer`: what is answered the one is answered the other.
   *
   * @param surface null: for help and guides
   */
  viewer(surface: string | null, clues: ViewerClues, at: Instant): Viewer {
    return foldViewer(this.memory.current(), surface, clues, at);
  }

  active(surface: string, clues: ViewerClues): ActiveAnswer & Versioned & Aged {
    const at = this.clock.now();
    return this.activeFor(surface, this.viewer(surface, clues, at), at);
  }

  /** @param viewer resolved at `at`, or who stands for a class of viewers at it */
  activeFor(surface: string, viewer: Viewer, at: Instant): ActiveAnswer & Versioned & Aged {
    const programme = this.memory.current();
    if (programme === null) {
      return { ...activeAnswerFor(EMPTY_PROGRAMME, surface, viewer, at), ...this.unread(viewer, at) };
    }
    const answer = activeAnswerFor(programme, surface, viewer, at);
    const { onAir, alsoOnAir, next } = answer;
    return {
      ...endingBy(answer, this.memory.freshUntil?.(at) ?? null),
      ...this.aged(at),
      version: versionOf(stampOf(programme, surface), answer, [
        placesOf({ onAir, alsoOnAir }),
        next && [next.from, next.until, placesOf(next)],
      ]),
    };
  }

  /** @param hours 1 to 168 */
  programme(surface: string, clues: ViewerClues, hours: number): ProgrammeAnswer & Versioned & Aged {
    const at = this.clock.now();
    return this.programmeFor(surface, this.viewer(surface, clues, at), hours, at);
  }

  /**
   * @param viewer as for `activeFor`
   * @param hours 1 to 168
   */
  programmeFor(surface: string, viewer: Viewer, hours: number, at: Instant): ProgrammeAnswer & Versioned & Aged {
    const programme = this.memory.current();
    const answer = programmeAnswerFor(programme ?? EMPTY_PROGRAMME, surface, viewer, at, hours * HOUR_MS);
    if (programme === null) return { ...answer, ...this.unread(viewer, at) };
    const validUntil = Math.min(answer.validUntil, this.memory.freshUntil?.(at) ?? answer.validUntil);
    // The first segment begins now and the last ends with the hours: neither end is a change.
    const changes = answer.segments.map((segment, index) => [index === 0 ? null : segment.from, placesOf(segment)]);
    return {
      ...answer,
      ...this.aged(at),
      validUntil,
      version: versionOf(stampOf(programme, surface), answer, changes),
    };
  }

  help(clues: ViewerClues): HelpAnswer {
    const at = this.clock.now();
    return this.helpFor(this.viewer(null, clues, at), at);
  }

  /**
   * @param viewer as for `activeFor`
   * @param about what else is shown, whose helplines stand first
   */
  helpFor(viewer: Viewer, at: Instant, about: GuideView['about'] | null = null): HelpAnswer {
    const programme = this.memory.current();
    if (programme === null) return { help: staticHelp(viewer.locale), validUntil: at + UNREAD_VALIDITY_MS };
    const { help, until } = resolveHelp(programme.help, viewer.region, viewer.locale, at, {
      subdivision: viewer.subdivision ?? null,
      topics: about?.topics ?? [],
      named: about?.helplines ?? [],
    });
    return { help, validUntil: until };
  }

  /** Those that are shown, ordered by slug; none where help is all that is answered. @param audience null: for everybody */
  guides(audience: GuideAudience | null, clues: ViewerClues): GuideAnswer[] {
    const at = this.clock.now();
    return this.guidesFor(audience, this.viewer(null, clues, at), at);
  }

  /** @param viewer as for `activeFor` */
  guidesFor(audience: GuideAudience | null, viewer: Viewer, at: Instant): GuideAnswer[] {
    const programme = this.memory.current() ?? EMPTY_PROGRAMME;
    return guidesKnown(programme, viewer, at)
      .filter((guide) => audience === null || guide.audience === audience)
      .map((guide) => this.guideAnswer(programme, guide, viewer, at))
      .filter(({ guide }) => guide.status === 'SHOWN');
  }

  /** One that the public knows, shown or with a notice in its place; null: it never knew it, or help is all that is answered. */
  guide(slug: string, clues: ViewerClues): GuideAnswer | null {
    const at = this.clock.now();
    return this.guideFor(slug, this.viewer(null, clues, at), at);
  }

  /** @param viewer as for `activeFor` */
  guideFor(slug: string, viewer: Viewer, at: Instant): GuideAnswer | null {
    const programme = this.memory.current() ?? EMPTY_PROGRAMME;
    const guide = guidesKnown(programme, viewer, at).find((one) => one.slug === slug);
    return guide === undefined ? null : this.guideAnswer(programme, guide, viewer, at);
  }

  /** Now by the clock that answers are given by. */
  now(): Instant {
    return this.clock.now();
  }

  private aged(at: Instant): Aged {
    return {
      freshness: this.memory.freshness?.() ?? 'LIVE',
      checkedAt: this.memory.checkedAt === undefined ? at : this.memory.checkedAt(at),
    };
  }

  /** What is the same of every answer before anything was read. */
  private unread({ locale }: Viewer, at: Instant) {
    const aged: Aged = { freshness: 'EVERGREEN_ONLY', checkedAt: null };
    return { ...aged, help: staticHelp(locale), validUntil: at + UNREAD_VALIDITY_MS, version: '0' };
  }

  private guideAnswer(programme: Programme, known: PublicGuide, viewer: Viewer, at: Instant): GuideAnswer {
    const guide = guideView(known, viewer.locale, at);
    const partners = guide.partners.flatMap((slug) => programme.partners.get(slug) ?? []);
    return { guide, partners, help: this.helpFor(viewer, at, guide.about).help };
  }
}

function guidesKnown({ guides, helpOnly }: Programme, { region }: Viewer, at: Instant): readonly PublicGuide[] {
  return isHelpOnly(helpOnly, region, at) ? [] : guides;
}

/** What the rows say of its surface is in the stamp; what time and the viewer make of them is hashed. */
function versionOf(stamp: number, { viewer, help }: ProgrammeAnswer | ActiveAnswer, answer: unknown): string {
  const services = help.services.map(({ slug, isStale, channels, otherChannels }) => [
    slug,
    isStale,
    [...channels, ...otherChannels].map(({ link, openNow }) => [link, openNow]),
  ]);
  const notices = (help.notices ?? []).map(({ text, until }) => [text, until]);
  const said = JSON.stringify([viewer.region, viewer.locale, services, notices, answer]);
  return `${stamp}.${hash('sha256', said).slice(0, VERSION_HASH_LENGTH)}`;
}

function placesOf({ onAir, alsoOnAir }: Pick<ActiveAnswer, 'onAir' | 'alsoOnAir'>): unknown {
  return [onAir, ...alsoOnAir].map(
    (shown) =>
      shown && [
        shown.candidate.runId,
        shown.window.start,
        shown.window.end,
        shown.entries.map(({ revisionId }) => revisionId),
      ],
  );
}
