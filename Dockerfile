# Built in three stages; what runs has neither compilers nor Node, and no root.

FROM node:22-bookworm-slim AS web
WORKDIR /web
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile --require-hashes -r /tmp/base.txt \
    && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin telemed \
    && install -d -o telemed -g telemed /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    TELEMED_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /venv /venv
COPY alembic.ini LICENSE ./
COPY alembic/ alembic/
COPY telemed/ telemed/
COPY --from=web /web/dist frontend/dist
USER 10001:10001
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "-m", "telemed.cli"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
