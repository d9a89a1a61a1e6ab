package api_test

import (
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

// requireNoCanary checks that nothing of the person of the tests is in a text, folded or not.
func requireNoCanary(t testing.TB, text string) {
	t.Helper()
	servicetest.RequireNone(t, text, "dieuw", "xanten", "évrard", "evrard", "1990-05-06", "1357 9246", "13579246")
}

// processingMethods answers every method of the service that declares a processing of personal data.
func processingMethods(t *testing.T) []protoreflect.MethodDescriptor {
	t.Helper()
	return servicetest.ProcessingMethods(t, activitiesv1.File_meedoen_activities_v1_participant_proto)
}

// lines answers the lines of the processing log about a method; "" for all.
func (r *rig) lines(t testing.TB, method string) []*processingv1.ProcessingLine {
	t.Helper()
	return servicetest.Lines(t, method, func(token string) (*activitiesv1.ListProcessingLinesResponse, error) {
		return r.log.ListProcessingLines(r.auditor(t), &activitiesv1.ListProcessingLinesRequest{PageSize: 1000, PageToken: token})
	})
}
