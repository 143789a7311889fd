/**
 * The plain way to answer the same question: Apollo Server, and a Prisma query per request that reads run, campaign,
 * playlist, revisions and texts, and the helplines. Arguments: port. Needs DATABASE_URL and the schema in SCHEMA.
 */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { PrismaPg } from '@prisma/adapter-pg';
import { GraphQLJSON } from 'graphql-scalars';
import { PrismaClient } from '../dist/libs/persistence/src/generated/client.js';

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 10 }) });
const TIERS = ['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN'];
const REVISION = { include: { localizations: true, partner: true } };
const PLAYLIST = { include: { entries: { orderBy: { position: 'asc' }, include: { revision: REVISION } } } };

async function activeCampaign(_, { surface, viewer }) {
  const now = new Date();
  const runs = await prisma.run.findMany({
    where: {
      state: { in: ['SCHEDULED', 'ACTIVE'] },
      campaign: { surfaceSlug: surface },
      startsAt: { lte: now },
      OR: [{ endsAt: null }, { endsAt: { gt: now } }],
    },
    include: { campaign: true, playlist: PLAYLIST },
  });
  const helplines = await prisma.helpline.findMany();
  const run = runs.sort((a, b) => TIERS.indexOf(a.campaign.tier) - TIERS.indexOf(b.campaign.tier))[0];
  const services = helplines.map((row) => row.record).filter((line) => line.regions.includes(viewer?.region));
  return {
    servedAt: now,
    validUntil: run?.endsAt ?? new Date(now.getTime() + 86_400_000),
    version: '1',
    help: {
      resolution: 'EXACT',
      emergency: 'Call.',
      directory: 'https://findahelpline.com/',
      services: services.map(serviceOf),
    },
    campaign: run ? campaignOf(run, viewer?.locale ?? 'en') : null,
    next: null,
  };
}

function serviceOf(line) {
  const channels = line.channels.map((one) => ({
    ...one,
    keyword: null,
    link: `tel:${one.value}`,
    alwaysOpen: true,
    openNow: true,
  }));
  return {
    ...line,
    name: line.names.en,
    description: line.descriptions.en,
    verifiedOn: line.evidence.verifiedOn,
    channels,
  };
}

function campaignOf(run, locale) {
  const { id, slug, texts } = run.campaign;
  const entries = run.playlist.entries.map(({ position, revision }) => {
    const text = (revision.localizations.find((one) => one.locale === locale) ?? revision.localizations[0]).text;
    return { position, item: { ...revision.facts, ...text, id: revision.itemId, locale, partner: revision.partner } };
  });
  const partners = [...new Map(entries.map(({ item }) => [item.partner.slug, item.partner])).values()];
  return {
    id,
    slug,
    title: texts[locale].title,
    summary: texts[locale].summary,
    locale,
    startsAt: run.startsAt,
    endsAt: run.endsAt,
    playlist: entries,
    partners,
  };
}

const plain = ['DateTime', 'LocalDate', 'TimeZone', 'CountryCode', 'Locale', 'URL'];
const server = new ApolloServer({
  typeDefs: readFileSync(new URL('../docs/delivery.graphql', import.meta.url), 'utf8'),
  resolvers: { Query: { activeCampaign }, ...Object.fromEntries(plain.map((name) => [name, GraphQLJSON])) },
});
await startStandaloneServer(server, { listen: { port: Number(process.argv[2]), host: '127.0.0.1' } });
process.send('ready');
