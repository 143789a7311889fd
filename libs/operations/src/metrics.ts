import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric of Marquee's own begins so. */
const PREFIX = 'marquee_';

export interface MetricOptions<Label extends string = never> {
  /** Without prefix, with the unit at the end: `transitions_total`, `clock_offset_seconds`. */
  readonly name: string;
  readonly help: string;
  /** Few values each, and never anything of a viewer. */
  readonly labels?: readonly Label[];
}

/** What prom-client keeps for one combination of labels. */
interface Observed {
  sum: number;
  count: number;
  readonly bucketValues: Record<number, number>;
}

/** The metrics of one process, with Node's own (event loop, memory, garbage collection) among them. */
export class Metrics {
  readonly registry = new Registry();

  /** @param process shown as the label `process` of every metric */
  constructor(process: string) {
    this.registry.setDefaultLabels({ process });
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param read called at each scrape for what has been counted elsewhere; without it the counter is increased by hand */
  counter<Label extends string = never>(options: MetricOptions<Label>, read?: () => number): Counter<Label> {
    if (read === undefined) return new Counter(this.named(options));
    return new Counter({
      ...this.named(options),
      collect(this: Counter<Label>) {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** @param read called at each scrape; without it the gauge is set by hand */
  gauge<Label extends string = never>(
    options: MetricOptions<Label>,
    read?: () => number | Promise<number>,
  ): Gauge<Label> {
    if (read === undefined) return new Gauge(this.named(options));
    return new Gauge({
      ...this.named(options),
      async collect(this: Gauge<Label>) {
        this.set(await read());
      },
    });
  }

  /** @param bucketsSeconds upper bounds, ascending */
  histogram<Label extends string = never>(
    options: MetricOptions<Label>,
    bucketsSeconds: readonly number[],
  ): Histogram<Label> {
    return new Histogram({ ...this.named(options), buckets: [...bucketsSeconds] });
  }

  /**
   * A way to observe one combination of labels many thousand times a second: what `observe` of the histogram does, without looking for the
   * labels each time.
   */
  observer<Label extends string>(
    histogram: Histogram<Label>,
    labels: Readonly<Record<Label, string>>,
    bucketsSeconds: readonly number[],
  ): (seconds: number) => void {
    const { hashMap } = histogram as unknown as { readonly hashMap: Record<string, Observed> };
    const before = new Set(Object.keys(hashMap));
    histogram.zero(labels);
    const observed = hashMap[Object.keys(hashMap).find((key) => !before.has(key))!]!;
    return (seconds) => {
      observed.sum += seconds;
      observed.count += 1;
      const bound = bucketsSeconds.find((bucket) => seconds <= bucket);
      if (bound !== undefined) observed.bucketValues[bound]! += 1;
    };
  }

  /** In the text format of Prometheus. */
  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }

  private named<Label extends string>(options: MetricOptions<Label>) {
    return {
      name: `${PREFIX}${options.name}`,
      help: options.help,
      labelNames: [...(options.labels ?? [])],
      registers: [this.registry],
    };
  }
}
