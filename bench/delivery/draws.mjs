/** Draws that are the same for the same seed, for scripts that cannot load test/support (a 32-bit xorshift). */
export class Draws {
  constructor(seed) {
    this.state = (seed * 0x9e3779b1) >>> 0 || 1;
  }

  /** A whole number, 0 to `below` minus 1. */
  below(below) {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  from(list) {
    return list[this.below(list.length)];
  }
}
