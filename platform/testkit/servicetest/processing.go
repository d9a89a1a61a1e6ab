package servicetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

// ProcessingMethods answers every method of a file. Each must declare the processing of personal data that it is.
func ProcessingMethods(t testing.TB, file protoreflect.FileDescriptor) (list []protoreflect.MethodDescriptor) {
	t.Helper()
	for i := range file.Services().Len() {
		methods := file.Services().Get(i).Methods()
		for j := range methods.Len() {
			method := methods.Get(j)
			p, _ := proto.GetExtension(method.Options(), optionsv1.E_Processing).(*optionsv1.Processing)
			require.NotEmpty(t, p.GetActivity(), "%s touches a person", method.FullName())
			require.True(t, hasField(method, p.GetDataSubject()), "%s has no field %q", method.FullName(), p.GetDataSubject())
			list = append(list, method)
		}
	}
	return list
}

// hasField says whether the request or the answer of a method has the field at path.
func hasField(method protoreflect.MethodDescriptor, path string) bool {
	for _, message := range []protoreflect.MessageDescriptor{method.Input(), method.Output()} {
		found := true
		for name := range strings.SplitSeq(path, ".") {
			if message == nil || message.Fields().ByName(protoreflect.Name(name)) == nil {
				found = false
				break
			}
			message = message.Fields().ByName(protoreflect.Name(name)).Message()
		}
		if found {
			return true
		}
	}
	return false
}

// Page is a page of a processing log.
type Page interface {
	GetProcessingLines() []*processingv1.ProcessingLine
	GetNextPageToken() string
}

// Lines answers the lines of a processing log about a method, "" for all; read answers the page at a token.
func Lines[P Page](t testing.TB, method string, read func(token string) (P, error)) (list []*processingv1.ProcessingLine) {
	t.Helper()
	for _, page := range Pages(t, read) {
		for _, l := range page.GetProcessingLines() {
			if strings.HasSuffix(l.GetMethod(), "/"+method) || method == "" {
				list = append(list, l)
			}
		}
	}
	return list
}

// Pages answers the pages of a list, from the first to the last; read answers the one at a token.
func Pages[P interface{ GetNextPageToken() string }](t testing.TB, read func(token string) (P, error)) (list []P) {
	t.Helper()
	for token := ""; ; {
		page, err := read(token)
		require.NoError(t, err)
		list = append(list, page)
		if token = page.GetNextPageToken(); token == "" {
			return list
		}
	}
}
