# The bot as one static binary in an empty image, not run by root.
#
#   docker build -t brobygger --build-arg VERSION=$(git describe --tags --always) .
#   cp config.example.yaml config.yaml   # and change what is yours
#   docker run -v brobygger:/data -v "$PWD/config.yaml:/data/config.yaml:ro" -p 127.0.0.1:8085:8085 brobygger
#
# /data holds the database, beside config.yaml. For the health check from outside
# the container, config.yaml says listen: 0.0.0.0:8085; the one below is made
# inside and needs nothing.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/brobygger . \
 && mkdir -p /out/data /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/brobygger /brobygger
# The database needs a folder for temporary files, for export and backup.
COPY --from=build --chown=65532:65532 /out/tmp /tmp
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8085
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/brobygger", "health"]
ENTRYPOINT ["/brobygger"]
CMD ["serve", "--config", "/data/config.yaml"]
