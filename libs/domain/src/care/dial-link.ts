import type { HelplineChannel } from './helpline.js';

/**
 * The link that reaches a channel, built here so that no client builds it: `tel:`, `sms:` with the word to send
 * (RFC 5724), `https:`; for mail there is only `mailto:`. A short code stays a short code: it never gets a plus sign.
 */
export function dialLink(
  channel: Pick<HelplineChannel, 'kind' | 'dialType' | 'value'>,
  keyword: string | null,
): string {
  switch (channel.kind) {
    case 'PHONE':
      return `tel:${channel.value}`;
    case 'SMS':
      return keyword === null ? `sms:${channel.value}` : `sms:${channel.value}?body=${encodeURIComponent(keyword)}`;
    case 'WHATSAPP':
      return channel.dialType === 'URL' ? channel.value : `https://wa.me/${channel.value.replace('+', '')}`;
    case 'WEBCHAT':
      return channel.value;
    case 'EMAIL':
      return `mailto:${channel.value}`;
  }
}
