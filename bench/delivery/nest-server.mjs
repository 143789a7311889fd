/**
 * The same question the plain way: Nest with Apollo on Fastify, schema first, and Prisma queries in the resolver that read run,
 * campaign, playlist, revisions, texts and helplines. Arguments: port. Needs DATABASE_URL.
 */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PrismaPg } from '@prisma/adapter-pg';
import { GraphQLJSON } from 'graphql-scalars';
import { PrismaClient } from '../../dist/libs/persistence/src/generated/client.js';
import { serviceOf } from './peer-help.mjs';

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 10 }) });
const TIERS = ['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN'];
const REVISION = { include: { localizations: true, partner: true } };
const PLAYLIST = { include: { entries: { orderBy: { position: 'asc' }, include: { revision: REVISION } } } };

class PlainResolver {
  async activeCampaign(surface, viewer) {
    const now = new Date();
    const [region, locale] = [viewer?.region, viewer?.locale ?? 'en'];
    const runs = await prisma.run.findMany({
      where: {
        state: { in: ['SCHEDULED', 'ACTIVE'] },
        campaign: {
          surfaceSlug: surface,
          OR: [{ regions: { isEmpty: true } }, ...(region === undefined ? [] : [{ regions: { has: region } }])],
        },
        startsAt: { lte: now },
        OR: [{ endsAt: null }, { endsAt: { gt: now } }],
      },
      include: { campaign: true },
    });
    const order = (run) => TIERS.indexOf(run.campaign.tier);
    const run = runs.sort((a, b) => order(a) - order(b) || b.startsAt - a.startsAt)[0];
    const playlist = run && (await prisma.playlist.findUnique({ where: { id: run.playlistId }, ...PLAYLIST }));
    const helplines = await prisma.helpline.findMany();
    const advice = await prisma.emergencyAdvice.findUnique({ where: { region: region ?? '' } });
    const lines = helplines.map((row) => row.record).filter((line) => line.regions.includes(region) && !line.validTo);
    return {
      servedAt: now,
      validUntil: run?.endsAt ?? new Date(now.getTime() + 86_400_000),
      version: '1',
      help: {
        resolution: lines.length > 0 ? 'EXACT' : 'DIRECTORY',
        emergency: advice?.record.texts.en ?? 'Call your local emergency number.',
        directory: 'https://findahelpline.com/',
        services: lines.map((line) => serviceOf(line, locale)),
      },
      campaign: run ? campaignOf(run, playlist, locale) : null,
      next: null,
    };
  }
}

function campaignOf(run, playlist, locale) {
  const { id, slug, texts } = run.campaign;
  const entries = playlist.entries.map(({ position, revision }) => {
    const localization = revision.localizations.find((one) => one.locale === locale) ?? revision.localizations[0];
    const item = { ...revision.facts, ...localization.text, id: revision.itemId, locale: localization.locale };
    return { position, item: { ...item, partner: revision.partner } };
  });
  const partners = [...new Map(entries.map(({ item }) => [item.partner.slug, item.partner])).values()];
  const text = texts[locale] ?? texts.en;
  return { id, slug, ...text, locale, startsAt: run.startsAt, endsAt: run.endsAt, playlist: entries, partners };
}

// What decorators do in TypeScript.
const method = Object.getOwnPropertyDescriptor(PlainResolver.prototype, 'activeCampaign');
Query('activeCampaign')(PlainResolver.prototype, 'activeCampaign', method);
Args('surface')(PlainResolver.prototype, 'activeCampaign', 0);
Args('viewer')(PlainResolver.prototype, 'activeCampaign', 1);
Resolver()(PlainResolver);
class PlainModule {}
const scalars = ['DateTime', 'LocalDate', 'TimeZone', 'CountryCode', 'Locale', 'URL'];
Module({
  imports: [
    GraphQLModule.forRoot({
      driver: ApolloDriver,
      typeDefs: readFileSync(new URL('../../docs/delivery.graphql', import.meta.url), 'utf8'),
      resolvers: Object.fromEntries(scalars.map((name) => [name, GraphQLJSON])),
      playground: false,
    }),
  ],
  providers: [PlainResolver],
})(PlainModule);

const app = await NestFactory.create(PlainModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.argv[2]), '127.0.0.1');
process.send('ready');
