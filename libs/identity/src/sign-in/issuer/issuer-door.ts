import type { Outcome } from '#domain';
import { placeClaim, UNKNOWN_PLACE, type PlaceClaim } from '../kept-place.js';
import type { EndByIssuer } from './end-by-issuer.js';
import type { EnterByIssuer } from './enter-by-issuer.js';
import { IssuerAnswerRefused, IssuerUnreachable, type IssuerClient, type IssuerJourney } from './issuer-client.js';
import type { KnownIssuer, KnownIssuers } from './known-issuers.js';

/** What is kept of a journey to an issuer until its end, by its `state`. */
export interface KeptJourney extends Omit<IssuerJourney, 'url'> {
  readonly issuerId: string;
  readonly claim: PlaceClaim | null;
}

export interface BegunJourney {
  readonly url: string;
  readonly kept: KeptJourney;
}

/** Whose session begins, and whether the issuer's word on the second factor is taken. */
export interface Entry {
  readonly memberId: string;
  readonly isSecondFactorTrusted: boolean;
}

/** Why nobody comes in, as it is told. */
export class NoEntry extends Error {
  constructor(
    readonly status: 'UNAUTHORIZED' | 'UNPROCESSABLE_ENTITY',
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface DoorReport {
  readonly report: (message: string) => void;
  /** An account that somebody is known to have, and was not let into. */
  readonly refused: (userId: string) => void;
}

/** The way in by an issuer of OpenID Connect: out to it, and back; and the way out, which it goes by itself. */
export class IssuerDoor {
  constructor(
    private readonly issuers: KnownIssuers,
    private readonly client: IssuerClient,
    private readonly entering: EnterByIssuer,
    private readonly ending: EndByIssuer,
    private readonly told: DoorReport,
  ) {}

  /** @param token of an invitation or a link; null: to sign in @throws NoEntry */
  async begin(issuerId: string, token: string | null): Promise<BegunJourney> {
    const issuer = await this.known(issuerId);
    const claim = token === null ? null : placeClaim(token);
    if (token !== null && claim === null) {
      const { code, message } = UNKNOWN_PLACE[0]!;
      throw new NoEntry('UNPROCESSABLE_ENTITY', code, message);
    }
    const { url, ...journey } = await this.asked(() => this.client.begin(issuer));
    return { url, kept: { ...journey, issuerId, claim } };
  }

  /** @param issuerId to whose address the person came back @throws NoEntry */
  async finish(kept: KeptJourney, issuerId: string, search: URLSearchParams): Promise<Entry> {
    // An answer that was sent to the address of another issuer is of no use to either.
    if (issuerId !== kept.issuerId) throw refusedAnswer();
    const issuer = await this.known(issuerId);
    const claims = await this.asked(() => this.client.finish(issuer, search, kept));
    const outcome: Outcome<string> = await this.entering.execute({
      issuer,
      claims,
      claim: kept.claim,
      refusedAt: this.told.refused,
    });
    if (outcome.value === null) {
      const [first] = outcome.refusals;
      throw new NoEntry('UNPROCESSABLE_ENTITY', first!.code, first!.message);
    }
    return { memberId: outcome.value, isSecondFactorTrusted: claims.isSecondFactorTrusted };
  }

  /** The issuer says by itself that somebody is signed out there. @throws NoEntry when what it says proves nothing */
  async signedOut(issuerId: string, token: string): Promise<void> {
    const issuer = await this.known(issuerId);
    await this.ending.execute(issuer, await this.asked(() => this.client.signedOut(issuer, token), unprovenLogout));
  }

  private async known(id: string): Promise<KnownIssuer> {
    const issuer = await this.issuers.find(id);
    if (issuer !== null) return issuer;
    throw new NoEntry(
      'UNPROCESSABLE_ENTITY',
      'NOT_FOUND',
      'There is no such provider here, or no longer. Ask for the link again.',
    );
  }

  /** @param refusal of an answer that proves nothing */
  private async asked<T>(work: () => Promise<T>, refusal = refusedAnswer): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof IssuerUnreachable) {
        this.told.report(`an issuer of OpenID Connect could not be asked (${error.message})`);
        throw new NoEntry(
          'UNPROCESSABLE_ENTITY',
          'ISSUER_UNREACHABLE',
          'Your provider cannot be asked now. Try again in a minute, or come in by another way.',
        );
      }
      if (!(error instanceof IssuerAnswerRefused)) throw error;
      this.told.report(`an answer of an issuer of OpenID Connect was refused (${error.message})`);
      throw refusal();
    }
  }
}

/** For the issuer to read, not for a person. */
function unprovenLogout(): NoEntry {
  return new NoEntry(
    'UNAUTHORIZED',
    'ISSUER_ANSWER_REFUSED',
    'Nobody is signed out by this token: it has to be signed by the issuer of this address with a key of its own, for its client, within five minutes, about the event, and to name the person (sub).',
  );
}

export function refusedAnswer(): NoEntry {
  return new NoEntry(
    'UNAUTHORIZED',
    'ISSUER_ANSWER_REFUSED',
    'What came back from your provider proves nothing, or came too late. Begin again.',
  );
}
