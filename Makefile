VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 10s
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.DEFAULT_GOAL := help
.PHONY: help demo test race crashes soak lint fuzz bench wording generate verify build docker release-size ci

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

demo: ## Try it in the browser (ADDR=, BROLANG=da|en)
	go run . demo $(if $(ADDR),--addr $(ADDR)) $(if $(BROLANG),--lang $(BROLANG))

test: ## Run the tests
	go test ./...

race: ## Run the tests with the race detector, in any order
	go test -race -shuffle=on ./...

crashes: ## Crash every rehearsal at every commit and every send
	go test -run TestCrashAnywhere -timeout 60m . -crashes

soak: ## Let people press everything for 10,000 events while platforms misbehave (SOAK=, SOAKSEED=)
	SOAK=$(or $(SOAK),10000) go test -run Soak -timeout 60m -v -count=1 .

lint: ## Format, vet, staticcheck, and the dialogs
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt -w on these'; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go run . flows lint

fuzz: ## Run each fuzzer for FUZZTIME (10s)
	@.ci/fuzz $(FUZZTIME)

bench: ## Run every benchmark
	go test -run '^$$' -bench . -benchmem ./...

wording: ## How well leaders' own words are read, and the worst sentences (WORST=all)
	go test -count=1 -v -run '^TestMeasure$$' ./bot/wording

generate: ## Make the generated files anew
	cd web && go run github.com/a-h/templ/cmd/templ@$$(go list -m -f '{{.Version}}' github.com/a-h/templ) generate

verify: ## Check that generated files are as they would be made anew
	@.ci/generated

build: ## Build the static binary ./brobygger, about 24 MB
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o brobygger .

docker: ## Build the image
	docker build -t brobygger:$(VERSION) --build-arg VERSION=$(VERSION) .

release-size: build ## Show how large the binary is (at most 25 MB)
	@size=$$(wc -c < brobygger); echo "$$size bytes"; test $$size -le 26214400

ci: ## Everything that must be green
	.ci/run
