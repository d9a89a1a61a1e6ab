# Everything a developer does here. `make` alone lists the targets.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
BIN         := $(CURDIR)/bin
MODULES     := proto platform services/activities services/debtcounselling services/reporting services/support services/volunteers \
               gateway cmd/meedoen examples/wijkteam/go test
SERVICES    := services/activities services/debtcounselling services/reporting services/support services/volunteers
# Flags for `go test`, such as TESTFLAGS=-race.
TESTFLAGS   ?=
# What `make breaking` compares the contract with, and `make compare` the speed.
BASE        ?= HEAD~1

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## run everything with the sample year 2022
	go run ./cmd/meedoen demo

.PHONY: test
test: postgres ## run all tests, on SQLite and PostgreSQL
	go test $(TESTFLAGS) work

# The tests need a PostgreSQL server: one at MEEDOEN_TEST_POSTGRES_URL, or the binaries for one of their own.
.PHONY: postgres
postgres:
	@if [ -z "$${MEEDOEN_TEST_POSTGRES_URL:-}" ] && ! command -v postgres >/dev/null \
	    && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql; \
	  else \
	    echo "The tests need PostgreSQL: install it, or set MEEDOEN_TEST_POSTGRES_URL." >&2; exit 1; \
	  fi; \
	fi

# Flags for what measures, such as BENCHFLAGS="--only pipeline-64 --rounds 10"; `go run ./test/bench --list` says what there is.
BENCHFLAGS  ?=

.PHONY: bench
bench: postgres ## measure against limits and alternatives, some minutes; writes docs/performance.md
	go run ./test/bench $(BENCHFLAGS)

.PHONY: bench-all
bench-all: postgres ## measure everything there is to measure, with more rounds
	go run ./test/bench --all --rounds 7 --turn 3s $(BENCHFLAGS)

.PHONY: profile
profile: ## profile one process under load, into profiles/
	go run ./test/bench profile $(BENCHFLAGS)

# The commit that may be slower than BASE.
HEAD        ?= HEAD

.PHONY: compare
compare: ## say what got slower from the commit BASE to HEAD
	go run ./test/bench compare --base $(BASE) --head $(HEAD) $(BENCHFLAGS)

.PHONY: build
build: ## build every module on its own, as its users do
	@for m in $(MODULES); do echo "build $$m"; (cd $$m && GOWORK=off go build ./...); done

# The commit that the images are of; what is not committed yet is in them all the same.
.PHONY: images
images: ## build the image of every program, with the labels of the commit (needs Docker)
	@epoch=$$(git log -1 --format=%ct) && for s in activities volunteers debtcounselling support reporting gateway meedoen; do \
	  DOCKER_BUILDKIT=1 docker build --quiet --file deploy/docker/Dockerfile --target $$s \
	    --tag meedoen$$([ $$s = meedoen ] || echo -$$s) --build-arg REVISION=$$(git rev-parse HEAD) \
	    --build-arg SOURCE_DATE_EPOCH=$$epoch --build-arg CREATED=$$(date -u -d @$$epoch +%FT%TZ) . ; done

## Tools: pinned by tools/go.mod and tools/lint/go.mod, built once.

.PHONY: tools
tools: $(BIN)/.generators $(BIN)/.linters ## build the generators and linters (some minutes the first time)

$(BIN)/.generators: tools/go.mod tools/go.sum
	GOBIN=$(BIN) GOWORK=off go -C tools install tool
	@touch $@

$(BIN)/.linters: tools/lint/go.mod tools/lint/go.sum
	GOBIN=$(BIN) GOWORK=off go -C tools/lint install tool
	@touch $@

# The protos that ours import, from the Go packages of their owners: buf needs no registry.
.protodeps: tools/protodeps/main.go tools/go.mod
	rm -rf $@
	GOWORK=off go -C tools run ./protodeps $(CURDIR)/$@

