# The image of a Go app: one program without C libraries, and nothing else but certificates and time zones.
FROM golang:{{version}} AS build
WORKDIR /src
COPY go.* ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /server {{package}}

FROM alpine:3
RUN apk add --no-cache ca-certificates tzdata
COPY --from=build /server /server
USER nobody
ENV PORT=8080
EXPOSE 8080
CMD ["/server"]
