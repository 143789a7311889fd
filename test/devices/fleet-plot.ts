/** Requests a second over time, as an SVG that reads by itself. */
export interface Curve {
  readonly name: string;
  readonly colour: string;
  /** Of each second. */
  readonly counts: Uint32Array;
}

const [WIDTH, HEIGHT] = [960, 520];
const LEFT = 90;
const RIGHT = 20;
const TOP = 64;
const BOTTOM = 110;
const DECADES = 7;

/** @param from of the first second, @param boundary UTC epoch milliseconds, both */
export function drawn(curves: readonly Curve[], from: number, boundary: number, devices: number): string {
  const seconds = curves[0]!.counts.length;
  const x = (second: number) => LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT);
  const y = (count: number) => HEIGHT - BOTTOM - (Math.log10(Math.max(1, count)) / DECADES) * (HEIGHT - TOP - BOTTOM);
  const zero = (boundary - from) / 1_000;
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(
      WIDTH / 2,
      26,
      `Requests a second, ${devices.toLocaleString('en-GB')} devices, one boundary for all`,
      17,
      'middle',
    ),
    text(WIDTH / 2, 46, 'each second by itself; logarithmic scale', 12, 'middle'),
  ];
  for (let decade = 0; decade <= DECADES; decade += 1) {
    const at = y(10 ** decade);
    parts.push(line(LEFT, at, WIDTH - RIGHT, at, '#d5d8dc'));
    parts.push(text(LEFT - 8, at + 4, (10 ** decade).toLocaleString('en-GB'), 12, 'end'));
  }
  for (let second = 0; second <= seconds; second += 300) {
    parts.push(line(x(second), HEIGHT - BOTTOM, x(second), HEIGHT - BOTTOM + 5, '#566573'));
    const minutes = (second - zero) / 60;
    parts.push(text(x(second), HEIGHT - BOTTOM + 20, minutes > 0 ? `+${minutes}` : String(minutes), 12, 'middle'));
  }
  parts.push(line(x(zero), TOP, x(zero), HEIGHT - BOTTOM, '#566573', '4 3'));
  parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 40, 'minutes from the boundary', 13, 'middle'));
  parts.push(
    `<text x="18" y="${(TOP + HEIGHT - BOTTOM) / 2}" font-size="13" text-anchor="middle" transform="rotate(-90 18 ${(TOP + HEIGHT - BOTTOM) / 2})">requests a second</text>`,
  );
  curves.forEach(({ name, colour, counts }, index) => {
    const points = [...counts].map((count, second) => `${x(second + 0.5).toFixed(1)},${y(count).toFixed(1)}`);
    parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="1.4" points="${points.join(' ')}"/>`);
    const [column, lineOf] = [index % 2, Math.floor(index / 2)];
    const [left, top] = [LEFT + 60 + column * 400, HEIGHT - BOTTOM + 64 + lineOf * 22];
    parts.push(`<rect x="${left}" y="${top - 10}" width="24" height="4" fill="${colour}"/>`);
    parts.push(text(left + 32, top - 3, name, 13, 'start'));
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" fill="#1c2833">`;
  return `${head}\n${parts.join('\n')}\n</svg>\n`;
}

function text(x: number, y: number, words: string, size: number, anchor: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}">${words}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string, dashes = ''): string {
  const dashed = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}"${dashed}/>`;
}
