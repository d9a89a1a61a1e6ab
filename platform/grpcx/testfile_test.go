package grpcx_test

import (
	"sync"
	"testing"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
)

const (
	countRequest = ".meedoen.activities.v1.CreateHeadCountRequest"
	brokenRules  = ".grpcxtest.v1.BrokenRules"
)

// linkTestServices links services that no proto of the suite may have: streams, and methods with options that are
// missing or wrong.
func linkTestServices(t *testing.T) {
	t.Helper()
	require.NoError(t, linkOnce())
}

var linkOnce = sync.OnceValue(func() error {
	fieldOptions := &descriptorpb.FieldOptions{}
	proto.SetExtension(fieldOptions, validate.E_Field, validate.FieldRules_builder{
		String: validate.StringRules_builder{MinLen: proto.Uint64(1)}.Build(),
	}.Build())
	cook := &optionsv1.Access{Roles: []string{"cook"}}
	bake := method("Bake", countRequest, cook)
	baking := &optionsv1.Processing{Activity: "baking", DataSubject: "eater"}
	proto.SetExtension(bake.Options, optionsv1.E_Processing, baking)
	file, err := protodesc.NewFile(&descriptorpb.FileDescriptorProto{
		Syntax: proto.String("proto3"), Name: proto.String("grpcxtest/v1/test.proto"),
		Package: proto.String("grpcxtest.v1"),
		Dependency: []string{
			"buf/validate/validate.proto", "meedoen/activities/v1/head_count.proto", "meedoen/options/v1/access.proto",
		},
		MessageType: []*descriptorpb.DescriptorProto{{
			Name: proto.String("BrokenRules"),
			Field: []*descriptorpb.FieldDescriptorProto{{
				Name: proto.String("number"), Number: proto.Int32(1), Options: fieldOptions,
				Type:  descriptorpb.FieldDescriptorProto_TYPE_INT32.Enum(),
				Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
			}},
		}},
		Service: []*descriptorpb.ServiceDescriptorProto{
			service("Streams", method("Echo", countRequest, cook), bake),
			service("Undeclared", method("First", countRequest, nil), method("Second", countRequest, nil)),
			service("Contradictory",
				method("Both", countRequest, &optionsv1.Access{Open: true, Roles: []string{"cook"}}),
				method("Neither", countRequest, &optionsv1.Access{}),
				method("Star", countRequest, &optionsv1.Access{Roles: []string{"*", "cook"}}),
				method("Nameless", countRequest, &optionsv1.Access{Roles: []string{""}})),
			service("Unvalidated", method("Broken", brokenRules, cook)),
		},
	}, protoregistry.GlobalFiles)
	if err != nil {
		return err
	}
	return protoregistry.GlobalFiles.RegisterFile(file)
})

func service(name string, methods ...*descriptorpb.MethodDescriptorProto) *descriptorpb.ServiceDescriptorProto {
	return &descriptorpb.ServiceDescriptorProto{Name: proto.String(name), Method: methods}
}

func method(name, message string, access *optionsv1.Access) *descriptorpb.MethodDescriptorProto {
	options := &descriptorpb.MethodOptions{}
	if access != nil {
		proto.SetExtension(options, optionsv1.E_Access, access)
	}
	return &descriptorpb.MethodDescriptorProto{
		Name: proto.String(name), InputType: proto.String(message), OutputType: proto.String(message), Options: options,
		ClientStreaming: proto.Bool(true), ServerStreaming: proto.Bool(true),
	}
}

// streams answers service grpcxtest.v1.<name> with a stream that handler serves.
func streams(name, method string, handler grpc.StreamHandler) *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: "grpcxtest.v1." + name,
		Streams: []grpc.StreamDesc{{
			StreamName: method, Handler: handler, ServerStreams: true, ClientStreams: true,
		}},
	}
}
