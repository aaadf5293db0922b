# One image for all processes: pages, live, worker, beat, migrate. docker-compose.yml says what each of them runs.

FROM node:22-bookworm-slim AS front
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY build.mjs ./
COPY static static
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
WORKDIR /src
COPY pyproject.toml requirements.txt ./
RUN pip install --no-cache-dir "$(grep -o '^uv==[0-9.]*' requirements.txt)" \
    && uv venv /venv \
    && uv pip install --no-cache --python /venv --require-hashes -r pyproject.toml -c requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    VAR_DIR=/tmp/andante
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin andante && install -d -o andante /mail
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=front /src/static/dist static/dist
RUN pybabel -q compile -d locale -D django && python -m compileall -q .
USER 10001
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
