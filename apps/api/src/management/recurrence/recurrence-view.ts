import { hasDays, observanceDays, observanceRuleFields, type CampaignRecurrence, type Observance } from '#domain';
import type * as Api from '../../generated/management.js';

export function observanceObject(observance: Observance): Api.Observance {
  const { rule, overrides, ...plain } = observance;
  return {
    ...plain,
    rule: observanceRuleFields(rule),
    overrides: overrides.map((override) => ({ ...override })),
  };
}

export function recurrenceObject(campaignId: string, recurrence: CampaignRecurrence): Api.CampaignRecurrence {
  return { campaignId, ...recurrence };
}

export function observanceYearObject(
  observances: readonly Observance[],
  slug: string,
  year: number,
): Api.ObservanceYear {
  const days = observanceDays(observances, slug, year);
  const none = { start: null, end: null, by: null, source: null, reason: null, message: null };
  return hasDays(days) ? { year, ...none, ...days } : { year, ...none, ...days };
}
