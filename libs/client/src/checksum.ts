/** CRC-32 (IEEE 802.3) of the UTF-16 units of a text in eight hex digits: finds what storage broke, keeps no secret. */
export function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    crc = step(step(crc, unit & 0xff), unit >>> 8);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

function step(crc: number, byte: number): number {
  let next = crc ^ byte;
  for (let bit = 0; bit < 8; bit += 1) next = next & 1 ? (next >>> 1) ^ 0xedb88320 : next >>> 1;
  return next;
}
