# One image for api, projections, workers and migrate: `renmai serve …` with servers named by RENMAI_… settings.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/renmai
WORKDIR /src
COPY requirements.lock ./
RUN /opt/renmai/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY domain domain
COPY ledger ledger
COPY projections projections
COPY api api
COPY workers workers
RUN /opt/renmai/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10420 --no-create-home --shell /usr/sbin/nologin renmai \
    && install -d -o renmai -g renmai -m 0700 /data
COPY --from=build /opt/renmai /opt/renmai
ENV PATH=/opt/renmai/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RENMAI_DATA=/data RENMAI_HOST=0.0.0.0 RENMAI_PORT=8420
USER renmai
WORKDIR /data
VOLUME /data
EXPOSE 8420
STOPSIGNAL SIGTERM
ENTRYPOINT ["renmai"]
CMD ["serve", "api"]
