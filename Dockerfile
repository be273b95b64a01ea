# One image for all processes: the command says which. docs/operations.md, "With Docker", runs it.
# Node.js's current LTS, as in .nvmrc.
FROM node:24.19.0-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json ./
# No package needs its install script: what is native comes compiled.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
RUN node node_modules/typescript/bin/tsc -p tsconfig.build.json && node apps/cli/bundle.mjs \
  && node node_modules/vite/bin/vite.js build apps/console \
  && npm prune --ignore-scripts --omit=dev --no-audit --no-fund

FROM base
# With a heap limit that fits the work, V8 collects in time; the container needs about 200 MB then.
ENV NODE_ENV=production NODE_OPTIONS='--max-old-space-size=1024 --enable-source-maps'
# For the demo's generated secrets; a volume that is mounted here gets this owner.
RUN install --directory --owner=node --group=node --mode=700 /state
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000 3001
CMD ["node", "dist/bin/api.js"]
