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
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	_ "google.golang.org/genproto/googleapis/api/annotations"
	_ "google.golang.org/genproto/googleapis/api/httpbody"
)

// roots are the files ours import; what they import in turn is written too.
var roots = []string{
	"buf/validate/validate.proto",
	"google/api/annotations.proto",
	"google/api/field_behavior.proto",
	"google/api/httpbody.proto",
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
	printer := protoprint.Printer{Compact: true}
	if err := printer.PrintProtoFile(file, out); err != nil {
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
