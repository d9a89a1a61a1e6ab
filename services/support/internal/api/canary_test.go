package api_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// requireNoCanary checks that nothing of the person of the tests is in a text, folded or not.
func requireNoCanary(t testing.TB, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, canary := range []string{"dieuw", "xanten", "évrard", "evrard", "1990-05-06", "1357 9246", "13579246", "kwikstaart", "windvaan", "haagwinde"} {
		require.False(t, strings.Contains(lower, canary), "%q is told", canary)
	}
}

// requireNoCanaryInFiles checks that of the person of the tests nothing is in the files of the database, which is SQLite.
func (r *rig) requireNoCanaryInFiles(t testing.TB) {
	t.Helper()
	files, err := os.ReadDir(r.dir(t))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(r.dir(t), f.Name()))
		require.NoError(t, err)
		requireNoCanary(t, string(content))
	}
}

// processingMethods answers every method of a file that declares a processing of personal data: all of them, here.
func processingMethods(t *testing.T, file protoreflect.FileDescriptor) (list []protoreflect.MethodDescriptor) {
	t.Helper()
	for i := range file.Services().Len() {
		methods := file.Services().Get(i).Methods()
		for j := range methods.Len() {
			p, _ := proto.GetExtension(methods.Get(j).Options(), optionsv1.E_Processing).(*optionsv1.Processing)
			require.NotEmpty(t, p.GetActivity(), "%s touches a person", methods.Get(j).FullName())
			require.True(t, hasField(methods.Get(j), p.GetDataSubject()), "%s has no field %q", methods.Get(j).FullName(), p.GetDataSubject())
			list = append(list, methods.Get(j))
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

// lines answers the lines of the processing log about a method; "" for all.
func (r *rig) lines(t testing.TB, method string) (list []*processingv1.ProcessingLine) {
	t.Helper()
	ctx := r.as(t, devissuer.Claims{Subject: "auditor", Roles: []string{"auditor"}})
	req := &supportv1.ListProcessingLinesRequest{PageSize: 1000}
	for {
		answer, err := r.log.ListProcessingLines(ctx, req)
		require.NoError(t, err)
		for _, l := range answer.GetProcessingLines() {
			if strings.HasSuffix(l.GetMethod(), "/"+method) || method == "" {
				list = append(list, l)
			}
		}
		if req.PageToken = answer.GetNextPageToken(); req.GetPageToken() == "" {
			return list
		}
	}
}

// dir answers the folder of the database of the service, on SQLite.
func (r *rig) dir(t testing.TB) string {
	t.Helper()
	var seq int
	var name, path string
	require.NoError(t, r.db.Read().QueryRowContext(context.WithoutCancel(t.Context()), "PRAGMA database_list").Scan(&seq, &name, &path))
	return filepath.Dir(path)
}
