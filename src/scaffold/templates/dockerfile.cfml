# The image of a CFML app. CommandBox reads server.json and box.json; which engine serves is said there.
FROM ortussolutions/commandbox:latest
COPY . ${APP_DIR}
ENV PORT=8080 BOX_INSTALL=false
# Packages and engine come into the image, so that a container starts without downloading anything.
RUN if [ -f "${APP_DIR}/box.json" ]; then cd "${APP_DIR}" && box install --production; fi
RUN ${BUILD_DIR}/util/warmup-server.sh
EXPOSE 8080
