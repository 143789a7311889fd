import { gapMessage, type CoverageCell, type CoverageRule, type HelpLoss, type HelplineDue } from '#domain';
import type { HelpOverrideView, HelpWaiverView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { channelObject, localeTexts } from './care-view.js';

const RULES: Readonly<Record<CoverageRule, Api.CoverageRule>> = {
  'help.present': 'HELP_PRESENT',
  'help.fresh': 'HELP_FRESH',
  'help.language': 'HELP_LANGUAGE',
  'help.two-always-open': 'HELP_TWO_ALWAYS_OPEN',
  'help.emergency': 'HELP_EMERGENCY',
};

export function readRule(rule: Api.CoverageRule): CoverageRule {
  return (Object.keys(RULES) as CoverageRule[]).find((one) => RULES[one] === rule)!;
}

export function cellObject({ region, language, helplines, gaps }: CoverageCell): Api.CoverageCell {
  return {
    region,
    language,
    helplines: [...helplines],
    gaps: gaps.map((gap) => ({
      rule: RULES[gap.rule],
      severity: gap.severity,
      from: new Date(gap.from),
      until: new Date(gap.until),
      waiverId: gap.waiverId,
      message: gapMessage(region, [language], gap),
    })),
  };
}

export function lossObject({ runId, campaignId, slug, gaps }: HelpLoss): Api.RunHelpLoss {
  return {
    runId,
    campaignId,
    slug,
    gaps: gaps.map(({ region, languages, gap }) => gapMessage(region, languages, gap)),
  };
}

export function dueObject({ helpline: { slug }, cause, dueOn, daysLeft }: HelplineDue): Api.HelplineDue {
  return { slug, cause, dueOn, daysLeft };
}

export function overrideObject({ window, replacement, message, liftedAt, ...one }: HelpOverrideView): Api.HelpOverride {
  return {
    ...one,
    regions: [...one.regions],
    replacement: replacement && channelObject(replacement),
    message: localeTexts(message),
    startsAt: new Date(window.start),
    endsAt: new Date(window.end!),
    liftedAt: liftedAt === null ? null : new Date(liftedAt),
  };
}

export function waiverObject({ rules, expiresAt, signedAt, ...one }: HelpWaiverView): Api.HelpWaiver {
  return {
    ...one,
    rules: rules.map((rule) => RULES[rule]),
    expiresAt: new Date(expiresAt),
    signedAt: new Date(signedAt),
  };
}
