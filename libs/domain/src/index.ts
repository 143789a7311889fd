export * from './audit/audit-entry.js';
export * from './audit/audit-export.js';
export * from './audit/audit-search.js';
export * from './audit/chain-check.js';
export * from './audit/head-due.js';
export * from './audit/partner-trace.js';
export * from './audit/signed-chain-check.js';
export * from './audit/signed-head.js';
export * from './bulk/export-line.js';
export * from './bulk/import-row.js';
export * from './campaign/audience.js';
export * from './campaign/campaign.js';
export * from './campaign/entry-times.js';
export * from './campaign/pause.js';
export * from './campaign/repeat-load.js';
export * from './campaign/run.js';
export * from './campaign/schedule-rules.js';
export * from './campaign/slot.js';
export * from './campaign/tier.js';
export * from './care/care-policy.js';
export { channelRefusals } from './care/channel-rules.js';
export * from './care/coverage.js';
export * from './care/dial-link.js';
export * from './care/guide.js';
export * from './care/guide-air.js';
export * from './care/guide-rules.js';
export * from './care/help.js';
export * from './care/help-override.js';
export * from './care/help-waiver.js';
export * from './care/helpline.js';
export * from './care/helpline-alarm.js';
export * from './care/helpline-rules.js';
export * from './care/locale-texts.js';
export * from './care/number-match.js';
export * from './care/number-rules.js';
export * from './care/opening-hours.js';
export * from './care/run-help.js';
export * from './care/standing.js';
export * from './care/static-help.js';
export * from './content/content-hash.js';
export * from './content/document.js';
export * from './content/document-difference.js';
export * from './content/document-rules.js';
export * from './content/review-work.js';
export * from './content/revision.js';
export * from './content/sensitivity.js';
export * from './content/sign-off.js';
export * from './identity/actor.js';
export * from './identity/domain-proof.js';
export * from './identity/key-rules.js';
export * from './identity/membership.js';
export * from './identity/partner.js';
export * from './identity/partner-issuer.js';
export * from './identity/permission.js';
export * from './identity/sign-in.js';
export {
  blocks,
  checkDocument,
  findingKey,
  NOBODY,
  warns,
  type CheckedBy,
  type DocumentCheck,
  type Finding,
} from './policy/check-document.js';
export { checkGuide } from './policy/check-guide.js';
export * from './policy/check-hidden.js';
export * from './policy/check-links.js';
export * from './policy/check-reading.js';
export { checkText } from './policy/check-text.js';
export * from './policy/check-writing.js';
export * from './policy/finding-refusals.js';
export * from './policy/media-attestation.js';
export { OWN_RULES, OWN_RULES_PACK } from './policy/own-rules.js';
export * from './policy/read-policy-pack.js';
export * from './policy/packs/index.js';
export * from './policy/plain-form.js';
export * from './policy/policy-pack.js';
export * from './policy/vale.js';
export * from './programme/answer.js';
export { compile } from './programme/compile.js';
export * from './programme/explain.js';
export * from './programme/freshness.js';
export * from './programme/help-loss.js';
export * from './programme/impact.js';
export * from './programme/programme.js';
export * from './programme/purge.js';
export { entryOf, rowsOf } from './programme/programme-parts.js';
export * from './programme/programme-rows.js';
export { recompile, renew } from './programme/recompile.js';
export * from './programme/rehearsal.js';
export { mediaUrls, type MediaAnswer, type MediaAnswers } from './programme/rehearsal-content.js';
export {
  EVERYONE_ELSE,
  REHEARSAL_FINDING_CODES,
  REHEARSAL_SEVERITIES,
  REHEARSAL_FINDINGS_MAX,
  type RehearsalFindingAudience,
  type RehearsalFindingCode,
  type RehearsalSeverity,
  type RehearsalFinding,
  type RehearsalResult,
} from './programme/rehearsal-finding.js';
export * from './programme/resolve.js';
export { stageOf } from './programme/surface-scope.js';
export * from './programme/surrogate-key.js';
export * from './programme/viewer-class.js';
export * from './programme/viewer-classes.js';
export * from './recurrence/campaign-recurrence.js';
export * from './recurrence/observance.js';
export * from './recurrence/observance-days.js';
export * from './recurrence/observance-rules.js';
export * from './recurrence/recurrence-import.js';
export * from './recurrence/run-approval.js';
export * from './refusal.js';
export * from './showing/showing-batch.js';
export * from './showing/showing-sum.js';
export * from './takedown/consent.js';
export * from './takedown/denylist.js';
export * from './takedown/help-lost.js';
export * from './takedown/help-only.js';
export * from './takedown/ledger.js';
export * from './takedown/removal.js';
export * from './text/csv-cell.js';
export * from './text/direction.js';
export * from './text/locale.js';
export * from './text/word-difference.js';
export * from './time/clock-reading.js';
export * from './time/instant.js';
export * from './time/viewer.js';
export * from './time/window-intent.js';
export * from './time/zone.js';
export * from './time/zone-change.js';
