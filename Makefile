# make run   the site, serving at http://127.0.0.1:8080
# make test  every test, in a real browser and against real MongoDB servers
# make bench figures of this machine
.PHONY: run test bench build format mongod packages browser-tools clean

SWIFT ?= swift
export PATH := $(CURDIR)/.tools:$(PATH)

run: packages mongod
	@SWIFT="$(SWIFT)" scripts/build-release gatehouse
	@GATEHOUSE_PROFILE="$${GATEHOUSE_PROFILE:-development}" exec .build/release/gatehouse serve

test: packages mongod browser-tools
	scripts/test

build: packages
	$(SWIFT) build --build-tests

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Examples Benchmarks

# Figures of this machine, in docs/performance.md.
bench: packages mongod
	@scripts/install-packages argon2 binutils openssl python3-venv valgrind wrk
	@scripts/make-venv
	scripts/bench

# The C libraries, from Debian.
packages:
	@scripts/install-packages libmongoc-dev libargon2-dev libcrypt-dev libcurl4-openssl-dev zlib1g-dev pkg-config

# mongod from PATH, or one fetched into .tools.
mongod:
	@scripts/fetch-mongod

# Chromium with its driver, a reader of QR codes, and the Python packages that drive the browser, in .tools/venv.
browser-tools:
	@scripts/install-packages chromium chromium-driver python3-venv zbar-tools
	@scripts/make-venv

clean:
	rm -rf .build .build-micro .gatehouse
