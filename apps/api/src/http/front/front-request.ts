import { IncomingMessage } from 'node:http';

/** What an app sends fits many times; a longer body is read by whoever executes it. */
export const FRONT_BODY_BYTES_MAX = 65_536;

/** What node:http asks of a request once its response is finished. */
interface RequestState {
  _consuming: boolean;
  readonly _readableState: { endEmitted: boolean };
}

/** @returns false: it is for somebody else, who reads it as a stream */
export type BodyTaker = (body: Buffer) => boolean;

/**
 * A request whose content may be taken as the parser hands it over, and not by way of the stream: a stream that is read to its end takes
 * three turns and a dozen calls, as much as all else that a small request costs.
 */
export class FrontRequest extends IncomingMessage {
  private taker: BodyTaker | null = null;
  private otherwise: (() => void) | null = null;
  /** Of the body, so far. */
  private first: Buffer | null = null;
  private more: Buffer[] | null = null;
  private isRead = false;

  /**
   * To be called in the turn in which the head came. Of a request that ends before its body is whole nobody hears: nobody waits for an
   * answer any more.
   *
   * @param taker called in the turn in which the body ends
   * @param otherwise called after a taker that has not taken it; the request is as if nobody had looked at it
   */
  takeWhole(taker: BodyTaker, otherwise: () => void): void {
    this.taker = taker;
    this.otherwise = otherwise;
  }

  /** Whatever content comes is nobody's; the caller knows by the head that there is none. */
  takeNothing(): void {
    this.isRead = true;
    const state = this as unknown as RequestState;
    // Otherwise the server reads the stream to its end after the response, and waits for that end.
    state._consuming = true;
    state._readableState.endEmitted = true;
  }

  /** The parser calls this with each piece of the body, and with null at its end. */
  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.isRead) return true;
    if (this.taker === null) return super.push(piece, encoding);
    if (piece === null) this.end(this.taker);
    else if (this.first === null) this.first = piece;
    else (this.more ??= []).push(piece);
    return true;
  }

  private end(taker: BodyTaker): void {
    const { first, more, otherwise } = this;
    this.taker = null;
    this.otherwise = null;
    this.first = null;
    this.more = null;
    const body = first === null || more === null ? first : Buffer.concat([first, ...more]);
    if (body !== null && taker(body)) return this.takeNothing();
    if (body !== null) super.push(body);
    super.push(null);
    otherwise!();
  }
}
