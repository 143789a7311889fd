/** Figures as the documentation shows them. */
import { quantile, spread } from '../scheduler/stage.mjs';

export const whole = (value) => Math.round(value).toLocaleString('en');
export const median = (list) => quantile(list, 0.5);
export { quantile, spread };

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}

/** Bounds that were not kept, each said in words. */
export class Bounds {
  missed = [];

  atLeast(what, value, bound) {
    if (!(value >= bound)) this.missed.push(`${what}: ${value.toFixed(3)}, at least ${bound}`);
  }

  atMost(what, value, bound) {
    if (!(value <= bound)) this.missed.push(`${what}: ${value.toFixed(3)}, at most ${bound}`);
  }
}
