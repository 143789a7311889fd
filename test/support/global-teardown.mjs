export default async function globalTeardown() {
  await globalThis.marqueeTestPostgres?.stop();
}