.PHONY: generate
generate: $(BIN)/.generators .protodeps ## write all generated files anew
	$(BIN)/buf format -w
	$(BIN)/buf generate
	$(BIN)/buf build -o proto/meedoen.binpb
	tar --create --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=0644 \
	    --file proto/meedoen-protos.tar \
	    -C $(CURDIR)/proto $$(cd proto && find meedoen -name '*.proto' | LC_ALL=C sort) \
	    -C $(CURDIR)/.protodeps $$(cd .protodeps && find . -name '*.proto' | LC_ALL=C sort)
	for s in $(SERVICES); do (cd $$s && $(BIN)/sqlc generate); done
	$(MAKE) openapi
	go run ./cmd/meedoen config reference > docs/config.md.new && mv docs/config.md.new docs/config.md
	for p in services/activities/cmd/activities services/debtcounselling/cmd/debtcounselling \
	    services/reporting/cmd/reporting services/support/cmd/support services/volunteers/cmd/volunteers gateway/cmd/gateway; do \
	  go run ./$$p config reference > $$p/config.md.new && mv $$p/config.md.new $$p/config.md; done
	go run ./cmd/meedoen access > docs/access.md.new && mv docs/access.md.new docs/access.md

.PHONY: lint
lint: $(BIN)/.generators $(BIN)/.linters .protodeps ## check format, contract and code
	$(BIN)/buf format --diff --exit-code
	$(BIN)/buf lint
	test -z "$$(gofmt -l $(MODULES) tools)" || { gofmt -l $(MODULES) tools; exit 1; }
	go vet work
	@for m in $(MODULES); do echo "lint $$m"; (cd $$m && $(BIN)/golangci-lint run --config $(CURDIR)/.golangci.yml ./...); done
	@for m in $(MODULES) tools tools/lint tools/manifests tools/sbom; do (cd $$m && GOWORK=off go mod tidy -diff); done

# In a module apart: the libraries of Kubernetes are heavy, and nothing else needs them.
.PHONY: manifests
manifests: ## check what is deployed on Kubernetes, without a cluster
	GOWORK=off go -C tools/manifests vet .
	GOWORK=off go -C tools/manifests test $(TESTFLAGS) .

# The folders of all programs, from the module of tools.
PROGRAMS    := ../cmd/meedoen ../gateway/cmd/gateway $(foreach s,$(SERVICES),../$(s)/cmd/$(notdir $(s)))

.PHONY: licences
licences: ## check and list the licences of what is linked into the programs
	GOWORK=off go -C tools run ./licences $(PROGRAMS) > docs/licences.md.new && mv docs/licences.md.new docs/licences.md

.PHONY: breaking
breaking: $(BIN)/.generators .protodeps ## check that the contract breaks nothing that BASE promised
	@base=$$(mktemp -d) && trap 'rm -rf $$base' EXIT && \
	if git archive $(BASE) proto buf.yaml 2>/dev/null | tar -x -C $$base; then \
	  cp -r .protodeps $$base/ && $(BIN)/buf breaking --against $$base; \
	else echo "no contract at $(BASE) to compare with"; fi

.PHONY: openapi
openapi: $(BIN)/.generators .protodeps ## describe the REST API in OpenAPI
	rm -rf .openapi
	$(BIN)/buf generate --template buf.gen.openapi.yaml
	$(BIN)/buf build --output .openapi/image.binpb
	$(BIN)/openapiv3-merge $$(find .openapi -name '*.openapi.json' | sort) > .openapi/merged.json
	GOWORK=off go -C tools run ./openapi -merged ../.openapi/merged.json -image ../.openapi/image.binpb \
	    -info ../gateway/internal/openapi/info.json -out ../gateway/internal/openapi/openapi.json

# Swagger UI as the gateway serves it at /docs, kept in the repository so that building needs no registry. The checksum
# is that of the registry (npm view swagger-ui-dist@VERSION dist.integrity).
SWAGGER_UI         := 5.35.0
SWAGGER_UI_SHA512  := U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==
SWAGGER_UI_FOLDER  := gateway/internal/apidocs/static/swagger-ui

.PHONY: swagger-ui
swagger-ui: ## fetch the pinned version of Swagger UI anew
	@dir=$$(mktemp -d) && trap 'rm -rf $$dir' EXIT && cd $$dir && \
	npm pack --silent swagger-ui-dist@$(SWAGGER_UI) && \
	test "$$(openssl dgst -sha512 -binary swagger-ui-dist-$(SWAGGER_UI).tgz | base64 -w0)" = "$(SWAGGER_UI_SHA512)" && \
	tar -xzf swagger-ui-dist-$(SWAGGER_UI).tgz && cd package && to=$(CURDIR)/$(SWAGGER_UI_FOLDER) && \
	install -m 0644 swagger-ui.css swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt $$to/ && \
	install -m 0644 LICENSE $$to/LICENSE.txt && install -m 0644 NOTICE $$to/NOTICE.txt && \
	cd $$to && sha256sum swagger-ui.css swagger-ui-bundle.js *.txt > SHA256SUMS
