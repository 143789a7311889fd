import { randomBytes } from 'node:crypto';
import type { Instant } from '#domain';

/** A UUID v7 (RFC 9562): 48 bits of the instant, then 74 random ones, so that later ids sort after earlier ones. */
export function uuidV7(at: Instant): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The text form of a UUID, in letters of either case; a pattern for JavaScript and for PostgreSQL. */
export const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const UUID = new RegExp(UUID_PATTERN, 'i');

/** True for the text form of a UUID: anything else cannot be the id of a row, and is answered as not found. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
