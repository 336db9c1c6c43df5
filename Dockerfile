# The server as an image: what was built, what it needs to run, and nothing else.
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src src
RUN npm run build

FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY --from=build /build/dist dist
COPY views views
COPY README.md CHANGELOG.md SECURITY.md ./
COPY docs docs
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production
ENV FRAGRANT_HOST=0.0.0.0
ENV FRAGRANT_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 9400
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s CMD ["node", "/app/dist/bundle/cli.js", "health"]
CMD ["node", "/app/dist/bundle/cli.js"]
