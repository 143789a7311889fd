/** Named precedence, the highest first. A higher tier displaces a lower one for as long as it is on air. */
export const TIERS = ['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN'] as const;
export type Tier = (typeof TIERS)[number];

const RANKS: Readonly<Record<Tier, number>> = { CRISIS: 0, TAKEOVER: 1, PROGRAMME: 2, EVERGREEN: 3 };

/** Smaller is higher: 0 for `CRISIS`. */
export function tierRank(tier: Tier): number {
  return RANKS[tier];
}
