package api_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

// requireNoCanary checks that nothing of the person of the tests is in a text, folded or not.
func requireNoCanary(t testing.TB, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, canary := range []string{"dieuw", "xanten", "évrard", "evrard", "1990-05-06", "1357 9246", "13579246"} {
		require.False(t, strings.Contains(lower, canary), "%q is told", canary)
	}
}

// processingMethods answers every method of the service that declares a processing of personal data.
func processingMethods(t *testing.T) (list []protoreflect.MethodDescriptor) {
	t.Helper()
	services := activitiesv1.File_meedoen_activities_v1_participant_proto.Services()
	for i := range services.Len() {
		methods := services.Get(i).Methods()
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
		for _, name := range strings.Split(path, ".") {
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
	answer, err := r.log.ListProcessingLines(r.auditor(t), &activitiesv1.ListProcessingLinesRequest{PageSize: 1000})
	require.NoError(t, err)
	for _, l := range answer.GetProcessingLines() {
		if strings.HasSuffix(l.GetMethod(), "/"+method) || method == "" {
			list = append(list, l)
		}
	}
	return list
}

// dir answers the folder of the database of the service, on SQLite.
func (r *rig) dir(t testing.TB) string {
	t.Helper()
	var seq int
	var name, path string
	require.NoError(t, r.db.Read().QueryRowContext(context.WithoutCancel(t.Context()), "PRAGMA database_list").Scan(&seq, &name, &path))
	return filepath.Dir(path)
}

func openKeysDB(t testing.TB, url string) *sqldb.DB { return testkit.OpenDB(t, url) }
