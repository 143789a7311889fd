/** Named precedence, the highest first. A higher tier displaces a lower one for as long as it is on air. */
export const TIERS = ['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN'] as const;
export type Tier = (typeof TIERS)[number];

/** Smaller is higher: 0 for `CRISIS`. */
export function tierRank(tier: Tier): number {
  return TIERS.indexOf(tier);
}
