/** Milliseconds in buckets that are 0.8 % wide, so that an hour of them takes as little memory as a second. */
export class Latencies {
  static SUB = 128;
  counts = new Uint32Array(40 * Latencies.SUB);
  count = 0;
  max = 0;

  add(ms) {
    const us = Math.max(1, ms * 1_000);
    const octave = Math.floor(Math.log2(us));
    const bucket = octave * Latencies.SUB + Math.floor((us / 2 ** octave - 1) * Latencies.SUB);
    this.counts[Math.min(bucket, this.counts.length - 1)] += 1;
    this.count += 1;
    if (ms > this.max) this.max = ms;
  }

  /** The upper end of the bucket below which a part of them lies. */
  quantile(part) {
    const wanted = Math.ceil(this.count * part);
    let seen = 0;
    for (let i = 0; i < this.counts.length; i += 1) {
      seen += this.counts[i];
      if (seen >= wanted && seen > 0) {
        const octave = Math.floor(i / Latencies.SUB);
        return (2 ** octave * (1 + ((i % Latencies.SUB) + 1) / Latencies.SUB)) / 1_000;
      }
    }
    return 0;
  }

  summary() {
    return { p50: this.quantile(0.5), p99: this.quantile(0.99), p999: this.quantile(0.999), max: this.max };
  }
}
