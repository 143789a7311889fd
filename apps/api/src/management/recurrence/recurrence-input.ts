import { observanceRuleOf, refused, type Observance, type Outcome } from '#domain';
import type * as Api from '../../generated/management.js';

/** An observance as it was sent; refused when its rule is no whole rule of its kind. */
export function readObservance(input: Api.ObservanceInput): Observance | Outcome<never> {
  const { slug, name, durationDays, source } = input;
  const { kind, month = null, day = null, weekday = null, nth = null } = input.rule;
  const { weekStart = null, of = null, days = null } = input.rule;
  const fields = { kind, month, day, weekday, nth, weekStart, of, days };
  const rule = observanceRuleOf(fields, ['input', 'observance', 'rule']);
  if (rule.value === null) return refused(rule.refusals);
  return {
    slug,
    name,
    region: input.region ?? null,
    rule: rule.value,
    durationDays,
    overrides: input.overrides.map((override) => ({ ...override })),
    source,
  };
}
