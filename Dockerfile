# One image for every process: the command says which. Built from a clone, with nothing but Docker.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --omit=optional --no-audit --no-fund \
  && node node_modules/typescript/bin/tsc -b apps/gateway apps/decoder apps/historic apps/recorder apps/admin-api apps/standalone apps/cli \
  && npm prune --omit=dev --omit=optional --no-audit --no-fund \
  && rm -rf tests benchmarks tools \
  && find apps libs -name src -prune -exec rm -rf {} + \
  && find node_modules/@dlms-telemetry -xtype l -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app /app
RUN install -d -o node -g node /var/lib/dlms-telemetry
USER node
ENV WORK_FOLDER=/var/lib/dlms-telemetry/in-work HTTP_PORT=8080
EXPOSE 8080 4059
HEALTHCHECK --interval=10s --timeout=5s CMD node docker/is-alive.mjs
ENTRYPOINT ["node"]
CMD ["apps/gateway/dist/main.js", "--help"]
