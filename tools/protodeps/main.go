// Command protodeps writes the .proto files that ours import, so that buf needs no registry: they are printed from the
// descriptors linked into the Go packages this module already depends on, and so have the versions that go.mod names.
//
//	protodeps DIR
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/jhump/protoreflect/v2/protoprint"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	_ "google.golang.org/genproto/googleapis/api/annotations"
	_ "google.golang.org/genproto/googleapis/api/httpbody"
	_ "google.golang.org/genproto/googleapis/rpc/errdetails"
	_ "google.golang.org/genproto/googleapis/rpc/status"
)

// roots are the files ours import, and those that clients read errors with; what they import in turn is written too.
var roots = []string{
	"buf/validate/validate.proto",
	"google/api/annotations.proto",
	"google/api/field_behavior.proto",
	"google/api/httpbody.proto",
	"google/rpc/error_details.proto",
	"google/rpc/status.proto",
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: protodeps DIR")
	}
	written := map[string]bool{}
	for _, root := range roots {
		file, err := protoregistry.GlobalFiles.FindFileByPath(root)
		if err != nil {
			log.Fatalf("protodeps: %s is not linked in: %v", root, err)
		}
		if err := write(os.Args[1], file, written); err != nil {
			log.Fatalf("protodeps: %v", err)
		}
	}
}

func write(dir string, file protoreflect.FileDescriptor, written map[string]bool) error {
	// buf brings google/protobuf/*.proto itself.
	if written[file.Path()] || filepath.Dir(file.Path()) == "google/protobuf" {
		return nil
	}
	written[file.Path()] = true
	path := filepath.Join(dir, file.Path())
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	plain, err := withoutPredefined(file)
	if err != nil {
		return fmt.Errorf("simplify %s: %w", file.Path(), err)
	}
	printer := protoprint.Printer{Compact: true}
	if err := printer.PrintProtoFile(plain, out); err != nil {
		return fmt.Errorf("print %s: %w", file.Path(), err)
	}
	if err := out.Close(); err != nil {
		return err
	}
	imports := file.Imports()
	for i := range imports.Len() {
		if err := write(dir, imports.Get(i).FileDescriptor, written); err != nil {
			return err
		}
	}
	return nil
}

// withoutPredefined answers file without the options in which protovalidate says of its own rules what they mean. Validators have
// those built in, and the printer writes them in a form that parsers of other languages (protobuf.js) cannot read.
func withoutPredefined(file protoreflect.FileDescriptor) (protoreflect.FileDescriptor, error) {
	plain := protodesc.ToFileDescriptorProto(file)
	for _, message := range plain.GetMessageType() {
		for _, field := range message.GetField() {
			if field.GetOptions() != nil {
				proto.ClearExtension(field.GetOptions(), validate.E_Predefined)
			}
		}
	}
	return protodesc.NewFile(plain, protoregistry.GlobalFiles)
}
