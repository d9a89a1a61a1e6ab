module github.com/deschoor/meedoen/services/reporting

go 1.26.0

require (
	github.com/deschoor/meedoen/platform v0.0.0
	github.com/deschoor/meedoen/proto v0.0.0
)

require (
	cel.dev/cel-go v0.32.0 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/net v0.61.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20261005182115-fad411399dd8 // indirect
	google.golang.org/grpc v1.85.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)

replace (
	github.com/deschoor/meedoen/platform => ../../platform
	github.com/deschoor/meedoen/proto => ../../proto
)
