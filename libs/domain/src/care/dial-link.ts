import type { HelplineChannel } from './helpline.js';

/**
 * The link that reaches a channel, built here so that no client builds it: `tel:`, `sms:` with the word to send
 * (RFC 5724), `https:`; for mail there is only `mailto:`. A short code stays a short code: it never gets a plus sign.
 */
export function dialLink(
  channel: Pick<HelplineChannel, 'kind' | 'dialType' | 'value'>,
  keyword: string | null,
): string {
  const { kind, dialType, value } = channel;
  if (dialType === 'URL') return value;
  if (dialType === 'EMAIL') return `mailto:${value}`;
  if (kind === 'WHATSAPP') return `https://wa.me/${value.replace('+', '')}`;
  if (kind !== 'SMS') return `tel:${value}`;
  return keyword === null ? `sms:${value}` : `sms:${value}?body=${encodeURIComponent(keyword)}`;
}
