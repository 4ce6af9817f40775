# docker build -t loa .
# docker run --rm -v loa-data:/data -e LOA_CONTACT=you@university.example loa crawl huongtra --limit 20
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY scraper scraper
# EXTRAS="[analysis,attachments,viet,web]" for all of them.
ARG EXTRAS=""
# The tests that pandas and others ship are a fifth of the image; pip is of no use in it.
RUN python -m venv --without-pip /opt/loa \
    && pip --python /opt/loa/bin/python install --no-cache-dir ".${EXTRAS}" \
    && find /opt/loa/lib -path '*/site-packages/*' -type d -name tests -prune -exec rm -rf {} +

FROM python:3.11-slim
COPY --from=build /opt/loa /opt/loa
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin loa \
    && install -d -o loa -g loa /data
ENV PATH=/opt/loa/bin:$PATH LOA_DB=/data/news.db LOA_PORTALS=/data/portals PYTHONUNBUFFERED=1
USER loa
WORKDIR /data
VOLUME /data
ENTRYPOINT ["loa"]
CMD ["--help"]
