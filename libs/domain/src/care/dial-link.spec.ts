import { dialLink } from './dial-link.js';

describe('links are built here, so that no client builds them', () => {
  it.each([
    [
      'a national short code gets no plus sign',
      { kind: 'PHONE', dialType: 'NATIONAL_SHORT', value: '116123' },
      null,
      'tel:116123',
    ],
    ['988', { kind: 'PHONE', dialType: 'NATIONAL_SHORT', value: '988' }, null, 'tel:988'],
    ['a full number keeps it', { kind: 'PHONE', dialType: 'E164', value: '+18002738255' }, null, 'tel:+18002738255'],
    [
      'a text line carries its word',
      { kind: 'SMS', dialType: 'SMS_SHORT', value: '741741' },
      'HOME',
      'sms:741741?body=HOME',
    ],
    [
      'a word with a space is escaped',
      { kind: 'SMS', dialType: 'SMS_SHORT', value: '741741' },
      'HI YOU',
      'sms:741741?body=HI%20YOU',
    ],
    ['a text line that takes any word', { kind: 'SMS', dialType: 'SMS_SHORT', value: '988' }, null, 'sms:988'],
    [
      'WhatsApp takes the full number without its plus sign',
      { kind: 'WHATSAPP', dialType: 'E164', value: '+6591511767' },
      null,
      'https://wa.me/6591511767',
    ],
    [
      'a chat is its address',
      { kind: 'WEBCHAT', dialType: 'URL', value: 'https://example.org/chat' },
      null,
      'https://example.org/chat',
    ],
    ['mail', { kind: 'EMAIL', dialType: 'EMAIL', value: 'jo@samaritans.org' }, null, 'mailto:jo@samaritans.org'],
  ] as const)('%s', (_, channel, keyword, expected) => {
    expect(dialLink(channel, keyword)).toBe(expected);
  });
});
