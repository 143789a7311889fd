import type { PartnerRole } from '#domain';

/** A partner of the demo, with what is truly known of it; the people are invented. */
export interface DemoPartner {
  readonly slug: string;
  readonly name: string;
  readonly website: string;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  readonly members: readonly { readonly role: PartnerRole; readonly displayName: string }[];
}

const people = (short: string, ...roles: PartnerRole[]) =>
  roles.map((role) => ({ role, displayName: `Demo ${role.toLowerCase()}, ${short}` }));

/**
 * The five partners of September 2021. Two of them, the International Association for Suicide Prevention and Live For
 * Tomorrow, have no helpline of their own and point to directories. Live For Tomorrow is shown as of then: whether the name
 * is in use today was not verified.
 */
export const PARTNERS: readonly DemoPartner[] = [
  {
    slug: 'iasp',
    name: 'International Association for Suicide Prevention',
    website: 'https://www.iasp.info/',
    regions: [],
    languages: ['en'],
    members: people('IASP', 'OWNER', 'CONTRIBUTOR'),
  },
  {
    slug: 'crisis-text-line',
    name: 'Crisis Text Line',
    website: 'https://www.crisistextline.org/',
    regions: ['US'],
    languages: ['en', 'es'],
    members: people('Crisis Text Line', 'OWNER', 'CONTRIBUTOR'),
  },
  {
    slug: 'live-for-tomorrow',
    name: 'Live For Tomorrow',
    website: 'https://www.livefortomorrow.co/',
    regions: ['NZ'],
    languages: ['en'],
    members: people('Live For Tomorrow', 'OWNER', 'CONTRIBUTOR'),
  },
  {
    slug: 'samaritans-of-singapore',
    name: 'Samaritans of Singapore',
    website: 'https://www.sos.org.sg/',
    regions: ['SG'],
    languages: ['en'],
    members: people('SOS', 'OWNER', 'CONTRIBUTOR'),
  },
  {
    slug: 'samaritans',
    name: 'Samaritans',
    website: 'https://www.samaritans.org/',
    regions: ['GB', 'IE'],
    languages: ['en'],
    members: people('Samaritans', 'OWNER', 'CONTRIBUTOR', 'VIEWER'),
  },
];
