node_modules
tests
.engine
WEB-INF
