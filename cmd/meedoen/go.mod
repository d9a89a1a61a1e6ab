module github.com/deschoor/meedoen/cmd/meedoen

go 1.26.0

require (
	github.com/deschoor/meedoen/gateway v0.0.0
	github.com/deschoor/meedoen/platform v0.0.0
	github.com/deschoor/meedoen/proto v0.0.0
	github.com/deschoor/meedoen/services/activities v0.0.0
	github.com/deschoor/meedoen/services/reporting v0.0.0
)

require (
	github.com/gofrs/flock v0.13.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/schollz/progressbar/v3 v3.19.1 // indirect
	github.com/spf13/cobra v1.10.2 // indirect
	github.com/spf13/pflag v1.1.0 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	golang.org/x/net v0.61.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/term v0.47.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20261019180522-ce908d29299b // indirect
	google.golang.org/grpc v1.85.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)

replace (
	github.com/deschoor/meedoen/gateway => ../../gateway
	github.com/deschoor/meedoen/platform => ../../platform
	github.com/deschoor/meedoen/proto => ../../proto
	github.com/deschoor/meedoen/services/activities => ../../services/activities
	github.com/deschoor/meedoen/services/reporting => ../../services/reporting
)
