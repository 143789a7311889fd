import type { OpeningHours, WeeklySpan } from './helpline.js';
import { openingAt } from './opening-hours.js';

const hours = (zone: string, ...weekly: WeeklySpan[]): OpeningHours => ({ always: false, zone, weekly });
const span = (weekday: number, open: string, close: string): WeeklySpan => ({ weekday, open, close });

describe('opening hours', () => {
  it('that never close never change', () => {
    expect(openingAt({ always: true }, 0)).toEqual({ open: true, until: null });
  });

  it.each([
    ['before opening', '2026-11-23T08:59:59.999Z', false, '2026-11-23T09:00:00.000Z'],
    ['at opening', '2026-11-23T09:00:00.000Z', true, '2026-11-23T17:00:00.000Z'],
    ['at closing', '2026-11-23T17:00:00.000Z', false, '2026-11-30T09:00:00.000Z'],
  ])('Monday nine to five in London: %s', (_, at, open, until) => {
    expect(openingAt(hours('Europe/London', span(1, '09:00', '17:00')), Date.parse(at))).toEqual({
      open,
      until: Date.parse(until),
    });
  });

  it.each([
    ['Saturday evening', '2026-11-28T13:00:00Z', true],
    ['past midnight', '2026-11-28T17:30:00Z', true],
    ['after the close', '2026-11-28T18:00:00Z', false],
  ])('Saturday 20:00 to 02:00 in Singapore run over midnight: %s', (_, at, open) => {
    expect(openingAt(hours('Asia/Singapore', span(6, '20:00', '02:00')), Date.parse(at)).open).toBe(open);
  });

  it('joins a span that ends at 24:00 with one that begins at 00:00', () => {
    const joined = hours('UTC', span(1, '20:00', '24:00'), span(2, '00:00', '04:00'));
    expect(openingAt(joined, Date.parse('2026-11-23T21:00:00Z'))).toEqual({
      open: true,
      until: Date.parse('2026-11-24T04:00:00Z'),
    });
  });

  it.each([
    ['spring, an hour is missing', '2026-03-29T00:30:00Z', '2026-03-29T02:00:00Z'],
    ['autumn, an hour comes twice', '2026-10-24T23:30:00Z', '2026-10-25T03:00:00Z'],
  ])('keep the wall clock of the line on the night of a clock change: %s', (_, at, until) => {
    expect(openingAt(hours('Europe/London', span(7, '00:00', '03:00')), Date.parse(at))).toEqual({
      open: true,
      until: Date.parse(until),
    });
  });

  it('are the line’s own, not the viewer’s: nine in Singapore is one at night in London', () => {
    expect(openingAt(hours('Asia/Singapore', span(1, '09:00', '10:00')), Date.parse('2026-11-23T01:30:00Z')).open).toBe(
      true,
    );
  });
});
