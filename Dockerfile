# One image per service: docker build --build-arg SERVICE=registry -t wushe-registry .
FROM python:3.11-slim-bookworm

ARG SERVICE
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/venv \
    PATH=/opt/venv/bin:$PATH

WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9

# The dependencies of this service alone, exactly as locked; they change less often than the code.
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY contracts/regions/NOTICE contracts/regions/NOTICE
RUN uv sync --frozen --no-default-groups --no-install-project --extra "${SERVICE}"

COPY contracts contracts
COPY servicekit servicekit
COPY services services
COPY cli cli
RUN uv sync --frozen --no-default-groups --extra "${SERVICE}" \
    && useradd --system --uid 10001 --home-dir /nonexistent wushe

USER 10001
ENV WUSHE_HOST=0.0.0.0 WUSHE_PORT=8000 SERVICE=${SERVICE}
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["sh", "-c", "exec python -m services.${SERVICE}.main"]
